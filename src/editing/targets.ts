import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { isTaken } from '../plan/filter.ts';
import type { Placed } from '../store/posts/orders/editor-orders.ts';

/** Whether a channel would get the article by itself. */
export function isForChannel(article: Article, channel: Channel): boolean {
  return !channel.isDigestOnly && isTaken(article, channel);
}

/** The channels that get an article when an editor names none. If there is only one, its filters do not matter. */
export function targetsOf(channels: readonly Channel[], article: Article): readonly Channel[] {
  return channels.length === 1 ? channels : channels.filter((each) => isForChannel(article, each));
}

export function standsEverywhere(
  posts: readonly Pick<Placed, 'channel' | 'state'>[],
  targets: readonly Channel[],
): boolean {
  return targets.every(({ name }) =>
    posts.some(({ channel, state }) => channel === name && state === 'sent'),
  );
}

/** Whether "Post" could do something: it is of no use under what is posted already. */
export function canBePosted(
  article: Article,
  posts: readonly Pick<Placed, 'channel' | 'state'>[],
  channels: readonly Channel[],
): boolean {
  const targets = targetsOf(channels, article);
  if (targets.length === 0) return posts.every(({ state }) => state !== 'sent');
  return !standsEverywhere(posts, targets);
}
