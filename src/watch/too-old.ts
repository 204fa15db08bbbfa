import type { Notices } from '../deliver/notices.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import type { Clock } from '../time/clock.ts';
import { words } from '../words/log-chat.ts';

export const tooOldKey = 'too old';

const hourMs = 3_600_000;

/** Articles within an hour about which nothing is told: a few late ones are usual. */
const mostUntold = 10;

/** How long after an alert no other one follows. A newsroom may bring its archive in over a whole day. */
const quietMs = 24 * hourMs;

/** Tells once when many new articles are too old to be posted: perhaps the clock of this machine is ahead. */
export class TooOldWatch {
  readonly #notices: Notices;
  readonly #clock: Clock;
  /** What was too old within the last hour, by the steady clock. */
  #lately: { atMs: number; count: number }[] = [];
  #toldAtMs = Number.NEGATIVE_INFINITY;
  /** An alert of an earlier run may still be open. */
  #isOpen = true;
  #work: Promise<void> = Promise.resolve();

  constructor(notices: Notices, clock: Clock) {
    this.#notices = notices;
    this.#clock = clock;
  }

  found(count: number, example: { id: string; dueAt: Date }): Promise<void> {
    const nowMs = this.#clock.steadyMs();
    this.#lately = [...this.#lately.filter(({ atMs }) => nowMs - atMs < hourMs), { atMs: nowMs, count }];
    const total = this.#lately.reduce((sum, one) => sum + one.count, 0);
    if (total <= mostUntold || nowMs - this.#toldAtMs < quietMs) return this.#work;
    this.#toldAtMs = nowMs;
    this.#isOpen = true;
    const detail = detailOf(total, example, this.#clock.now());
    return this.#do(() => this.#notices.begin(tooOldKey, detail));
  }

  /** An article was young enough. */
  promised(): Promise<void> {
    if (!this.#isOpen) return this.#work;
    this.#isOpen = false;
    return this.#do(() => this.#notices.end(tooOldKey));
  }

  /** One write after the other, in the order in which they were found. */
  #do(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.catch(() => undefined).then(step);
    return this.#work;
  }
}

function detailOf(count: number, { id, dueAt }: { id: string; dueAt: Date }, now: Date): string {
  const show = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${count} articles within an hour, such as ${id} of ${show(dueAt)}; the clock says ${show(now)}`;
}

/** The text of this trouble in the log chat. */
export function tooOldText({ detail, endedAt }: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (endedAt !== null) return say.youngAgain;
  const [, count = '', id = '', due = '', now = ''] =
    /^(\d+) articles within an hour, such as (.*) of (\S+ \S+ UTC); the clock says (.*)$/s.exec(detail) ?? [];
  return say.tooOld(Number(count), id, due, now);
}
