import { Callbacks } from './people/callbacks.ts';
import type { Feed } from './feed.ts';
import type { FileStore } from './file-store.ts';
import { FloodLimiter, type FloodLimits } from './flood-limiter.ts';
import { toMessage, toUser } from './message-shape.ts';
import { ApiError, type ChatType } from './shapes.ts';
import type { Chat, ChatRecord, SandboxBot, Standing, State, StoredMessage, User } from './state.ts';
import { Updates } from './updates.ts';

export interface NewChat {
  /** A private chat has the id of its user. Groups have negative ids; supergroups and channels begin with -100. */
  id: number;
  type: ChatType;
  title: string;
  username?: string;
  protectedContent?: boolean;
  createdBy?: number;
  /** Thread ids of a forum. */
  topics?: number[];
}

export interface NewUser {
  id: number;
  firstName: string;
  languageCode?: string;
  username?: string;
}

/** The content of a new message. Id and date are added; fields that are missing are empty. */
export type Draft = Pick<StoredMessage, 'kind'> & Partial<StoredMessage>;

export interface WorldParts {
  state: State;
  files: FileStore;
  feed: Feed;
  bots: readonly SandboxBot[];
  floodLimits: FloodLimits | null;
  nowMs: () => number;
}

/** The chats and messages of the sandbox. Bots and people change them only through this class, which tells the others. */
export class World {
  readonly state: State;
  readonly files: FileStore;
  readonly feed: Feed;
  readonly bots: readonly SandboxBot[];
  readonly updates: Updates;
  readonly callbacks: Callbacks;
  readonly nowMs: () => number;
  readonly #floodLimiter: FloodLimiter | null;

  constructor(parts: WorldParts) {
    this.state = parts.state;
    this.files = parts.files;
    this.feed = parts.feed;
    this.bots = parts.bots;
    this.nowMs = parts.nowMs;
    this.updates = new Updates(parts.state, parts.nowMs);
    this.callbacks = new Callbacks(parts.nowMs);
    this.#floodLimiter = parts.floodLimits === null ? null : new FloodLimiter(parts.floodLimits);
  }

  get nowSeconds(): number {
    return Math.floor(this.nowMs() / 1_000);
  }

  addChat(added: NewChat): void {
    const known = this.state.chats.get(added.id);
    const chat: ChatRecord = {
      standings: {},
      migratedTo: null,
      pinned: [],
      lastMessageId: 0,
      ...(known === undefined ? {} : recordOf(known)),
      id: added.id,
      type: added.type,
      title: added.title,
      username: added.username ?? known?.username ?? null,
      protectedContent: added.protectedContent ?? known?.protectedContent ?? false,
      createdBy: added.createdBy ?? known?.createdBy ?? null,
      topics: added.topics ?? known?.topics ?? null,
    };
    this.state.record({ kind: 'chat', chat });
    this.feed.chatChanged(this.chat(added.id));
  }

  addUser(added: NewUser): void {
    const { id, firstName } = added;
    const known = this.state.users.get(id);
    const user: User = {
      id,
      firstName,
      username: added.username ?? null,
      languageCode: added.languageCode ?? null,
      blocked: known?.blocked ?? [],
    };
    this.state.record({ kind: 'user', user });
  }

  /** Throws if there is no such chat. */
  chat(id: number): Chat {
    const chat = this.state.chats.get(id);
    if (chat === undefined) throw new Error(`the sandbox has no chat ${id}; add it with addChat`);
    return chat;
  }

  changeChat(id: number, changes: Partial<ChatRecord>): void {
    this.state.record({ kind: 'chat', chat: { ...recordOf(this.chat(id)), ...changes } });
  }

  setStanding(chatId: number, botId: number, standing: Standing): void {
    const { standings } = this.chat(chatId);
    this.changeChat(chatId, { standings: { ...standings, [botId]: standing } });
  }

  /** Counts a request for the flood limits. Throws Telegram's 429 if it exceeds one. */
  admit(chat: Chat): void {
    const seconds = this.#floodLimiter?.admit(chat.id, this.nowMs()) ?? 0;
    if (seconds === 0) return;
    throw new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  }

