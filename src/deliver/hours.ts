import { isBreaking } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Work } from '../news/post.ts';

/** What the clock on the wall says about a channel's ordinary posts. */
export interface Hours {
  /** `silent`: without sound; `keep`: kept. */
  kind: 'open' | 'silent' | 'keep';
  until: Date | null;
}

/** The hours of all channels, as the settings and the editors have them. */
export interface Timetable {
  at(channel: Channel, moment: Date): Hours;
  /** Whether a post was kept through the quiet hours that ended last. */
  wasKept(channel: Channel, promisedAt: Date, now: Date): boolean;
}

/** After quiet hours the posts that were kept leave at most one in this time: nobody's telephone rings thirty times. */
export const keptPauseMs = 30_000;

/**
 * Until when quiet hours keep a post; null: it may leave. Breaking news passes, and so does what an editor asked
 * for; a digest passes when its own moment lies in the quiet hours, because then it was meant so.
 */
export function keptUntil({ post }: Work, channel: Channel, timetable: Timetable, now: Date): Date | null {
  if (post.priority === 0) return null;
  const isDigest = post.articleId === null;
  if (post.priority === 1 && !isDigest) return null;
  const { kind, until } = timetable.at(channel, now);
  if (kind !== 'keep') return null;
  return isDigest && timetable.at(channel, post.dueAt).kind === 'keep' ? null : until;
}

/** Breaking news makes a sound at every hour; the rest outside of quiet hours, if the channel wants it. */
export function isSilent({ article }: Work, channel: Channel, timetable: Timetable, now: Date): boolean {
  if (article !== null && isBreaking(article)) return false;
  return channel.sound === 'breaking' || timetable.at(channel, now).kind !== 'open';
}
