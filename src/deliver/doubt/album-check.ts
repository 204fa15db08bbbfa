import type { Post } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';

/**
 * The first part of an unsure album was found. Telegram's documents do not say that it takes an album as a whole, so each
 * of its numbers is read. If a part is missing, the others are deleted, and the whole is sent again.
 */
export class AlbumCheck {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  /** The post whose parts are read, and those that stand there. */
  #known: { key: string; read: number; standing: number[] } | null = null;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
  }

  /** @returns null: it is whole, or it is no album, or nobody can say; `removed`: nothing of it stands there any more. */
  async step(post: Post, numbers: readonly number[], signal: AbortSignal): Promise<Step | 'removed' | null> {
    const { reader } = this.#delivery;
    const [first = 0, ...others] = numbers;
    if (others.length === 0 || !reader.canRead) return null;
    const key = `${post.id} ${post.unsureTries} ${first}`;
    if (this.#known?.key !== key) this.#known = { key, read: 0, standing: [first] };
    const known = this.#known;
    for (const number of others.slice(known.read)) {
      const read = await reader.read(post, this.#gate.address, number, `album ${post.unsureTries}`, signal);
      if (read.kind === 'wait') return { wakeAt: read.untilMs };
      if (read.kind === 'rest') return this.#gate.rest(read.outcome, { channel: this.#gate.name });
      // It stands there, and nobody can look at the rest of it.
      if (read.kind === 'unreadable' || read.kind === 'exhausted') return null;
      known.read += 1;
      if (read.kind === 'message' && read.isPhoto && read.text === '') known.standing.push(number);
    }
    if (known.standing.length === numbers.length) return null;
    return this.remove(post, known.standing, signal);
  }

  /** Deletes a part of an album. @returns null: Telegram does not let us. */
  async remove(
    post: Post,
    standing: readonly number[],
    signal: AbortSignal,
  ): Promise<Step | 'removed' | null> {
    const { log, messenger, reader, store } = this.#delivery;
    const { name: channel, address } = this.#gate;
    const facts = { channel, article: post.articleId, parts: standing };
    // Deleted, these numbers are missing, and a search that counts missing numbers would end at them.
    await store.channelNumbers.learn(channel, address.chatId, { last: Math.max(...standing) });
    // It must not be taken over after a restore.
    for (const number of standing) await store.unknownPosts.remove(channel, number);
    const deleted = await messenger.delete(address, standing, signal);
    log.warn({ ...facts, deleted: deleted.kind }, 'only a part of an album arrived; it is deleted');
    if (deleted.kind === 'unsure' || (deleted.kind === 'refused' && deleted.because === 'unknown')) {
      const again = await reader.afterSilence(`${post.id} delete ${standing.join()}`, signal);
      return again.kind === 'wait' ? { wakeAt: again.untilMs } : 'again';
    }
    this.#known = null;
    if (deleted.kind === 'done' || deleted.kind === 'gone') return 'removed';
    if (deleted.kind !== 'refused') return this.#gate.rest(deleted, facts);
    // It cannot be made whole, and sent again it would stand there twice.
    await this.#delivery.notices.about(post, 'media left out', deleted.reason);
    return null;
  }
}
