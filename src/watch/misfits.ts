import type { Channel } from '../news/channel.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { misfitOf, type Misfit } from '../plan/misfit.ts';
import type { NotedFault } from '../store/articles/unreadable-articles.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { dayMs } from '../time/local-clock.ts';
import { misfitWords, type MisfitWords } from '../words/misfits.ts';

/** Articles that no channel will ever get, of which nobody would hear otherwise. */
export interface Misfits {
  /** Articles of the last 24 hours that no channel takes; null: there are none. */
  lately: { count: number; example: { id: string; misfit: Misfit } } | null;
  /** Articles whose date cannot be meant; null: there are none. */
  misdated: { count: number; example: { id: string; publishedAt: string } } | null;
  /** Articles whose rows cannot be read; null: there are none. */
  unreadable: { count: number; example: NotedFault } | null;
}

/** How many sections or words are named. */
const mostNamed = 10;

export async function findMisfits(
  { survey, unreadableArticles }: Pick<Store, 'survey' | 'unreadableArticles'>,
  channels: readonly Channel[],
  now: Date,
): Promise<Misfits> {
  const articles = await survey.postless(new Date(now.getTime() - dayMs), now);
  const found = articles.flatMap((article) => {
    const misfit = misfitOf(article, channels);
    return misfit === null ? [] : [{ id: article.id, misfit }];
  });
  const misdated = await survey.misdated(now);
  const unreadable = await unreadableArticles.read();
  return { lately: counted(found), misdated: counted(misdated), unreadable };
}

function counted<T>(found: readonly T[]): { count: number; example: T } | null {
  const [example] = found;
  return example === undefined ? null : { count: found.length, example };
}

/** One sentence for each kind of misfits; none if every article fits. */
export function misfitLines({ lately, misdated, unreadable }: Misfits, language: SpokenLanguage): string[] {
  const words = misfitWords[language];
  const lines: string[] = [];
  if (unreadable !== null) {
    const { id, fault } = unreadable.example;
    lines.push(words.unreadable(unreadable.count, id, words.faults[fault.kind](fault.column)));
  }
  if (lately !== null) {
    const { id, misfit } = lately.example;
    lines.push(words.lately(lately.count, id, whyOf(misfit, words)));
  }
  if (misdated !== null) {
    const { id, publishedAt } = misdated.example;
    lines.push(words.misdated(misdated.count, id, publishedAt.slice(0, 10)));
  }
  return lines;
}

function whyOf({ filter, has, wanted }: Misfit, words: MisfitWords): string {
  const own = has.length === 0 ? null : listed(has);
  if (filter === 'language') return words.language(own ?? '', listed(wanted));
  if (filter === 'exclude') return words.exclude(listed(wanted));
  return words[filter](own, listed(wanted));
}

function listed(items: readonly string[]): string {
  return [...items.slice(0, mostNamed), ...(items.length > mostNamed ? ['…'] : [])].join(', ');
}

/** How long an answer is good for: the page and its probes ask every few seconds. */
const freshMs = 60_000;

/** Looks for misfits, at most once a minute. */
export class MisfitWatch {
  readonly #look: () => Promise<Misfits>;
  readonly #clock: Clock;
  #found: Promise<Misfits> | null = null;
  #lookedAtMs = 0;

  constructor(look: () => Promise<Misfits>, clock: Clock) {
    this.#look = look;
    this.#clock = clock;
  }

  read(): Promise<Misfits> {
    const nowMs = this.#clock.steadyMs();
    if (this.#found === null || nowMs - this.#lookedAtMs >= freshMs) {
      this.#lookedAtMs = nowMs;
      const found = this.#look();
      this.#found = found;
      found.catch(() => {
        if (this.#found === found) this.#found = null;
      });
    }
    return this.#found;
  }
}
