import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { Fence } from '../store/lanes/fence.ts';
import type { Failure } from './telegram/outcome.ts';
import type {
  Address,
  ChangeOutcome,
  ChatFinding,
  Messenger,
  ReadBack,
  SendOptions,
  Upload,
} from './messenger.ts';
import { withDepartureCheck } from './telegram/departure.ts';

/** How often we ask who holds the lanes while a request waits for its connection. */
const proofMs = 1_500;

/**
 * The messenger of the lanes. A request that changes a channel leaves only while it is proven that the lanes are ours;
 * otherwise its outcome is `late`.
 */
export class FencedMessenger implements Messenger {
  readonly #messenger: Messenger;
  readonly #fence: Fence;

  constructor(messenger: Messenger, fence: Fence) {
    this.#messenger = messenger;
    this.#fence = fence;
  }

  get logChatId(): string | null {
    return this.#messenger.logChatId;
  }

  get logTopic(): number | null {
    return this.#messenger.logTopic;
  }

  /** A claim, or the note of the next try, comes before it, and is the proof. */
  send(to: Address, message: Message, form: MessageForm, options: SendOptions): Promise<Outcome> {
    return this.#leave(() => this.#messenger.send(to, message, form, options), options.onLeave);
  }

  async edit(
    to: Address,
    messageId: number,
    message: Message,
    form: MessageForm,
    newPhoto: boolean | Upload,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    await this.#fence.proveAnew();
    return this.#leave(() => this.#messenger.edit(to, messageId, message, form, newPhoto, signal));
  }

  async delete(
    to: Address,
    messageId: number | readonly number[],
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    await this.#fence.proveAnew();
    return this.#leave(() => this.#messenger.delete(to, messageId, signal));
  }

  async pin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome> {
    await this.#fence.proveAnew();
    return this.#leave(() => this.#messenger.pin(to, messageId, signal));
  }

  async unpin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome> {
    await this.#fence.proveAnew();
    return this.#leave(() => this.#messenger.unpin(to, messageId, signal));
  }

  /** Deletes a copy that this process posted although its lane was lost: nobody else knows of it. */
  deleteOwnCopy(
    to: Address,
    messageId: number | readonly number[],
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    return this.#messenger.delete(to, messageId, signal);
  }

  readBack(from: Address, messageId: number, to: string, signal: AbortSignal): Promise<ReadBack> {
    return this.#messenger.readBack(from, messageId, to, signal);
  }

  identify(signal: AbortSignal): Promise<{ id: number; username: string } | Failure> {
    return this.#messenger.identify(signal);
  }

  findChat(chatId: string, signal: AbortSignal): Promise<ChatFinding> {
    return this.#messenger.findChat(chatId, signal);
  }

  isProtected(chat: Address, signal: AbortSignal): Promise<boolean> {
    return this.#messenger.isProtected(chat, signal);
  }

  /**
   * On a slow network a connection takes longer than a proof lasts, and so does an upload, which is asked again before its
   * last bytes. So meanwhile the holder is proved again and again.
   */
  async #leave<T>(request: () => Promise<T>, onLeave?: () => void): Promise<T> {
    // If the proof fails, the request does not leave, and the next write says why.
    const proving = setInterval(() => void this.#fence.prove().catch(() => undefined), proofMs);
    let hasBegun = false;
    const mayLeave = () => {
      const { isProven } = this.#fence;
      if (isProven && !hasBegun) onLeave?.();
      hasBegun = true;
      return isProven;
    };
    try {
      return await withDepartureCheck(mayLeave, request);
    } finally {
      clearInterval(proving);
    }
  }
}
