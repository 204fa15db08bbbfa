import type { Arrival, Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Delivery } from '../delivery.ts';

/** The pauses between the tries to delete a copy of our own, milliseconds: the program ends soon. */
const pausesMs = [250, 500, 1_000, 2_000];

/**
 * Telegram took a post, but meanwhile its lane was lost to another process. If that one is still in doubt about the post,
 * it is told where the post stands. If it has posted it itself, or will, our copy is one too many, and is deleted.
 */
export async function settleLateAnswer(post: Post, arrival: Arrival, delivery: Delivery): Promise<void> {
  const { ledger, log, notices } = delivery;
  const facts = { channel: post.channel, article: post.articleId, message: arrival.messageId };
  const became = await ledger.noteLate(post.id, arrival);
  log.warn({ ...facts, became }, 'Telegram took a post after another process had taken over its channel');
  if (became !== 'unknown') return;
  const isDeleted = await deleteOwn(post, arrival, delivery);
  if (isDeleted) return log.warn(facts, 'a copy that came too late is deleted');
  log.error(facts, 'a copy that came too late could not be deleted: delete it by hand');
  await notices.about(post, 'may stand twice', ownReasons.lateCopy);
}

async function deleteOwn(
  { channel }: Post,
  { chatId, messageId, messageIds }: Arrival,
  { clock, messenger, pacer }: Delivery,
): Promise<boolean> {
  // The program may have been told to end, and this still has to be done.
  const { signal } = new AbortController();
  for (const pauseMs of [...pausesMs, null]) {
    const outcome = await messenger.deleteOwnCopy({ chatId, topic: null }, messageIds ?? messageId, signal);
    if (outcome.kind === 'done' || outcome.kind === 'gone') return true;
    if (pauseMs === null) return false;
    if (outcome.kind !== 'limited') await clock.wait(pauseMs, signal);
    else {
      const nowMs = clock.steadyMs();
      pacer.limit(channel, nowMs + outcome.retryAfterSeconds * 1_000, nowMs);
      await clock.wait(Math.max(pauseMs, outcome.retryAfterSeconds * 1_000), signal);
    }
  }
  return false;
}
