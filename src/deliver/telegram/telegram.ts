import { Api, InputFile, type ApiClientOptions } from 'grammy/web';
import { noProxies, type Proxies } from '../../config/proxy-settings.ts';
import type { BotMeasures } from '../../measures.ts';
import { fileIdIn, type MediumKind } from '../../news/medium.ts';
import { partsOf, type Message, type MessageForm, type Outcome } from '../../news/post.ts';
import { botIn, chatIdIn, sentMessagesIn } from './answers.ts';
import { failureOf, supergroupIn } from './failure.ts';
import { createFetch } from './fetch.ts';
import { longestUploadMs } from './upload.ts';
import { LogChatReader, type ReaderNotes } from './log-chat-reader.ts';
import { outcomeOf, type Failure } from './outcome.ts';
import type {
  Address,
  Button,
  ChangeOutcome,
  ChatFinding,
  FoundChat,
  Messenger,
  ReadBack,
  SendOptions,
  Upload,
} from '../messenger.ts';

export interface TelegramOptions {
  token: string;
  /** null: Telegram's own. */
  apiRoot: string | null;
  requestTimeoutMs: number;
  /** Absent: requests go directly. */
  proxies?: Proxies;
  /** Absent: nobody wants to know of its requests. */
  measures?: BotMeasures;
  /** Followed when it becomes a supergroup; null or absent: there is none. */
  logChatId?: string | null;
  /** The thread of the log chat; null or absent: it is no topic. */
  logTopic?: number | null;
}

export type GrammyFetch = NonNullable<ApiClientOptions['fetch']>;
type InputMedia = Parameters<Api['editMessageMedia']>[2];
type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** Only a basic group becomes something else. Source: https://core.telegram.org/api/channel#migration */
function isGroup(chatId: string): boolean {
  return chatId.startsWith('-') && !chatId.startsWith('-100');
}

const html = { parse_mode: 'HTML' } as const;

/** Telegram by grammY: the one place from which messages leave. Its answers become outcomes here. */
export class Telegram implements Messenger {
  readonly api: Api;
  /** For requests with files, which may take minutes. */
  readonly #uploadApi: Api;
  /** For the other clients of this bot, so that they share its connections. */
  readonly fetch: GrammyFetch;
  #logChatId: string | null;
  #logTopic: number | null;
  /** The number of the supergroup that the log chat of the settings has become; null: it is as it was. */
  #upgradedLogChatId: string | null = null;
  #reader: LogChatReader;

  constructor(options: TelegramOptions) {
    const { measures, proxies = noProxies, requestTimeoutMs: silenceMs } = options;
    this.fetch = createFetch(proxies, { silenceMs, ...(measures === undefined ? {} : { measures }) });
    const common = { ...(options.apiRoot === null ? {} : { apiRoot: options.apiRoot }), fetch: this.fetch };
    // grammY's own 500 s would keep a lost request in flight for minutes.
    this.api = new Api(options.token, { ...common, timeoutSeconds: silenceMs / 1000 });
    this.#uploadApi = new Api(options.token, { ...common, timeoutSeconds: longestUploadMs / 1000 });
    this.#logChatId = options.logChatId ?? null;
    this.#logTopic = options.logTopic ?? null;
    this.#reader = this.#readerWith(null);
    if (this.#logChatId !== null) this.#follow(this.#logChatId);
  }

  get logChatId(): string | null {
    return this.#logChatId;
  }

  get logTopic(): number | null {
    return this.#logTopic;
  }

  /** From now on copies in the log chat are written down. The commands that only look read nothing back. */
  noteCopies(notes: ReaderNotes): void {
    this.#reader = this.#readerWith(notes);
  }

  #readerWith(notes: ReaderNotes | null): LogChatReader {
    return new LogChatReader(
      this.api,
      (chatId) => (chatId === this.#logChatId ? this.#logTopic : null),
      ({ chatId, messageId }, signal) => this.delete({ chatId, topic: null }, messageId, signal),
      notes,
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
      const movedTo = answer.ok ? null : supergroupIn(answer.parameters?.migrate_to_chat_id);
      // If the channel is a group itself, the answer may be about the channel.
      const isAboutSource = 'from_chat_id' in given && isGroup(String(given.from_chat_id));
      if (movedTo === null || isAboutSource) return answer;
      this.#upgradedLogChatId = String(movedTo);
      this.#logChatId = this.#upgradedLogChatId;
      return readdressed();
    });
  }

