import { Callbacks } from './people/callbacks.ts';
import { InlineQueries } from './people/inline-queries.ts';
import type { Feed } from './feed.ts';
import type { FileStore } from './file-store.ts';
import { FloodLimiter, type FloodLimits } from './flood-limiter.ts';
import { toChat, toMessage, toReactionCounts, toUser } from './message-shape.ts';
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
  privateWith?: { userId: number; botId: number };
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

/** No person has such a number: they fit into 52 bits. Source: core.telegram.org/bots/api#user */
const firstPrivateId = 2 ** 52;

/** The chats and messages of the sandbox. Bots and people change them only through this class, which tells the others. */
export class World {
  readonly state: State;
  readonly files: FileStore;
  readonly feed: Feed;
  readonly bots: readonly SandboxBot[];
  readonly updates: Updates;
  readonly callbacks: Callbacks;
  readonly inlineQueries: InlineQueries;
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
    this.inlineQueries = new InlineQueries(parts.nowMs);
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
      ...(added.privateWith === undefined ? {} : { privateWith: added.privateWith }),
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

  /** The chat that a bot means by a number. The private chat of a person is another one with each bot. */
  chatMeantBy(botId: number, id: number): Chat | undefined {
    if (id < 0 || botId === this.bots[0]?.id) return this.state.chats.get(id);
    const chats = [...this.state.chats.values()];
    return chats.find(({ privateWith }) => privateWith?.userId === id && privateWith.botId === botId);
  }

  /** Opens the private chat of a person with a bot, as pressing Start does. @returns its number in the sandbox. */
  openPrivateChat(user: User, botId: number): number {
    const known = this.chatMeantBy(botId, user.id);
    if (known !== undefined) return known.id;
    const { firstName: title, id, username } = user;
    const isFirst = botId === this.bots[0]?.id;
    const opened = [...this.state.chats.values()].filter(
      ({ privateWith }) => privateWith !== undefined,
    ).length;
    const number = isFirst ? id : firstPrivateId + opened;
    this.addChat({
      id: number,
      type: 'private',
      title,
      ...(username === null ? {} : { username }),
      ...(isFirst ? {} : { privateWith: { userId: id, botId } }),
    });
    return number;
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

  post(chat: Chat, draft: Draft, arrives = true): StoredMessage {
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
    if (!arrives) {
      this.state.record({ kind: 'gone', chatId: chat.id, ids: [message.id] });
      return message;
    }
    this.feed.posted(chat, message);
    this.#announce(chat, message, chat.type === 'channel' ? 'channel_post' : 'message');
    if (chat.linkedGroup !== undefined && message.kind !== 'pin') this.#copyToGroup(chat, message);
    return message;
  }

  /** Telegram copies each post of a channel into the group in which it is discussed; comments reply to the copy. */
  #copyToGroup(channel: Chat, { id, date, kind, text, entities, fileId, groupId }: StoredMessage): void {
    const group = this.state.chats.get(channel.linkedGroup ?? 0);
    if (group === undefined) return;
    this.post(group, {
      kind,
      text,
      entities,
      fileId,
      ...(groupId === undefined ? {} : { groupId }),
      origin: { type: 'channel', chatId: channel.id, messageId: id, date },
      isAutomaticForward: true,
    });
  }

  /** Notes who reacted to a message; bots that administer the chat are told the counts. */
  react(chat: Chat, before: StoredMessage, reactions: Record<string, number[]>): void {
    const message = { ...before, reactions };
    this.state.record({ kind: 'message', chatId: chat.id, message });
    this.feed.edited(chat, message);
    this.tellAdministrators(chat, 'message_reaction_count', {
      chat: toChat(chat),
      message_id: message.id,
      date: this.nowSeconds,
      reactions: toReactionCounts(reactions),
    });
  }

  linkGroup(channelId: number, groupId: number | null): void {
    const { linkedGroup: _before, ...record } = recordOf(this.chat(channelId));
    const linked = groupId === null ? {} : { linkedGroup: groupId };
    this.state.record({ kind: 'chat', chat: { ...record, ...linked } });
  }

  /** The bots count too, and so does the owner. */
  memberCount(chat: Chat): number {
    return this.bots.length + 1 + (chat.members?.length ?? 0);
  }

  /** An update that only bots that administer the chat get. */
  tellAdministrators(chat: Chat, type: string, content: object): void {
    for (const bot of this.bots)
      if (this.standing(chat, bot.id).status === 'administrator') this.updates.add(bot.id, type, content);
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
    if (chat.type === 'private') return (chat.privateWith?.botId ?? this.bots[0]?.id) === bot.id;
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
