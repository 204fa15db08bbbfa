import { Api, InputFile, type ApiClientOptions } from 'grammy/web';
import { noProxies, type Proxies } from '../../config/proxy-settings.ts';
import type { Message, MessageForm, Outcome } from '../../news/post.ts';
import { failureOf } from './failure.ts';
import type { LogCopies } from '../../store/records/log-copies.ts';
import { createFetch } from './fetch.ts';
import { LogChatCopies } from './log-chat-copies.ts';
import { outcomeOf, type Failure } from './outcome.ts';
import { isForeign, readBackOf, seenMessageOf, sentAtOf } from './seen-message.ts';
import type {
  Address,
  Button,
  ChangeOutcome,
  ChatFinding,
  FoundChat,
  Messenger,
  Picture,
  ReadBack,
  SendOptions,
} from '../messenger.ts';

export interface TelegramOptions {
  token: string;
  /** null: Telegram's own. */
  apiRoot: string | null;
  requestTimeoutMs: number;
  /** Absent: requests go directly. */
  proxies?: Proxies;
  /** Followed when it becomes a supergroup; null or absent: there is none. */
  logChatId?: string | null;
  /** The thread of the log chat; null or absent: it is no topic. */
  logTopic?: number | null;
}

export type GrammyFetch = NonNullable<ApiClientOptions['fetch']>;
type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** Only a basic group becomes something else. Source: https://core.telegram.org/api/channel#migration */
function isGroup(chatId: string): boolean {
  return chatId.startsWith('-') && !chatId.startsWith('-100');
}

const html = { parse_mode: 'HTML' } as const;

/** Telegram by grammY: the one place from which messages leave. Its answers become outcomes here. */
export class Telegram implements Messenger {
  readonly api: Api;
  /** For the other clients of this bot, so that they share its connections. */
  readonly fetch: GrammyFetch;
  #logChatId: string | null;
  #logTopic: number | null;
  /** The number of the supergroup that the log chat of the settings has become; null: it is as it was. */
  #upgradedLogChatId: string | null = null;
  #copies: LogChatCopies;

  constructor(options: TelegramOptions) {
    this.fetch = createFetch(options.proxies ?? noProxies);
    this.api = new Api(options.token, {
      ...(options.apiRoot === null ? {} : { apiRoot: options.apiRoot }),
      // grammY's own 500 s would keep a lost request in flight for minutes.
      timeoutSeconds: options.requestTimeoutMs / 1000,
      fetch: this.fetch,
    });
    this.#logChatId = options.logChatId ?? null;
    this.#logTopic = options.logTopic ?? null;
    this.#copies = this.#copiesWith(null);
    if (this.#logChatId !== null) this.#follow(this.#logChatId);
  }

  get logChatId(): string | null {
    return this.#logChatId;
  }

  get logTopic(): number | null {
    return this.#logTopic;
  }

  /** From now on copies in the log chat are written down. The commands that only look read nothing back. */
  noteCopies(notes: LogCopies): void {
    this.#copies = this.#copiesWith(notes);
  }

  #copiesWith(notes: LogCopies | null): LogChatCopies {
    return new LogChatCopies(notes, ({ chatId, messageId }, signal) =>
      this.delete({ chatId, topic: null }, messageId, signal),
    );
  }

