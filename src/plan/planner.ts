import { dueAt, isBreaking, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { ArticlePlan, DropReason, KnownPost, UnreadableArticle } from '../news/plan.ts';
import { canMove, hasLeft } from '../news/post.ts';
import { isTaken } from './filter.ts';

export interface PlanSettings {
  channels: readonly Channel[];
  /** Changes within this time become one edit, milliseconds. */
  correctionDelayMs: number;
}

/** A post that was dropped for one of these comes back when the reason is gone. */
const revocable: readonly string[] = ['withheld', 'filtered out'] satisfies DropReason[];

const tooOld: DropReason = 'too old';

/** The post is tried again when the text of its article changes. The composer's own words follow this reason. */
const uncomposable: DropReason = 'cannot be composed';

/**
 * Decides for every channel whether one revision of an article is promised to it, and what happens to posts that
 * exist. Pure: planned a second time, a revision changes nothing more.
 */
export function planArticle(
  article: Article,
  posts: readonly KnownPost[],
  settings: PlanSettings,
  now: Date,
): ArticlePlan {
  const plan = emptyPlan(article.id, article.revision);
  if (article.status === 'canceled') return cancel(plan, posts, now);
  const place = { priority: isBreaking(article) ? 1 : 2, sortAt: dueAt(article) } as const;
  let isTooOld = false;
  for (const channel of settings.channels) {
    const post = posts.find((known) => known.channel === channel.name);
    const wanted = article.status === 'usable' && !channel.isDigestOnly && isTaken(article, channel);
    if (post !== undefined) {
      const reason = article.status === 'withheld' ? 'withheld' : 'filtered out';
      const correctAt = new Date(now.getTime() + settings.correctionDelayMs);
      changePost(plan, post, wanted ? place : reason, { correctAt, isYoung: isYoung(article, channel, now) });
    } else if (wanted && isYoung(article, channel, now)) {
      plan.promises.push({ channel: channel.name, ...place });
    } else if (wanted) isTooOld = true;
  }
  return isTooOld && plan.promises.length === 0 ? { ...plan, isTooOld } : plan;
}

/**
 * The plan for an article whose row cannot be read. Its posts stay as they are until the row is mended, unless its status
 * says that it is canceled.
 */
export function planUnreadable(
  { id, revision, fault, status }: UnreadableArticle,
  posts: readonly KnownPost[],
  now: Date,
): ArticlePlan {
  const plan = { ...emptyPlan(id, revision), fault };
  return status === 'canceled' ? cancel(plan, posts, now) : plan;
}

/** The plan for an article whose row was deleted: posts that have not left are dropped, the others are killed. */
export function planDeletion(articleId: string, posts: readonly KnownPost[], now: Date): ArticlePlan {
  return cancel(emptyPlan(articleId, null), posts, now);
}

/** Articles that were due before this moment are too old for every channel. null: one channel has no limit. */
export function oldestTaken(channels: readonly Channel[], now: Date): Date | null {
  let longestMs = 0;
  for (const { maxAgeMs } of channels) {
    if (maxAgeMs === null) return null;
    longestMs = Math.max(longestMs, maxAgeMs);
  }
  return new Date(now.getTime() - longestMs);
}

function isYoung(article: Article, channel: Channel, now: Date): boolean {
  return channel.maxAgeMs === null || now.getTime() - dueAt(article).getTime() <= channel.maxAgeMs;
}

function emptyPlan(articleId: string, revision: number | null): ArticlePlan {
  return {
    articleId,
    revision,
    promises: [],
    renewals: [],
    drops: [],
    dueChanges: [],
  };
}

function changePost(
  plan: ArticlePlan,
  post: KnownPost,
  place: Pick<ArticlePlan['promises'][number], 'priority' | 'sortAt'> | DropReason,
  { correctAt: at, isYoung: isStillYoung }: { correctAt: Date; isYoung: boolean },
): void {
  // The filters do not matter for a post that has left, or that an editor ordered: it is corrected.
  const correct = () => {
    if (place !== 'withheld') plan.dueChanges.push({ postId: post.id, dueChange: 'edit', at });
  };
  switch (post.state) {
    case 'promised':
    case 'waiting':
    case 'ready':
      if (post.priority === 0) return correct();
      if (typeof place === 'string') plan.drops.push({ postId: post.id, reason: place });
      else plan.renewals.push({ postId: post.id, ...place });
      return;
    case 'dropped':
    case 'refused':
      if (typeof place === 'string') return;
      if (post.state === 'refused' || isRevocable(post.reason ?? '', isStillYoung)) {
        plan.renewals.push({ postId: post.id, ...place });
      }
      return;
    case 'sending':
    case 'unsure':
    case 'uncertain':
    case 'sent':
      // It may be planned again for its sections, which are no part of a post.
      if (post.dueChange !== 'kill' && post.revision !== plan.revision) correct();
      return;
    case 'killed':
      return;
  }
}

/** Whether a post that was dropped for this comes back when its article changes. */
export function isRevocable(reason: string, isYoungNow: boolean): boolean {
  // The clock may have been ahead when it was dropped.
  if (reason === tooOld) return isYoungNow;
  return revocable.includes(reason) || reason.startsWith(uncomposable);
}

function cancel(plan: ArticlePlan, posts: readonly KnownPost[], now: Date): ArticlePlan {
  for (const post of posts) {
    if (hasLeft(post.state)) plan.dueChanges.push({ postId: post.id, dueChange: 'kill', at: now });
    else if (canMove(post.state, 'dropped')) plan.drops.push({ postId: post.id, reason: 'canceled' });
  }
  return plan;
}
