import { setImmediate } from 'node:timers/promises';
import { SimilarNews } from './similar-news.ts';
import { BurstBrake, mostUndated, type BurstSettings } from './burst-brake.ts';
import { BusyArticles } from './busy-articles.ts';
import { Digests } from '../digests.ts';
import type { Events } from '../events.ts';
import { Indexing } from './indexing.ts';
import { dueAt } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { ArticlePlan, KnownPost } from '../news/plan.ts';
import { oldestTaken, planArticle, planDeletion, planUnreadable } from '../plan/planner.ts';
import type { Deletion } from '../store/articles/articles.ts';
import type { UnplannedRows } from '../store/articles/unplanned.ts';
import type { Recorded } from '../store/posts/plan-record.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

export interface PipelineSettings extends BurstSettings {
  /** IANA; by which digests are due. */
  timeZone: string;
}

/** How many articles are planned at a time: enough to be quick, few enough to keep memory and transactions small. */
const batchSize = 200;

/** A smaller jump of the clock moves nothing. */
const leastJumpMs = 1_000;

/**
 * The path of an article, step by step. `poll` plans everything that is new: it turns articles into promises and
 * announces that, so that the lanes compose, send, and write down the outcome (deliver/lane.ts). Every step records
 * its work before the next one starts, and may run twice.
 */
export class Pipeline {
  /** Digests reach the ledger in their own way. */
  readonly digests: Digests;
  readonly #store: Store;
  readonly #settings: PipelineSettings;
  readonly #events: Events;
  readonly #clock: Clock;
  /** By bot. */
  readonly #brakes: ReadonlyMap<string, BurstBrake>;
  readonly #similar: SimilarNews;
  readonly #busyArticles: BusyArticles;
  readonly #indexing: Indexing;
  #isLanguageTold = false;
  #lastPollAt: Date | null = null;
  /** By how much the time of day was ahead of the steady clock at most, milliseconds, since it was set back. */
  #mostAheadMs = Number.NEGATIVE_INFINITY;

