import type { Address, ChatFinding } from '../../src/deliver/messenger.ts';
import { ModelTelegram } from './model-telegram.ts';

type Method = 'send' | 'edit' | 'delete' | 'readBack' | 'pin' | 'unpin';

/** A Telegram that answers as it is told; where it is told nothing, as the small one does. */
export class ToldTelegram extends ModelTelegram {
  readonly asked: { method: Method; chatId: string; messageId: number | null }[] = [];
  /** Given a request's place in the row of its kind, from 0; undefined: as usual. */
  readonly tell: Partial<
    Record<Method, (call: number, chatId: string, topic: number | null) => object | undefined>
  > = {};
  /** Chat numbers by @name. */
  readonly numbers: Record<string, string> = {};

  override send(...given: Parameters<ModelTelegram['send']>): ReturnType<ModelTelegram['send']> {
    return this.#ask('send', given[0], null, () => super.send(...given));
  }

  override edit(...given: Parameters<ModelTelegram['edit']>): ReturnType<ModelTelegram['edit']> {
    return this.#ask('edit', given[0], given[1], () => super.edit(...given));
  }

  override delete(...given: Parameters<ModelTelegram['delete']>): ReturnType<ModelTelegram['delete']> {
    return this.#ask('delete', given[0], given[1], () => super.delete(...given));
  }

  override readBack(...given: Parameters<ModelTelegram['readBack']>): ReturnType<ModelTelegram['readBack']> {
    return this.#ask('readBack', given[0], given[1], () => super.readBack(...given));
  }

  override pin(...given: Parameters<ModelTelegram['pin']>): ReturnType<ModelTelegram['pin']> {
    return this.#ask('pin', given[0], given[1], () => super.pin(...given));
  }

  override unpin(...given: Parameters<ModelTelegram['unpin']>): ReturnType<ModelTelegram['unpin']> {
    return this.#ask('unpin', given[0], given[1], () => super.unpin(...given));
  }

  override findChat(chatId: string): Promise<ChatFinding> {
    const number = this.numbers[chatId];
    if (!chatId.startsWith('@') || number === undefined) return super.findChat(chatId);
    return Promise.resolve({
      kind: 'found',
      chatId: number,
      usernames: [chatId.slice(1)],
      title: '',
      pinned: null,
      linkedChatId: null,
    });
  }

  count(method: Method): number {
    return this.asked.filter((request) => request.method === method).length;
  }

  #ask<Answer>(
    method: Method,
    to: Address,
    messageId: number | null,
    usual: () => Promise<Answer>,
  ): Promise<Answer> {
    const { chatId, topic } = to;
    const call = this.count(method);
    this.asked.push({ method, chatId, messageId });
    const told = this.tell[method]?.(call, chatId, topic);
    return told === undefined ? usual() : Promise.resolve(told as Answer); // the test's own answer
  }
}
