import { composeDigest } from './compose/composer.ts';
import type { Article } from './news/article.ts';
import type { Channel, DigestPlan } from './news/channel.ts';
import type { Message, Post } from './news/post.ts';
import { chooseForDigest, owedDigest } from './plan/digest.ts';
import { lacksLabels } from './plan/labels.ts';
import { nextMoment } from './time/schedule.ts';
import type { Store } from './store/store.ts';

export interface DigestSettings {
  channels: readonly Channel[];
  /** IANA. */
  timeZone: string;
}

/**
 * The path of a digest: it is chosen, composed, and promised with its text in one step, because no article row stands
 * behind it. From then on it is a post like any other. Its key in the ledger is the moment when it was due, so it is
 * promised once, whatever happens.
 */
export class Digests {
  readonly #store: Store;
  readonly #settings: DigestSettings;
  /** By channel: when we looked last, and until when nothing is owed. */
  readonly #looked = new Map<string, { at: Date; nextAt: Date }>();

  /** Digests by hand are promised one after the other. */
  #byHand: Promise<unknown> = Promise.resolve();

  constructor(store: Store, settings: DigestSettings) {
    this.#store = store;
    this.#settings = settings;
  }

  /** The digest of a channel as it would be at a moment; null: there is nothing to list. */
  async compose(channel: Channel, plan: DigestPlan, at: Date): Promise<Message | null> {
    return this.#compose(await this.#choose(channel, plan, at), channel, plan, at);
  }

  #compose(chosen: readonly Article[], channel: Channel, plan: DigestPlan, at: Date): Message | null {
    return composeDigest(chosen, channel, plan, { at, timeZone: this.#settings.timeZone });
  }

  async #choose(channel: Channel, plan: DigestPlan, at: Date): Promise<Article[]> {
    const from = new Date(at.getTime() - plan.periodMs);
    const articles = await this.#store.articles.dueWithin(from, at, channel.language);
    const ids = articles.map(({ id }) => id);
    // An article whose post was not approved, or not yet, stays out of the digest too.
    const kept = await this.#store.digests.keptBack(channel.name, ids);
    const unwanted = await this.#store.ofBot(channel.bot).bursts.unwanted(ids);
    const allowed = articles.filter(
      (article) => !kept.has(article.id) && !unwanted.has(article.id) && !lacksLabels(article, channel),
    );
    const reactions =
      plan.by === 'reactions'
        ? await this.#store.readers.posts.reactionsIn(
            channel.name,
            allowed.map(({ id }) => id),
          )
        : new Map<string, number>();
    return chooseForDigest(allowed, channel, plan, at, reactions);
  }

  /**
   * Promises every digest that is owed to these channels. A period without articles gives none.
   * @returns how many were promised, and when the next one is due.
   */
  async promiseOwed(
    channels: readonly Channel[],
    now: Date,
  ): Promise<{ promised: number; nextAt: Date | null }> {
    let promised = 0;
    let nextAt: Date | null = null;
    for (const channel of channels) {
      if (channel.digest === null) continue;
      await this.#rewriteSpoilt(channel, channel.digest, now);
      const looked = this.#looked.get(channel.name);
      let at = looked?.nextAt ?? null;
      // If the clock was set back, the next moment has to be computed again.
      if (looked === undefined || looked.nextAt <= now || looked.at > now) {
        if (await this.#promiseIfOwed(channel, channel.digest, now)) promised += 1;
        at = nextMoment(channel.digest.schedule, now, this.#settings.timeZone);
        if (at !== null) this.#looked.set(channel.name, { at: now, nextAt: at });
      }
      if (at !== null && (nextAt === null || at < nextAt)) nextAt = at;
    }
    return { promised, nextAt };
  }

  /**
   * Promises the digest of a moment because an editor asked for it.
   * @returns false when it was promised before, or another one since: of two editors with a preview each, one posts it.
   */
  promiseByHand(channel: Channel, plan: DigestPlan, at: Date, now: Date): Promise<boolean> {
    const promised = this.#byHand.then(() => this.#promiseUnlessLate(channel, plan, at, now));
    this.#byHand = promised.catch(() => false);
    return promised;
  }

  async #promiseUnlessLate(channel: Channel, plan: DigestPlan, at: Date, now: Date): Promise<boolean> {
    if (await this.#store.digests.isPromisedSince(channel.name, at)) return false;
    const chosen = await this.#choose(channel, plan, at);
    const message = this.#compose(chosen, channel, plan, at);
    if (message === null) return false;
    const listed = chosen.map(({ id }) => id);
    const digest = { channel: channel.name, at, message, listed, priority: 0, state: 'ready' } as const;
    return this.#store.digests.promise(digest, now);
  }

  async #promiseIfOwed(channel: Channel, plan: DigestPlan, now: Date): Promise<boolean> {
    const last = await this.#store.digests.lastPromised(channel.name);
    const at = owedDigest(plan, last, now, this.#settings.timeZone);
    if (at === null) return false;
    const chosen = await this.#choose(channel, plan, at);
    const message = this.#compose(chosen, channel, plan, at);
    if (message === null) return false;
    const listed = chosen.map(({ id }) => id);
    const needsApproval = channel.approval !== null && channel.approval.sections === null;
    const state = needsApproval ? 'waiting' : 'ready';
    // Before ordinary news: a digest is worth most at its hour, even after a night in which fifty posts were kept.
    const digest = { channel: channel.name, at, message, listed, priority: 1, state } as const;
    return this.#store.digests.promise(digest, now);
  }

  /** These articles are canceled: digests that left and list one of them need a correction. */
  async cancel(articleIds: readonly string[]): Promise<void> {
    for (const { name } of this.#settings.channels) await this.#store.digests.correctSent(name, articleIds);
  }

  /** The labels of these articles changed: the digests that list one of them show them. */
  async relabel(articleIds: readonly string[], now: Date): Promise<void> {
    if (articleIds.length === 0) return;
    const { digests } = this.#store;
    for (const channel of this.#settings.channels) {
      await digests.correctSent(channel.name, articleIds);
      if (channel.digest === null) continue;
      for (const unsent of await digests.unsentWith(channel.name, articleIds)) {
        const articles = await this.#articlesOf(unsent.listed);
        await digests.rewrite(unsent, this.#compose(articles, channel, channel.digest, unsent.at), now);
      }
    }
  }

  /** A sent digest without the articles that were canceled since; null: nothing of it is left, or known. */
  async recompose({ id, channel: name, dueAt }: Post): Promise<Message | null> {
    const channel = this.#settings.channels.find((each) => each.name === name);
    if (channel?.digest == null) return null;
    const articles = await this.#articlesOf(await this.#store.digests.listed(id));
    const left = articles.filter(({ status }) => status !== 'canceled');
    return this.#compose(left, channel, channel.digest, dueAt);
  }

  async #articlesOf(ids: readonly string[]): Promise<Article[]> {
    const found = await Promise.all(ids.map((id) => this.#store.articles.find(id)));
    return found.filter((article) => article !== null);
  }

  /** Takes articles that were withheld or canceled out of a digest that has not left yet. */
  async #rewriteSpoilt(channel: Channel, plan: DigestPlan, now: Date): Promise<void> {
    for (const spoilt of await this.#store.digests.spoilt(channel.name)) {
      const articles = await this.#articlesOf(spoilt.listed);
      await this.#store.digests.rewrite(spoilt, this.#compose(articles, channel, plan, spoilt.at), now);
    }
  }
}
