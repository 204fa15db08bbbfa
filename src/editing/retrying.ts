import type { Channel } from '../news/channel.ts';
import type { RefusedScope } from '../store/posts/refused-posts.ts';
import { channelWords } from '../words/channels.ts';
import { counts } from '../words/counts.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';

/** More posts than this are promised again only after a confirmation. */
export const mostWithoutQuestion = 5;

/** What was refused by now. `until`: what was refused a moment ago counts too. */
export function refusedUntil({ clock }: Editing): Date {
  return new Date(Math.ceil(clock.now().getTime() / 1_000) * 1_000);
}

/** How many refused posts of these channels would be promised again. */
export async function countRefused(
  { clock, store }: Editing,
  channels: readonly Channel[],
  until: Date,
): Promise<number> {
  let due = 0;
  for (const channel of channels)
    due += (await store.refusedPosts.count(scopeOf(channel, until, clock.now()))).due;
  return due;
}

/** Promises again what Telegram refused. @returns a line of plain text for each channel. */
export async function retryRefused(
  editor: Editor,
  editing: Editing,
  channels: readonly Channel[],
  until: Date,
): Promise<string[]> {
  const words = channelWords[editor.language];
  const { posts } = counts[editor.language];
  const { clock, events, store } = editing;
  const lines: string[] = [];
  for (const channel of channels) {
    const scope = scopeOf(channel, until, clock.now());
    const { tooOld } = await store.refusedPosts.count(scope);
    const count = await store.refusedPosts.retry(scope);
    const entry = { action: 'retry', subject: channel.name, before: null, after: String(count) };
    if (count > 0) await noteBy(editor, editing, entry);
    lines.push(count > 0 ? words.retried(channel.name, posts(count)) : words.retryNone(channel.name));
    if (tooOld > 0) lines.push(words.retryTooOld(channel.name, posts(tooOld)));
  }
  events.announce({ kind: 'posts changed' });
  return lines;
}

function scopeOf({ maxAgeMs, name }: Channel, until: Date, now: Date): RefusedScope {
  const since = maxAgeMs === null ? null : new Date(now.getTime() - maxAgeMs);
  return { channel: name, reason: null, since, until };
}