  /** From now on the log chat is another one than that of the settings, or has a number. null: there is none. */
  nameLogChat(chatId: string | null, topic: number | null): void {
    if (this.#upgradedLogChatId !== null) return;
    this.#logChatId = chatId;
    this.#logTopic = topic;
  }

  /** Finds out whether the log chat has another number by now: it tells Telegram that the bot types there. */
  async findLogChat(): Promise<void> {
    if (this.#logChatId === null || !isGroup(this.#logChatId)) return;
    await this.api.sendChatAction(this.#logChatId, 'typing').catch(() => undefined);
  }

  /**
   * A log chat that is a group may become a supergroup, and then it has another number. When a message of a channel is
   * forwarded there, its answer must not be taken for an answer of the channel.
   */
  #follow(logChatId: string): void {
    this.api.config.use(async (call, method, payload, signal) => {
      const given: object = payload;
      if (!('chat_id' in given) || String(given.chat_id) !== logChatId) return call(method, payload, signal);
      const readdressed = () => call(method, { ...payload, chat_id: this.#upgradedLogChatId }, signal);
      if (this.#upgradedLogChatId !== null) return readdressed();
      const answer = await call(method, payload, signal);
      const movedTo = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id;
      // If the channel is a group itself, the answer may be about the channel.
      const isAboutSource = 'from_chat_id' in given && isGroup(String(given.from_chat_id));
      if (movedTo === undefined || isAboutSource) return answer;
      this.#upgradedLogChatId = String(movedTo);
      this.#logChatId = this.#upgradedLogChatId;
      return readdressed();
    });
  }

  async identify(signal: AbortSignal): Promise<{ id: number; username: string } | Failure> {
    try {
      const { id, username } = await this.api.getMe(asGrammy(signal));
      return { id, username };
    } catch (error) {
      return failureOf(error);
    }
  }

  async send(to: Address, message: Message, form: MessageForm, options: SendOptions): Promise<Outcome> {
    const other = {
      disable_notification: options.isSilent,
      ...(to.topic === null ? {} : { message_thread_id: to.topic }),
      ...(options.replyTo === null
        ? {}
        : { reply_parameters: { message_id: options.replyTo, allow_sending_without_reply: true } }),
      ...keyboardOf(options.buttons ?? []),
    };
    try {
      const sent = await this.#sendForm(to, message, form, other, options);
      const { chat } = sent;
      if (!isNumber(sent.message_id) || !Number.isSafeInteger(chat.id)) {
        return { kind: 'unsure', reason: 'the answer has no message number' };
      }
      const username = 'username' in chat && chat.username !== undefined ? chat.username : null;
      return { kind: 'sent', messageId: sent.message_id, chatId: String(chat.id), username };
    } catch (error) {
      return outcomeOf(failureOf(error), form);
    }
  }

  #sendForm(
    to: Address,
    message: Message,
    form: MessageForm,
    other: object,
    { picture, signal }: SendOptions,
  ) {
    if (form === 'photo' && message.photo !== null) {
      const { url, caption } = message.photo;
      return this.api.sendPhoto(
        to.chatId,
        picture === undefined ? url : uploadOf(picture),
        { ...other, ...html, caption: caption.html },
        asGrammy(signal),
      );
    }
    const text = form === 'plain' ? message.plain : message.text.html;
    // Telegram may have refused the page of the preview. It finds the link in a plain text by itself.
    const preview = form === 'plain' && message.previewUrl !== null ? {} : previewOf(message);
    const markup = form === 'plain' ? {} : html;
    return this.api.sendMessage(to.chatId, text, { ...other, ...markup, ...preview }, asGrammy(signal));
  }

  async edit(
    to: Address,
    messageId: number,
    message: Message,
    form: MessageForm,
    newPhoto: boolean | Picture,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    const { chatId } = to;
    return this.#change(form, async () => {
      if (form === 'photo' && message.photo !== null) {
        const { url, caption } = message.photo;
        if (newPhoto !== false) {
          const file = newPhoto === true ? url : uploadOf(newPhoto);
          const media = { type: 'photo' as const, media: file, caption: caption.html, ...html };
          await this.api.editMessageMedia(chatId, messageId, media, {}, asGrammy(signal));
        } else {
          await this.api.editMessageCaption(
            chatId,
            messageId,
            { caption: caption.html, ...html },
            asGrammy(signal),
          );
        }
        return;
      }
      const text = form === 'plain' ? message.plain : message.text.html;
      const markup = form === 'plain' ? {} : html;
      await this.api.editMessageText(
        chatId,
        messageId,
        text,
        { ...markup, ...previewOf(message) },
        asGrammy(signal),
      );
    });
  }

  async delete(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome> {
    return this.#change(
      'text',
      async () => void (await this.api.deleteMessage(to.chatId, messageId, asGrammy(signal))),
    );
  }

  async pin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome> {
    const quiet = { disable_notification: true };
    return this.#change(
      'text',
      async () => void (await this.api.pinChatMessage(to.chatId, messageId, quiet, asGrammy(signal))),
    );
  }

  async unpin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome> {
    return this.#change(
      'text',
      async () => void (await this.api.unpinChatMessage(to.chatId, messageId, {}, asGrammy(signal))),
    );
  }

