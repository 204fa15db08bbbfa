import type { Notices } from '../deliver/notices.ts';
import type { Button } from '../deliver/messenger.ts';
import { burstDecisions } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Store } from '../store/store.ts';
import type { Trouble } from '../store/records/troubles.ts';
import type { Clock } from '../time/clock.ts';
import { burstWords } from '../words/bursts.ts';

const keyPrefix = 'burst:';

/** An unanswered question is told again after this time, and then every hour. */
const firstReminderMs = 10 * 60_000;
const reminderMs = 3_600_000;

/** Asks an owner about a burst, reminds of the question, and says when it is over. Nothing but the store is remembered. */
export class BurstWatch {
  readonly #store: Pick<Store, 'bursts' | 'troubles'>;
  readonly #channels: readonly string[];
  readonly #notices: Notices;
  readonly #clock: Clock;

  constructor(
    store: Pick<Store, 'bursts' | 'troubles'>,
    channels: readonly string[],
    notices: Notices,
    clock: Clock,
  ) {
    this.#store = store;
    this.#channels = channels;
    this.#notices = notices;
    this.#clock = clock;
  }

  /** Called after each poll: the posts of the burst are promised then. */
  async look(): Promise<void> {
    const now = this.#clock.now();
    const { openSince } = await this.#store.bursts.read();
    const told = (await this.#store.troubles.open()).filter(({ key }) => key.startsWith(keyPrefix));
    const key = openSince === null ? null : burstKey(openSince);
    for (const trouble of told) if (trouble.key !== key) await this.#notices.end(trouble.key);
    if (openSince === null || key === null) return;
    const count = await this.#store.bursts.count(this.#channels, openSince);
    // Editors dropped all of it in another way.
    if (count === 0) return this.#forget(openSince, key, now);
    const known = told.find((trouble) => trouble.key === key);
    if (known === undefined) await this.#notices.begin(key, String(count));
    else if (isOverdue(known.beganAt, await this.#store.troubles.toldAt(key), now))
      await this.#notices.tellAgain(key, String(count));
  }

  async #forget(since: Date, key: string, now: Date): Promise<void> {
    await this.#store.bursts.answer([], since, 'drop', now);
    await this.#notices.end(key);
  }
}

/** The key of the trouble. */
export function burstKey(since: Date): string {
  return `${keyPrefix}${since.getTime().toString(36)}`;
}

function isOverdue(beganAt: Date, toldAt: Date | null, now: Date): boolean {
  if (toldAt === null) return false;
  const firstMs = beganAt.getTime() + firstReminderMs;
  const dueMs = toldAt.getTime() < firstMs ? firstMs : toldAt.getTime() + reminderMs;
  return now.getTime() >= dueMs;
}

/** Whether a trouble is the question about a burst. */
export function isBurstKey(key: string): boolean {
  return key.startsWith(keyPrefix);
}

/** The question, and the news that it was answered. The detail is the number of articles. */
export function burstText(
  { detail, endedAt }: Pick<Trouble, 'detail' | 'endedAt'>,
  language: SpokenLanguage,
): string {
  const words = burstWords[language];
  return endedAt === null ? `${words.question(Number(detail))}\n\n${words.explained}` : words.over;
}

/** `key`: that of the trouble. A button of an earlier burst answers nothing. */
export function burstButtons(key: string, language: SpokenLanguage): Button[] {
  return burstDecisions.map((decision) => ({
    text: burstWords[language].buttons[decision],
    data: `${key}:${decision}`,
  }));
}

/** One sentence for each bot, for `status`, `doctor` and the page; none for those whose posts wait for no owner. */
export async function burstLines(
  store: Pick<Store, 'ofBot'>,
  {
    bots,
    channels,
  }: { bots: readonly { name: string }[]; channels: readonly { name: string; bot: string }[] },
  language: SpokenLanguage,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { name } of bots) {
    const { bursts } = store.ofBot(name);
    const { openSince } = await bursts.read();
    if (openSince === null) continue;
    const own = channels.filter(({ bot }) => bot === name).map((channel) => channel.name);
    const line = burstWords[language].waits(await bursts.count(own, openSince));
    lines.push(bots.length === 1 ? line : `${name}: ${line}`);
  }
  return lines;
}
