import type { Api } from 'grammy/web';
import type { Facts } from '../../store/records/facts.ts';
import type { LogCopies, LogCopy } from '../../store/records/log-copies.ts';
import type { Clock } from '../../time/clock.ts';
import type { ChangeOutcome, ReadBack } from '../messenger.ts';
import { failureOf } from './failure.ts';
import { LogChatCopies } from './log-chat-copies.ts';
import { LostCopies, type Original } from './lost-copies.ts';
import { isForeign, readBackOf, seenMessageOf, sentAtOf } from './seen-message.ts';

type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** Where it is written down what stands in the log chat. The commands that only look read nothing back. */
export interface ReaderNotes {
  copies: LogCopies;
  facts: Pick<Facts, 'get' | 'set'>;
  clock: Pick<Clock, 'now'>;
  settleTimeMs: number;
}

/**
 * Reads messages of channels by their numbers: forwards each silently to the log chat and deletes the copy at once. A bot
 * sees its own posts in no other way. Source: tdlib/telegram-bot-api, Client.cpp, `need_skip_update_message`.
 */
export class LogChatReader {
  readonly #api: Api;
  /** The topic of a log chat; null: none. */
  readonly #topicOf: (chatId: string) => number | null;
  readonly #copies: LogChatCopies;
  readonly #lost: LostCopies | null;

  constructor(
    api: Api,
    topicOf: (chatId: string) => number | null,
    deleteMessage: (copy: LogCopy, signal: AbortSignal) => Promise<ChangeOutcome>,
    notes: ReaderNotes | null,
  ) {
    this.#api = api;
    this.#topicOf = topicOf;
    this.#copies = new LogChatCopies(notes?.copies ?? null, deleteMessage);
    const look = this.#look.bind(this);
    const remove = this.#remove.bind(this);
    this.#lost = notes === null ? null : new LostCopies({ ...notes, look, remove });
  }

  async read(fromChatId: string, messageId: number, to: string, signal: AbortSignal): Promise<ReadBack> {
    const expected = await this.#lost?.expect(to, fromChatId, messageId);
    try {
      const copy = await this.#forward(to, fromChatId, messageId, signal);
      if (expected !== undefined) await this.#lost?.answered(expected, copy.message_id);
      await this.#remove({ chatId: to, messageId: copy.message_id }, signal);
      await this.#lost?.deleteNext(signal);
      const sentAt = sentAtOf(copy, messageId);
      if (isForeign(copy, messageId)) return { kind: 'other', sentAt };
      return { kind: 'message', sentAt, ...seenMessageOf(copy) };
    } catch (error) {
      const read = readBackOf(failureOf(error));
      if (expected !== undefined && read.kind === 'unsure') this.#lost?.lost(expected);
      else if (expected !== undefined) await this.#lost?.answered(expected, null);
      return read;
    }
  }

  /** A message of ours stands under this number of the log chat, and is no copy. */
  learn(chatId: string, messageId: number): void {
    this.#lost?.learn(chatId, messageId);
  }

  /** Deletes copies in the log chat that an earlier run, or an earlier try, left there. */
  async deleteLeft(signal: AbortSignal): Promise<void> {
    await this.#copies.recall();
    await this.#copies.deleteAll(signal);
    await this.#lost?.recall();
    // No post waits for this.
    while (!signal.aborted && (await this.#lost?.deleteNext(signal)) === true);
  }

  #forward(to: string, from: string, messageId: number, signal: AbortSignal) {
    const topic = this.#topicOf(to);
    const quiet = { disable_notification: true, ...(topic === null ? {} : { message_thread_id: topic }) };
    // At run time this is a native signal, see `asGrammy`.
    return this.#api.forwardMessage(to, from, messageId, quiet, signal as unknown as GrammySignal);
  }

  async #remove(copy: LogCopy, signal: AbortSignal): Promise<void> {
    await this.#copies.add(copy);
    await this.#copies.deleteAll(signal);
  }

  /** What a number of the log chat is a copy of: a copy of a copy still names the first message. */
  async #look(chatId: string, number: number, signal: AbortSignal): Promise<Original> {
    const expected = await this.#lost?.expect(chatId, chatId, number);
    try {
      const copy = await this.#forward(chatId, chatId, number, signal);
      if (expected !== undefined) await this.#lost?.answered(expected, copy.message_id);
      await this.#remove({ chatId, messageId: copy.message_id }, signal);
      const { forward_origin: origin } = copy;
      if (origin?.type !== 'channel') return null;
      const { chat, message_id: messageId } = origin;
      const name =
        'username' in chat && chat.username !== undefined ? [`@${chat.username.toLowerCase()}`] : [];
      return { chatIds: [String(chat.id), ...name], messageId };
    } catch (error) {
      const { kind } = readBackOf(failureOf(error));
      const isClear = kind === 'missing' || kind === 'other' || kind === 'unreadable';
      if (expected !== undefined && kind === 'unsure') this.#lost?.lost(expected);
      else if (expected !== undefined) await this.#lost?.answered(expected, null);
      return isClear ? null : 'later';
    }
  }
}
