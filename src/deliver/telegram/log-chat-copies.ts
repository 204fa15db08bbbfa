import type { LogCopies, LogCopy } from '../../store/records/log-copies.ts';
import type { ChangeOutcome } from '../messenger.ts';

/** How many copies that could not be deleted yet are kept in memory. */
const mostCopies = 100;

/**
 * Copies of channels' messages in the log chat. Each is written down when its number is known and crossed out when it is
 * deleted, so that a copy that was left by a kill is deleted at the next start.
 */
export class LogChatCopies {
  /** null: nothing is written down. The commands that only look read nothing back. */
  readonly #notes: LogCopies | null;
  readonly #deleteMessage: (copy: LogCopy, signal: AbortSignal) => Promise<ChangeOutcome>;
  /** Copies that are not deleted yet, the oldest first. */
  #left: LogCopy[] = [];

  constructor(
    notes: LogCopies | null,
    deleteMessage: (copy: LogCopy, signal: AbortSignal) => Promise<ChangeOutcome>,
  ) {
    this.#notes = notes;
    this.#deleteMessage = deleteMessage;
  }

  async add(copy: LogCopy): Promise<void> {
    this.#left.push(copy);
    // While the database fails, the copy is deleted all the same. Only a kill right now would leave it there.
    await this.#notes?.add(copy).catch(() => undefined);
  }

  /** Those that an earlier run left there are deleted with the next ones. */
  async recall(): Promise<void> {
    const known = (await this.#notes?.list()) ?? [];
    const left = this.#left;
    const isNew = (copy: LogCopy) =>
      !left.some(({ chatId, messageId }) => chatId === copy.chatId && messageId === copy.messageId);
    this.#left.unshift(...known.filter(isNew).slice(-mostCopies));
  }

  /**
   * A copy that Telegram refuses to delete stays, if the words are about it. Where the deletion failed otherwise, it is tried again later. After a
   * 429 nothing more is asked now: Telegram makes a bot that goes on asking wait ever longer.
   */
  async deleteAll(signal: AbortSignal): Promise<void> {
    let isLimited = false;
    for (const copy of this.#left.splice(0)) {
      const outcome: ChangeOutcome | null = isLimited ? null : await this.#deleteMessage(copy, signal);
      isLimited = outcome === null || outcome.kind === 'limited';
      if (outcome !== null && isFinal(outcome)) {
        await this.#notes?.remove(copy).catch(() => undefined);
      } else if (this.#left.length < mostCopies) this.#left.push(copy);
    }
  }
}

function isFinal(outcome: ChangeOutcome): boolean {
  if (outcome.kind === 'refused') return outcome.because !== 'unknown';
  return outcome.kind === 'done' || outcome.kind === 'gone';
}