  post(chat: Chat, draft: Draft): StoredMessage {
    const message: StoredMessage = {
      id: chat.lastMessageId + 1,
      date: this.nowSeconds,
      editDate: null,
      botId: null,
      userId: null,
      text: '',
      entities: [],
      fileId: null,
      keyboard: null,
      preview: null,
      replyTo: null,
      origin: null,
      isSilent: false,
      isProtected: false,
      threadId: null,
      pinnedId: null,
      ...draft,
    };
    this.state.record({ kind: 'message', chatId: chat.id, message });
    this.feed.posted(chat, message);
    this.#announce(chat, message, chat.type === 'channel' ? 'channel_post' : 'message');
    return message;
  }

  /** Telegram gives some numbers to nobody. The next message has a number that is higher by so many. */
  skipNumbers(chat: Chat, count: number): void {
    this.changeChat(chat.id, { lastMessageId: chat.lastMessageId + count });
  }

  edit(chat: Chat, before: StoredMessage, changes: Partial<StoredMessage>): StoredMessage {
    const message = { ...before, ...changes, editDate: this.nowSeconds };
    this.state.record({ kind: 'message', chatId: chat.id, message });
    this.feed.edited(chat, message);
    this.#announce(chat, message, chat.type === 'channel' ? 'edited_channel_post' : 'edited_message');
    return message;
  }

  remove(chat: Chat, ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.state.record({ kind: 'gone', chatId: chat.id, ids: [...ids] });
    if (chat.pinned.some((id) => ids.includes(id))) {
      this.changeChat(chat.id, { pinned: chat.pinned.filter((id) => !ids.includes(id)) });
    }
    for (const id of ids) this.feed.removed(chat, id);
  }

  standing(chat: Chat, botId: number): Standing {
    return chat.standings[botId] ?? defaultStanding(chat.type);
  }

  userOf(id: number) {
    const user = this.state.users.get(id);
    return user === undefined ? null : toUser(user);
  }

  bot(id: number): SandboxBot | undefined {
    return this.bots.find((bot) => bot.id === id);
  }

  /**
   * Sends an update to every bot that would get one. A bot gets none for its own messages, except for its pins.
   * Source: tdlib/telegram-bot-api, Client.cpp (`need_skip_update_message`).
   */
  #announce(chat: Chat, message: StoredMessage, type: string): void {
    for (const bot of this.bots) {
      if (message.botId === bot.id && message.kind !== 'pin') continue;
      if (this.#receives(bot, chat, message)) this.updates.add(bot.id, type, toMessage(this, chat, message));
    }
  }

  #receives(bot: SandboxBot, chat: Chat, message: StoredMessage): boolean {
    // Outside channels, bots do not see messages of other bots.
    if (message.botId !== null && message.botId !== bot.id && chat.type !== 'channel') return false;
    if (chat.type === 'private') return isChatWithBot(chat, bot, this.bots);
    const standing = this.standing(chat, bot.id);
    if (standing.status === 'administrator') return true;
    const isMember = standing.status === 'member' || standing.status === 'restricted';
    if (!isMember || chat.type === 'channel') return false;
    // Privacy mode in groups. Source: core.telegram.org/bots/features#privacy-mode
    const repliedTo = message.replyTo === null ? undefined : chat.messages.get(message.replyTo);
    return (
      message.text.startsWith('/') || message.text.includes(`@${bot.username}`) || repliedTo?.botId === bot.id
    );
  }
}

/** A private chat belongs to the first bot, and to any other bot that the person has written to. */
function isChatWithBot(chat: Chat, bot: SandboxBot, bots: readonly SandboxBot[]): boolean {
  return chat.standings[bot.id]?.status === 'member' || bots[0]?.id === bot.id;
}

function defaultStanding(type: ChatType): Standing {
  if (type !== 'channel') return { status: 'member' };
  const rights = {
    can_manage_chat: true,
    can_post_messages: true,
    can_edit_messages: true,
    can_delete_messages: true,
  };
  return { status: 'administrator', rights };
}

function recordOf(chat: Chat): ChatRecord {
  const { messages: _messages, ...record } = chat;
  return record;
}
