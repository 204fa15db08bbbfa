import { setImmediate } from 'node:timers/promises';
import type { Events } from '../events.ts';
import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { ArticlePlan } from '../news/plan.ts';
import { mostRemembered, RecentNews, rememberedMs, sameFrom } from '../plan/similarity/recent-news.ts';
import type { Store } from '../store/store.ts';

/** Articles of an earlier run that are read at a time. Between two times the lanes get their turn. */
const readAtOnce = 50;

/** A post in one of these states stands in its channel, or will. */
const gone: ReadonlySet<string> = new Set(['dropped', 'refused', 'killed']);

type Planned = Pick<Article, 'id' | 'status' | 'publishedAt'> & { isNew: boolean };

/**
 * Finds articles that say what another one said, where a channel wants to know. With `skip` the channel that has the
 * earlier one gets no second one; with `tell` the post waits for an editor.
 */
export class SimilarNews {
  readonly #store: Store;
  readonly #channels: readonly Channel[];
  readonly #events: Events;
  #news: RecentNews | null = null;

  constructor(store: Store, channels: readonly Channel[], events: Events) {
    this.#store = store;
    this.#channels = channels.filter(({ similar }) => similar !== 'post');
    this.#events = events;
  }

  /** Takes promises out of the plans of articles that a channel does not want a second time. */
  async look(articles: readonly Planned[], plans: readonly ArticlePlan[], now: Date): Promise<void> {
    if (this.#channels.length === 0) return;
    const news = (this.#news ??= await this.#open(now));
    for (const [index, article] of articles.entries()) {
      const plan = plans[index];
      if (plan === undefined || article.status === 'canceled') continue;
      if (article.isNew) await this.#compare(news, article.id, now);
      if (plan.promises.length > 0) await this.#judge(plan, plans, article.isNew);
    }
  }

  async #compare(news: RecentNews, id: string, now: Date): Promise<void> {
    const whole = await this.#store.articles.find(id);
    if (whole === null) return;
    const similar = news.find(whole);
    if (similar !== null) {
      const likeness = Math.round(similar.likeness * 100);
      await this.#store.similar.note(id, { id: similar.id, likeness }, now);
    }
    news.add(whole, now);
  }

  async #judge(plan: ArticlePlan, plans: readonly ArticlePlan[], isNew: boolean): Promise<void> {
    const { articleId } = plan;
    const similar = this.#store.similar.of(articleId);
    if (similar === null) return;
    const posts = await this.#store.posts.postsOf([similar.id]);
    // It may be planned together with this one.
    const promised = plans.find((other) => other.articleId === similar.id)?.promises ?? [];
    const channels = new Set([
      ...posts.filter(({ state }) => !gone.has(state)).map(({ channel }) => channel),
      ...promised.map(({ channel }) => channel),
    ]);
    this.#store.similar.setChannels(articleId, channels);
    if (similar.likeness < sameFrom * 100) return;
    const skipping = new Set(
      this.#channels.filter(({ similar: way }) => way === 'skip').map(({ name }) => name),
    );
    const skipped = plan.promises.filter(({ channel }) => skipping.has(channel) && channels.has(channel));
    plan.promises = plan.promises.filter((promise) => !skipped.includes(promise));
    if (!isNew) return;
    for (const { channel } of skipped)
      this.#events.announce({ kind: 'similar skipped', channel, articleId, similar });
  }

  async #open(now: Date): Promise<RecentNews> {
    const news = new RecentNews();
    const since = new Date(now.getTime() - rememberedMs);
    const recent = await this.#store.similar.recent(since, mostRemembered);
    for (const [index, article] of recent.toReversed().entries()) {
      if (index % readAtOnce === 0) await setImmediate();
      news.add(article, article.publishedAt);
    }
    return news;
  }
}
