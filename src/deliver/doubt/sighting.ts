import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { ReadBack } from '../messenger.ts';
import { canonical } from './same-message.ts';

type SeenMessage = Extract<ReadBack, { kind: 'message' }>;

/**
 * Remembers a message that may be a post of which the database does not know, so that it is not posted a second time.
 * People hardly ever put a link under words, and our posts and digests have one.
 * @param isLinkNeeded without a link it is remembered only if it shows a post that is queued.
 * @returns whether it shows a post that is queued.
 */
export async function noteSeen(
  { name: channel }: ChannelGate,
  { clock, store }: Delivery,
  { text, links, isPhoto }: SeenMessage,
  messageId: number,
  isLinkNeeded = true,
): Promise<boolean> {
  const { unknownPosts } = store;
  if (text === '') return false;
  const isQueued = await unknownPosts.isQueued(channel, links, text.split('\n', 1)[0] ?? '');
  if (isLinkNeeded && !isQueued && links.length === 0) return false;
  const [first] = links;
  const link = first === undefined ? null : canonical(first);
  await unknownPosts.add({ channel, messageId, shown: text, link, isPhoto });
  // Its article was canceled meanwhile: the post is to be killed.
  await unknownPosts.wantKill(channel, links, clock.now());
  return isQueued;
}
