import type { Events } from './events.ts';
import { dueAt, isBreaking } from './news/article.ts';
import type { PlanSettings } from './plan/planner.ts';
import { planArticle } from './plan/planner.ts';
import type { Store } from './store/store.ts';
import type { Clock } from './time/clock.ts';

/** A program that writes its rows one by one needs some polls for its burst: they count together. */
const togetherMs = 60_000;

/** How many articles are looked at before they are planned. */
const mostRead = 2_000;

export interface BurstSettings extends PlanSettings {
  /** With more articles without a date at once, an owner is asked. 0: never. */
  burstArticles: number;
}

/**
 * Many articles without a date at once are rarely news: somebody has copied an archive into the store, or a program
 * forgot to write the date. Then ordinary posts wait until an owner has answered. See records/bursts.ts.
 */
export class BurstBrake {
  readonly #store: Pick<Store, 'articles' | 'bursts'>;
  readonly #settings: BurstSettings;
  readonly #events: Events;
  readonly #clock: Clock;
  /** The articles without a date that were planned lately: when, and how many. */
  #lately: { atMs: number; at: Date; count: number }[] = [];
  #wasOpen = false;

  constructor(
    store: Pick<Store, 'articles' | 'bursts'>,
    settings: BurstSettings,
    events: Events,
    clock: Clock,
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#events = events;
    this.#clock = clock;
  }

  /** Whether ordinary posts wait. If the brake was turned off in the settings, they do not any more. */
  async isOn(): Promise<boolean> {
    const { openSince } = await this.#store.bursts.read();
    if (openSince === null || this.#settings.burstArticles > 0) return openSince !== null;
    await this.#store.bursts.answer([], openSince, 'all', this.#clock.now());
    return false;
  }

  /** Looks at what is about to be planned. Called before the plans are recorded, so that no post of a burst leaves. */
  async look(now: Date): Promise<void> {
    const { burstArticles } = this.#settings;
    if (burstArticles === 0) return;
    const coming = await this.#countComing(now);
    if (coming === 0) return;
    const { openSince, passingAt } = await this.#store.bursts.read();
    // What came before the answer was asked about.
    if (this.#wasOpen && openSince === null) this.#lately = [];
    this.#wasOpen = openSince !== null;
    if (openSince !== null) return;
    if (passingAt !== null) {
      const isPassing = Math.abs(now.getTime() - passingAt.getTime()) <= togetherMs;
      await this.#store.bursts.pass(isPassing ? now : null);
      if (isPassing) return;
    }
    this.#forgetOld();
    const lately = this.#lately.reduce((sum, { count }) => sum + count, 0);
    if (lately + coming <= burstArticles) return;
    await this.#store.bursts.begin(this.#lately[0]?.at ?? now);
    this.#wasOpen = true;
    this.#events.announce({ kind: 'burst began', articles: lately + coming });
  }

  /** So many articles without a date were just planned. */
  note(count: number, now: Date): void {
    if (count === 0 || this.#settings.burstArticles === 0) return;
    this.#lately.push({ atMs: this.#clock.steadyMs(), at: now, count });
  }

  #forgetOld(): void {
    const nowMs = this.#clock.steadyMs();
    this.#lately = this.#lately.filter(({ atMs }) => nowMs - atMs < togetherMs);
  }

  /** The articles without a date that become ordinary posts of a channel. */
  async #countComing(now: Date): Promise<number> {
    const articles = await this.#store.articles.undated(mostRead);
    return articles.filter(
      (article) =>
        !isBreaking(article) &&
        dueAt(article) <= now &&
        planArticle(article, [], this.#settings, now).promises.length > 0,
    ).length;
  }
}