  async identify(signal: AbortSignal): Promise<{ id: number; username: string } | Failure> {
    try {
      const bot = botIn(await this.api.getMe(asGrammy(signal)));
      return bot ?? { kind: 'silence', reason: 'the answer names no bot' };
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
      const answer = await this.#sendForm(to, message, form, other, options);
      const messages = sentMessagesIn(answer);
      const [first] = messages ?? [];
      if (messages === null || first === undefined)
        return { kind: 'unsure', reason: 'the answer has no message number' };
      const messageIds = messages.map(({ messageId }) => messageId);
      if (to.chatId === this.#logChatId) for (const id of messageIds) this.#reader.learn(to.chatId, id);
      const album = messageIds.length === 1 ? {} : { messageIds };
      return { kind: 'sent', ...first, ...album };
    } catch (error) {
      return outcomeOf(failureOf(error), form);
    }
  }

  #sendForm(
    to: Address,
    message: Message,
    form: MessageForm,
    other: object,
    { signal, uploads = new Map<number, Upload>() }: SendOptions,
  ) {
    if (form === 'photo' && message.photo !== null) {
      const caption = message.photo.caption.html;
      const api = uploads.size === 0 ? this.api : this.#uploadApi;
      const media = partsOf(message).map(({ kind, url }, place) => {
        const upload = uploads.get(place);
        return {
          type: kind,
          media: upload === undefined ? fileOf(url) : uploadOf(upload),
          ...playable(kind, upload),
        };
      });
      const [first, ...more] = media;
      if (first !== undefined && more.length > 0) {
        // grammY's type allows only what may stand together, and that was seen to where the post was composed.
        const album = [{ ...first, caption, ...html }, ...more] as Parameters<Api['sendMediaGroup']>[1];
        // An album takes no buttons.
        return api.sendMediaGroup(to.chatId, album, other, asGrammy(signal));
      }
      const { kind = 'photo' } = message.photo;
      const file = first?.media ?? '';
      const film = playable(kind, uploads.get(0));
      return sendMedium(api, kind, to.chatId, file, { ...other, ...html, caption, ...film }, signal);
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
    newPhoto: boolean | Upload,
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    const { chatId } = to;
    return this.#change(form, async () => {
      if (form === 'photo' && message.photo !== null) {
        const { url, caption, kind = 'photo' } = message.photo;
        if (newPhoto !== false) {
          const file = newPhoto === true ? fileOf(url) : uploadOf(newPhoto);
          // Each kind has a type of its own, and the same fields as far as we use them.
          const media = {
            type: kind,
            media: file,
            caption: caption.html,
            ...html,
            ...playable(kind, newPhoto === true ? undefined : newPhoto),
          } as InputMedia;
          const api = newPhoto === true ? this.api : this.#uploadApi;
          await api.editMessageMedia(chatId, messageId, media, {}, asGrammy(signal));
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

  async delete(
    { chatId }: Address,
    messageId: number | readonly number[],
    signal: AbortSignal,
  ): Promise<ChangeOutcome> {
    return this.#change('text', async () => {
      if (typeof messageId === 'number') await this.api.deleteMessage(chatId, messageId, asGrammy(signal));
      else await this.api.deleteMessages(chatId, [...messageId], asGrammy(signal));
    });
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

  /** See LogChatReader. */
  readBack(from: Address, messageId: number, to: string, signal: AbortSignal): Promise<ReadBack> {
    return this.#reader.read(from.chatId, messageId, to, signal);
  }

  /** Deletes copies in the log chat that an earlier run, or an earlier try, left there. */
  deleteLeftCopies(signal: AbortSignal): Promise<void> {
    return this.#reader.deleteLeft(signal);
  }

  async findChat(chatId: string, signal: AbortSignal): Promise<ChatFinding> {
    try {
      const chat = await this.api.getChat(chatId, asGrammy(signal));
      if (chatIdIn(chat) === null) return { kind: 'unsure', reason: 'the answer names no chat' };
      return { kind: 'found', ...foundChatOf(chat) };
    } catch (error) {
      return outcomeOf(failureOf(error), 'text');
    }
  }

  /** How many people and bots are in a chat. null: Telegram did not say. */
  async countMembers(chatId: string, signal: AbortSignal): Promise<number | null> {
    try {
      const count = await this.api.getChatMemberCount(chatId, asGrammy(signal));
      return Number.isSafeInteger(count) && count >= 0 ? count : null;
    } catch {
      return null;
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
  const linked = 'linked_chat_id' in chat ? chat.linked_chat_id : undefined;
  return {
    chatId: String(chat.id),
    usernames: [...new Set([...main, ...active])],
    title,
    pinned: chat.pinned_message?.message_id ?? null,
    linkedChatId: linked === undefined ? null : String(linked),
  };
}

/** grammY types the signal of a polyfill; at run time it only listens for `abort`, which the native one has. */
export function asGrammy(signal: AbortSignal): GrammySignal {
  return signal as unknown as GrammySignal;
}

interface Playable {
  supports_streaming?: true;
  width?: number;
  height?: number;
  duration?: number;
}

/**
 * A reader need not wait for the whole video, and its frame has the right form and length before any of it is there.
 * Telegram reads a file itself that it fetches, but takes our word for one that we upload.
 */
function playable(kind: MediumKind, upload: Upload | undefined): Playable {
  const streaming = kind === 'video' ? ({ supports_streaming: true } as const) : {};
  const video = upload?.video ?? null;
  if (video === null) return streaming;
  const { durationSeconds: duration, height, width } = video;
  return { ...streaming, width, height, ...(duration === null ? {} : { duration }) };
}

function sendMedium(
  api: Api,
  kind: MediumKind,
  chatId: string,
  file: string | InputFile,
  other: object,
  signal: AbortSignal,
) {
  switch (kind) {
    case 'photo':
      return api.sendPhoto(chatId, file, other, asGrammy(signal));
    case 'video':
      return api.sendVideo(chatId, file, other, asGrammy(signal));
    case 'animation':
      return api.sendAnimation(chatId, file, other, asGrammy(signal));
    case 'audio':
      return api.sendAudio(chatId, file, other, asGrammy(signal));
    case 'document':
      return api.sendDocument(chatId, file, other, asGrammy(signal));
  }
}

/** What Telegram is told: an address, or the number of a file that it has. */
function fileOf(url: string): string {
  return fileIdIn(url) ?? url;
}

function uploadOf(upload: Upload): InputFile {
  return new InputFile(upload.content(), upload.name);
}

function keyboardOf(buttons: readonly Button[]) {
  const row = buttons.map(({ text, data }) => ({ text, callback_data: data }));
  return row.length === 0 ? {} : { reply_markup: { inline_keyboard: [row] } };
}

function previewOf(message: Message) {
  const { isPreviewAbove, previewUrl } = message;
  if (previewUrl === null) return { link_preview_options: { is_disabled: true } };
  const place = isPreviewAbove === true ? { show_above_text: true } : {};
  return { link_preview_options: { url: previewUrl, prefer_large_media: true, ...place } };
}