  /**
   * Reads one message number of a channel: forwards it silently to `to` and deletes the copy at once. A bot
   * sees its own posts in no other way. Source: tdlib/telegram-bot-api, Client.cpp, `need_skip_update_message`.
   */
  async readBack(from: Address, messageId: number, to: string, signal: AbortSignal): Promise<ReadBack> {
    try {
      const thread = to === this.#logChatId ? this.#logTopic : null;
      const quiet = {
        disable_notification: true,
        ...(thread === null ? {} : { message_thread_id: thread }),
      };
      const copy = await this.api.forwardMessage(to, from.chatId, messageId, quiet, asGrammy(signal));
      await this.#copies.add({ chatId: to, messageId: copy.message_id });
      await this.#copies.deleteAll(signal);
      const sentAt = sentAtOf(copy, messageId);
      if (isForeign(copy, messageId)) return { kind: 'other', sentAt };
      return { kind: 'message', sentAt, ...seenMessageOf(copy) };
    } catch (error) {
      return readBackOf(failureOf(error));
    }
  }

  /** Deletes copies in the log chat that an earlier run, or an earlier try, left there. */
  async deleteLeftCopies(signal: AbortSignal): Promise<void> {
    await this.#copies.recall();
    await this.#copies.deleteAll(signal);
  }

  async findChat(chatId: string, signal: AbortSignal): Promise<ChatFinding> {
    try {
      return { kind: 'found', ...foundChatOf(await this.api.getChat(chatId, asGrammy(signal))) };
    } catch (error) {
      return outcomeOf(failureOf(error), 'text');
    }
  }

  async isProtected(chat: Address, signal: AbortSignal): Promise<boolean> {
    try {
      const { has_protected_content } = await this.api.getChat(chat.chatId, asGrammy(signal));
      return has_protected_content === true;
    } catch {
      return false; // the next request to this chat will say what is wrong
    }
  }

  async #change(form: MessageForm, request: () => Promise<void>): Promise<ChangeOutcome> {
    try {
      await request();
      return { kind: 'done' };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'answer' && failure.code === 400) {
        const { description } = failure;
        if (/message is not modified|MESSAGE_NOT_MODIFIED|message to delete not found/i.test(description))
          return { kind: 'done' };
        if (/message to edit not found|MESSAGE_ID_INVALID/i.test(description)) {
          return { kind: 'gone', reason: description };
        }
      }
      return outcomeOf(failure, form);
    }
  }
}

/** A chat may have several @names. Source: https://core.telegram.org/bots/api#chatfullinfo, `active_usernames` */
function foundChatOf(chat: Awaited<ReturnType<Api['getChat']>>): FoundChat {
  const main = 'username' in chat && chat.username !== undefined ? [chat.username] : [];
  const active = 'active_usernames' in chat ? (chat.active_usernames ?? []) : [];
  const title = 'title' in chat && chat.title !== undefined ? chat.title : '';
  return {
    chatId: String(chat.id),
    usernames: [...new Set([...main, ...active])],
    title,
    pinned: chat.pinned_message?.message_id ?? null,
  };
}

/** The number 0 means that Telegram itself put the message off: it has no number yet. */
function isNumber(messageId: unknown): boolean {
  return Number.isSafeInteger(messageId) && Number(messageId) > 0;
}

/** grammY types the signal of a polyfill; at run time it only listens for `abort`, which the native one has. */
export function asGrammy(signal: AbortSignal): GrammySignal {
  return signal as unknown as GrammySignal;
}

function uploadOf({ bytes, name }: Picture): InputFile {
  return new InputFile(bytes, name);
}

function keyboardOf(buttons: readonly Button[]) {
  const row = buttons.map(({ text, data }) => ({ text, callback_data: data }));
  return row.length === 0 ? {} : { reply_markup: { inline_keyboard: [row] } };
}

function previewOf(message: Message) {
  const { previewUrl } = message;
  if (previewUrl === null) return { link_preview_options: { is_disabled: true } };
  return { link_preview_options: { url: previewUrl, prefer_large_media: true } };
}