  constructor(store: Store, settings: PipelineSettings, events: Events, clock: Clock) {
    this.#store = store;
    this.digests = new Digests(store, settings);
    this.#settings = settings;
    this.#events = events;
    this.#similar = new SimilarNews(store, settings.channels, events);
    this.#clock = clock;
    this.#busyArticles = new BusyArticles(store.articles, clock);
    this.#indexing = new Indexing(store.search, events, clock);
    this.#brakes = new Map(
      [...Map.groupBy(settings.channels, ({ bot }) => bot)].map(([bot, channels]) => [
        bot,
        new BurstBrake(store.ofBot(bot).bursts, { ...settings, channels }, events, clock),
      ]),
    );
  }

  /** When the last poll ended well; null: none did yet. */
  get lastPollAt(): Date | null {
    return this.#lastPollAt;
  }

  /**
   * One round of the engine: a poll, and after it the search index, for which nobody waits.
   * @returns the moment of the next round, see `poll`.
   */
  async round(stopping: AbortSignal): Promise<Date | null> {
    const nextAt = await this.poll(stopping);
    this.#events.announce({ kind: 'polled' });
    this.#indexing.begin(stopping);
    return nextAt;
  }

  /** Resolves when nothing is being indexed. */
  async settled(): Promise<void> {
    await this.#indexing.settled();
  }

  /**
   * Plans everything that is new and due, and promises the digests that are owed. `stopping` is looked at between
   * batches.
   * @returns when the next article that waits for its time, or the next digest, is due; null: none is known.
   */
  async poll(stopping: AbortSignal): Promise<Date | null> {
    await this.#lookAtClock();
    const articleAt = await this.#planAll(stopping);
    if (stopping.aborted) return null;
    // A digest would list articles of which an owner has not said yet whether they are news.
    const waiting = new Set<string>();
    for (const bot of await this.#store.bursts.openBots())
      if ((await this.#brakes.get(bot)?.isOn()) === true) waiting.add(bot);
    const channels = this.#settings.channels.filter(({ bot }) => !waiting.has(bot));
    const digestAt = channels.length === 0 ? null : await this.#promiseDigests(channels, this.#clock.now());
    this.#lastPollAt = this.#clock.now();
    return articleAt === null || (digestAt !== null && digestAt < articleAt) ? digestAt : articleAt;
  }

  /** After the clock was set back, what was planned and put off by the wrong one is looked at again. */
  async #lookAtClock(): Promise<void> {
    const now = this.#clock.now();
    const aheadMs = now.getTime() - this.#clock.steadyMs();
    const wasSetBack = aheadMs < this.#mostAheadMs - leastJumpMs;
    this.#mostAheadMs = wasSetBack ? aheadMs : Math.max(aheadMs, this.#mostAheadMs);
    let articles = 0;
    for (;;) {
      const some = await this.#store.articles.replan(now);
      if (some === 0) break;
      articles += some;
    }
    if (articles === 0 && !wasSetBack) return;
    await this.#store.ledger.forgetPostponements(this.#settings.channels.map(({ name }) => name));
    this.#events.announce({ kind: 'clock set back', articles });
    this.#events.announce({ kind: 'posts changed' });
  }

  /** @returns when the next digest is due. */
  async #promiseDigests(channels: readonly Channel[], now: Date): Promise<Date | null> {
    const startedMs = performance.now();
    const { promised, nextAt } = await this.digests.promiseOwed(channels, now);
    const ms = Math.round(performance.now() - startedMs);
    if (promised > 0) this.#events.announce({ kind: 'planned', articles: 0, promised, ms });
    return nextAt;
  }

  async #planAll(stopping: AbortSignal): Promise<Date | null> {
    await this.#busyArticles.look();
    let isLookedAgain = false;
    while (!stopping.aborted) {
      if (!(await this.#store.articles.isAnyUnplanned())) return null;
      if (!(await this.#planBatch(stopping))) {
        if (isLookedAgain || !(await this.#busyArticles.look())) break;
        // Most changes are over by now. Once is enough: whoever goes on changing wakes the planner when it is done.
        isLookedAgain = true;
      }
      // Lets the lanes take their turn, so that the first post does not wait for a whole burst.
      await setImmediate();
    }
    return this.#store.articles.nextDueAt(this.#clock.now());
  }

  #tellTooOld(articles: UnplannedRows['articles'], plans: readonly ArticlePlan[]): void {
    const tooOld = new Set(plans.filter(({ isTooOld }) => isTooOld).map(({ articleId }) => articleId));
    const found = articles.filter(({ id, isNew }) => isNew && tooOld.has(id));
    const [first] = found;
    if (first === undefined) return;
    const example = { id: first.id, dueAt: dueAt(first) };
    this.#events.announce({ kind: 'articles too old', count: found.length, example });
  }

  #tellLanguage(): void {
    const example = this.#store.articles.languageExample;
    if (example === null || this.#isLanguageTold) return;
    this.#isLanguageTold = true;
    this.#events.announce({ kind: 'other language code', example });
  }

  /**
   * Plans articles that nobody is changing. If somebody is changing one that is to be promised, nothing is recorded: after
   * a moment all of them are read and planned once more, and then that one is left out if it has to be.
   * @returns whether there may be more to plan now.
   */
  async #planBatch(stopping: AbortSignal, keepsOrder = true): Promise<boolean> {
    const startedMs = performance.now();
    const now = this.#clock.now();
    await this.#lookForBursts(now);
    const { leftOut } = this.#busyArticles;
    const oldest = oldestTaken(this.#settings.channels, now);
    const { articles, unreadable } = await this.#store.articles.unplanned(now, oldest, batchSize, leftOut);
    const deletions = await this.#store.articles.deleted(batchSize);
    if (articles.length + unreadable.length + deletions.length === 0) return false;
    const plans = await this.#plan({ articles, unreadable }, deletions, now);
    const notes = deletions.map(({ note }) => note);
    const recorded = await this.#store.ledger.record(plans, now, { notes, keepsOrder });
    if (recorded.unsettled.length > 0) {
      await this.#busyArticles.wait(recorded.unsettled, stopping);
      return this.#planBatch(stopping, false);
    }
    this.#busyArticles.leaveOut(recorded.left);
    const left = new Set(recorded.left);
    this.#tellRecorded(
      recorded,
      articles.filter(({ id }) => !left.has(id)),
      plans.filter(({ articleId }) => !left.has(articleId)),
      now,
    );
    const done = recorded.planned + deletions.length;
    if (done > 0) {
      const ms = Math.round(performance.now() - startedMs);
      this.#events.announce({ kind: 'planned', articles: done, promised: recorded.promised, ms });
    }
    return done + left.size > 0;
  }

  /** Plans stand in the order of their articles. */
  #tellRecorded(
    { unreadable }: Recorded,
    articles: UnplannedRows['articles'],
    plans: readonly ArticlePlan[],
    now: Date,
  ): void {
    for (const { id, fault } of unreadable) this.#events.announce({ kind: 'article unreadable', id, fault });
    for (const brake of this.#brakes.values()) brake.note(articles, plans, now);
    this.#tellLanguage();
    this.#tellTooOld(articles, plans);
  }

  async #plan(
    { articles, unreadable }: UnplannedRows,
    deletions: readonly Deletion[],
    now: Date,
  ): Promise<ArticlePlan[]> {
    const all = [...articles, ...unreadable];
    const present = all.map(({ id }) => id);
    const deleted = new Set(deletions.map(({ articleId }) => articleId));
    const posts = await this.#postsByArticle([...new Set([...present, ...deleted])]);
    const plans = articles.map((article): ArticlePlan => ({
      ...planArticle(article, posts.get(article.id) ?? [], this.#settings, now),
      plannedRevision: article.plannedRevision,
    }));
    await this.#similar.look(articles, plans, now);
    for (const row of unreadable) {
      const { plannedRevision } = row;
      plans.push({ ...planUnreadable(row, posts.get(row.id) ?? [], now), plannedRevision });
    }
    plans.push(...(await this.#planDeletions(deleted, posts, now)));
    const canceled = all.filter(({ status }) => status === 'canceled').map(({ id }) => id);
    // Before the ledger counts them as planned: if the program ended between, it would never be done.
    await this.digests.cancel([...canceled, ...deleted]);
    const relabelled = articles.filter(({ isRelabelled }) => isRelabelled).map(({ id }) => id);
    await this.digests.relabel(relabelled, now);
    return plans;
  }

  async #lookForBursts(now: Date): Promise<void> {
    if (this.#settings.burstArticles === 0) return;
    const undated = await this.#store.articles.undated(mostUndated);
    for (const brake of this.#brakes.values()) await brake.look(undated, now);
  }

  /** A row that was deleted and written again (INSERT OR REPLACE) is not canceled. */
  async #planDeletions(
    deleted: ReadonlySet<string>,
    posts: Map<string, KnownPost[]>,
    now: Date,
  ): Promise<ArticlePlan[]> {
    const plans: ArticlePlan[] = [];
    for (const id of deleted) {
      const isBack = await this.#store.articles.exists(id);
      plans.push(planDeletion(id, isBack ? [] : (posts.get(id) ?? []), now));
    }
    return plans;
  }

  async #postsByArticle(ids: string[]): Promise<Map<string, KnownPost[]>> {
    return Map.groupBy(await this.#store.posts.postsOf(ids), (post) => post.articleId);
  }
}
