import type { Events } from '../events.ts';
import { dueAt, isBreaking, type Article } from '../news/article.ts';
import type { ArticlePlan } from '../news/plan.ts';
import type { PlanSettings } from '../plan/planner.ts';
import { planArticle } from '../plan/planner.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

/** A program that writes its rows one by one needs some polls for its burst: they count together. */
const togetherMs = 60_000;

/** How many articles are looked at before they are planned. */
export const mostUndated = 2_000;

export interface BurstSettings extends PlanSettings {
  /** With more articles without a date at once, an owner is asked. 0: never. */
  burstArticles: number;
}

/**
 * Many articles without a date at once are rarely news: somebody has copied an archive into the store, or a program
 * forgot to write the date. Then ordinary posts of a bot wait until one of its owners has answered. See records/bursts.ts.
 */
export class BurstBrake {
  readonly #bursts: Store['bursts'];
  readonly #settings: BurstSettings;
  readonly #events: Events;
  readonly #clock: Clock;
  /** The articles without a date that were planned lately: when, and how many. */
  #lately: { atMs: number; at: Date; count: number }[] = [];
  #wasOpen = false;

  /** `settings`: with the channels of the bot only. */
  constructor(bursts: Store['bursts'], settings: BurstSettings, events: Events, clock: Clock) {
    this.#bursts = bursts;
    this.#settings = settings;
    this.#events = events;
    this.#clock = clock;
  }

  /** Whether ordinary posts wait. If the brake was turned off in the settings, they do not any more. */
  async isOn(): Promise<boolean> {
    const { openSince } = await this.#bursts.read();
    if (openSince === null || this.#settings.burstArticles > 0) return openSince !== null;
    await this.#bursts.answer([], openSince, 'all', this.#clock.now());
    return false;
  }

  /**
   * Looks at the articles without a date that are about to be planned. Called before the plans are recorded, so that no
   * post of a burst leaves.
   */
  async look(undated: readonly Article[], now: Date): Promise<void> {
    const { burstArticles } = this.#settings;
    const coming = this.#countComing(undated, now);
    if (coming === 0) return;
    const { openSince, passingAt } = await this.#bursts.read();
    // What came before the answer was asked about.
    if (this.#wasOpen && openSince === null) this.#lately = [];
    this.#wasOpen = openSince !== null;
    if (openSince !== null) return;
    if (passingAt !== null) {
      const isPassing = Math.abs(now.getTime() - passingAt.getTime()) <= togetherMs;
      await this.#bursts.pass(isPassing ? now : null);
      if (isPassing) return;
    }
    this.#forgetOld();
    const lately = this.#lately.reduce((sum, { count }) => sum + count, 0);
    if (lately + coming <= burstArticles) return;
    await this.#bursts.begin(this.#lately[0]?.at ?? now);
    this.#wasOpen = true;
    this.#events.announce({ kind: 'burst began', articles: lately + coming });
  }

  /** These articles were just planned. Plans stand in the order of their articles. */
  note(articles: readonly { isUndated: boolean }[], plans: readonly ArticlePlan[], now: Date): void {
    const own = new Set(this.#settings.channels.map(({ name }) => name));
    const isPromised = (plan: ArticlePlan | undefined) =>
      plan?.promises.some(({ channel }) => own.has(channel)) === true;
    const count = articles.filter(({ isUndated }, index) => isUndated && isPromised(plans[index])).length;
    if (count === 0 || this.#settings.burstArticles === 0) return;
    this.#lately.push({ atMs: this.#clock.steadyMs(), at: now, count });
  }

  #forgetOld(): void {
    const nowMs = this.#clock.steadyMs();
    this.#lately = this.#lately.filter(({ atMs }) => nowMs - atMs < togetherMs);
  }

  /** The articles without a date that become ordinary posts of a channel. */
  #countComing(articles: readonly Article[], now: Date): number {
    return articles.filter(
      (article) =>
        !isBreaking(article) &&
        dueAt(article) <= now &&
        planArticle(article, [], this.#settings, now).promises.length > 0,
    ).length;
  }
}
