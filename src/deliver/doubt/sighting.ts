import { linkOfFile } from '../../news/medium.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { ReadBack } from '../messenger.ts';
import { canonical } from './same-message.ts';

/** A headline stands in one of the first lines: a label, a sign, or a template's own words may stand above it. */
const mostLines = 8;

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
  { text, links, isPhoto, fileIds = [] }: SeenMessage,
  messageId: number,
  isLinkNeeded = true,
): Promise<boolean> {
  const { unknownPosts } = store;
  if (text === '') {
    const queued = fileIds.length === 0 ? [] : await unknownPosts.queuedFiles(channel);
    const file = fileIds.find((id) => queued.includes(id));
    if (file === undefined) return false;
    await unknownPosts.add({ channel, messageId, shown: text, link: linkOfFile(file), isPhoto });
    return true;
  }
  const isQueued = await unknownPosts.isQueued(channel, links, text.split('\n', mostLines));
  if (isLinkNeeded && !isQueued && links.length === 0) return false;
  const [first] = links;
  const link = first === undefined ? null : canonical(first);
  await unknownPosts.add({ channel, messageId, shown: text, link, isPhoto });
  // Its article was canceled meanwhile: the post is to be killed.
  await unknownPosts.wantKill(channel, links, clock.now());
  return isQueued;
}
