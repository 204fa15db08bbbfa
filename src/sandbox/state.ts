import type { ChatType, Keyboard, MessageEntity, PreviewOptions } from './shapes.ts';

/** Telegram's administrator rights, in Telegram's spelling. Source: core.telegram.org/bots/api#chatadministratorrights */
export const rightNames = [
  'can_manage_chat',
  'can_post_messages',
  'can_edit_messages',
  'can_delete_messages',
  'can_pin_messages',
  'can_invite_users',
  'can_restrict_members',
  'can_promote_members',
  'can_change_info',
  'can_manage_video_chats',
  'can_manage_topics',
  'can_post_stories',
  'can_edit_stories',
  'can_delete_stories',
] as const;
export type Right = (typeof rightNames)[number];
export type Rights = Partial<Record<Right, boolean>>;

/** What members of a group may do, in Telegram's spelling. Source: core.telegram.org/bots/api#chatpermissions */
export const permissionNames = [
  'can_send_messages',
  'can_send_audios',
  'can_send_documents',
  'can_send_photos',
  'can_send_videos',
  'can_send_video_notes',
  'can_send_voice_notes',
  'can_send_polls',
  'can_send_other_messages',
  'can_add_web_page_previews',
  'can_change_info',
  'can_invite_users',
  'can_pin_messages',
  'can_manage_topics',
] as const;
export type Permission = (typeof permissionNames)[number];
/** A permission that is missing is given. */
export type Permissions = Partial<Record<Permission, boolean>>;

/** A bot's status and rights in a chat. */
export type Standing =
  | { status: 'administrator'; rights: Rights }
  | { status: 'restricted'; permissions: Permissions }
  | { status: 'member' }
  | { status: 'left' }
  | { status: 'kicked' };

export interface ChatRecord {
  id: number;
  type: ChatType;
  title: string;
  username: string | null;
  protectedContent: boolean;
  /** The id of its owner. */
  createdBy: number | null;
  /** Thread ids of a forum. Null: not a forum. */
  topics: number[] | null;
  /** Of everybody in a group who is no administrator. Absent in journals of earlier versions. */
  permissions?: Permissions;
  /** Keys are bot ids. A bot that is not listed has the default standing. */
  standings: Record<string, Standing>;
  /** The id of the supergroup that this group has become. */
  migratedTo: number | null;
  /**
   * Whose private chat it is, if that is not the first bot: bots know it by the number of the person, as that of every
   * private chat. Absent: another kind of chat, or one with the first bot, whose `id` is the person's.
   */
  privateWith?: { userId: number; botId: number };
  /** The people in it, by their ids, without bots and the owner. Absent in journals of earlier versions: nobody. */
  members?: number[];
  inviteLinks?: InviteLink[];
  /** The group in which a channel is discussed. Absent: none. */
  linkedGroup?: number;
  /** Newest last. */
  pinned: number[];
  lastMessageId: number;
}

/** A link by which people join a chat, made by a bot. */
export interface InviteLink {
  url: string;
  name: string;
  botId: number;
  isRevoked: boolean;
}

export interface Chat extends ChatRecord {
  /** Sorted by message id. */
  messages: Map<number, StoredMessage>;
}

export interface SandboxBot {
  token: string;
  id: number;
  username: string;
  firstName: string;
  /** Whether its owner allowed inline queries at BotFather. */
  isInline?: boolean;
}

export interface User {
  id: number;
  firstName: string;
  username: string | null;
  languageCode: string | null;
  /** Ids of the bots that this user has blocked. */
  blocked: number[];
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  name: string;
  mime: string;
  sizeBytes: number;
  width: number;
  height: number;
  /** Of a video, as its sender named it. Absent: nobody named it. */
  durationSeconds?: number;
  /** The picture's address. Null: it was uploaded. */
  url: string | null;
  /** Whether the bytes are on this machine. */
  isStored: boolean;
}

export type Origin =
  | { type: 'channel'; chatId: number; messageId: number; date: number }
  | { type: 'user'; userId: number; date: number };

export const mediaKinds = ['photo', 'video', 'animation', 'audio', 'document'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** Dates are unix seconds, as in Telegram. */
export interface StoredMessage {
  id: number;
  date: number;
  editDate: number | null;
  /** The sender: a bot, a user, or (both null) a person in the name of the channel. */
  botId: number | null;
  userId: number | null;
  kind: 'text' | MediaKind | 'pin';
  /** The text, or the caption. */
  text: string;
  entities: MessageEntity[];
  fileId: string | null;
  /** The album that it belongs to. Absent: none. */
  groupId?: string;
  keyboard: Keyboard | null;
  preview: PreviewOptions | null;
  replyTo: number | null;
  origin: Origin | null;
  isSilent: boolean;
  isProtected: boolean;
  threadId: number | null;
  /** Only for a `pin`: the id of the pinned message. */
  pinnedId: number | null;
  /** Who reacted, by the emoji. Absent: nobody. */
  reactions?: Record<string, number[]>;
  /** Telegram copied it from the channel into the group in which the channel is discussed. */
  isAutomaticForward?: boolean;
  /** Of a comment: the number of the copied post in the group. Absent: it is none. */
  commentOn?: number;
}

/** A change of the state, in the form in which it is written to the journal. */
export type Change =
  | { kind: 'token'; botId: number; token: string }
  | { kind: 'news site'; openedMs: number }
  | { kind: 'chat'; chat: ChatRecord }
  | { kind: 'user'; user: User }
  | { kind: 'file'; file: StoredFile }
  | { kind: 'message'; chatId: number; message: StoredMessage }
  | { kind: 'gone'; chatId: number; ids: number[] }
  | { kind: 'commands'; botId: number; key: string; commands: Command[] }
  | { kind: 'updates'; botId: number; allowed: string[] | null; webhookUrl: string }
  | { kind: 'update'; botId: number; entry: UpdateEntry }
  | { kind: 'confirmed'; botId: number; below: number };

export interface Command {
  command: string;
  description: string;
}

export interface UpdateEntry {
  id: number;
  type: string;
  expiresAtMs: number;
  content: unknown;
}

/** The updates that one bot has not fetched yet. */
export interface Inbox {
  /** Null: every type except those that Telegram leaves out by default. */
  allowed: string[] | null;
  webhookUrl: string;
  lastId: number;
  entries: UpdateEntry[];
}

/**
 * Telegram keeps everything. The sandbox drops the oldest messages, so that it does not grow when it runs for months.
 * A message takes about 2 kB.
 */
export const maxMessagesPerChat = 10_000;
const maxFiles = 10_000;

/** Everything that must survive a restart. It changes only through `record`, so that the journal is complete. */
export class State {
  readonly chats = new Map<number, Chat>();
  readonly users = new Map<number, User>();
  readonly files = new Map<string, StoredFile>();
  readonly inboxes = new Map<number, Inbox>();
  readonly commands = new Map<string, Command[]>();
  /** Tokens that the sandbox gave, by the id of the bot. */
  readonly tokens = new Map<number, string>();
  /** When the sample news site opened; null: it is closed. */
  siteOpenedMs: number | null = null;
  readonly #byUsername = new Map<string, number>();
  #write: (change: Change) => void = () => undefined;

  /** From now on `write` gets every change before it is applied. */
  journalTo(write: (change: Change) => void): void {
    this.#write = write;
  }

  record(change: Change): void {
    this.#write(change);
    this.apply(change);
  }

  /** `@name` or `name`, case-insensitive. */
  chatByUsername(username: string): Chat | undefined {
    const id = this.#byUsername.get(username.replace(/^@/, '').toLowerCase());
    return id === undefined ? undefined : this.chats.get(id);
  }

  inboxOf(botId: number): Inbox {
    const inbox = this.inboxes.get(botId);
    if (inbox !== undefined) return inbox;
    const fresh: Inbox = { allowed: null, webhookUrl: '', lastId: 0, entries: [] };
    this.inboxes.set(botId, fresh);
    return fresh;
  }

  apply(change: Change): void {
    switch (change.kind) {
      case 'token':
        return void this.tokens.set(change.botId, change.token);
      case 'news site':
        this.siteOpenedMs = change.openedMs;
        return;
      case 'chat':
        return this.#putChat(change.chat);
      case 'user':
        return void this.users.set(change.user.id, change.user);
      case 'file':
        this.files.set(change.file.id, change.file);
        return dropOldest(this.files, maxFiles);
      case 'message':
        return this.#putMessage(change.chatId, change.message);
      case 'gone': {
        const chat = this.chats.get(change.chatId);
        for (const id of change.ids) chat?.messages.delete(id);
        return;
      }
      case 'commands':
        return void this.commands.set(`${change.botId} ${change.key}`, change.commands);
      case 'updates': {
        const { allowed, webhookUrl } = change;
        return void Object.assign(this.inboxOf(change.botId), { allowed, webhookUrl });
      }
      case 'update':
        return this.#putUpdate(change.botId, change.entry);
      case 'confirmed': {
        const inbox = this.inboxOf(change.botId);
        const first = inbox.entries.findIndex(({ id }) => id >= change.below);
        inbox.entries = first < 0 ? [] : inbox.entries.slice(first);
      }
    }
  }

  /** The shortest list of changes that leads to this state. */
  *snapshot(): Generator<Change> {
    for (const [botId, token] of this.tokens) yield { kind: 'token', botId, token };
    if (this.siteOpenedMs !== null) yield { kind: 'news site', openedMs: this.siteOpenedMs };
    for (const user of this.users.values()) yield { kind: 'user', user };
    for (const file of this.files.values()) yield { kind: 'file', file };
    for (const { messages, ...chat } of this.chats.values()) {
      yield { kind: 'chat', chat };
      for (const message of messages.values()) yield { kind: 'message', chatId: chat.id, message };
    }
    for (const [name, commands] of this.commands) {
      const [botId = '', key = ''] = name.split(' ');
      yield { kind: 'commands', botId: Number(botId), key, commands };
    }
    for (const [botId, { allowed, webhookUrl, lastId, entries }] of this.inboxes) {
      yield { kind: 'updates', botId, allowed, webhookUrl };
      for (const entry of entries) yield { kind: 'update', botId, entry };
      const last = { id: lastId, type: '', expiresAtMs: 0, content: null };
      // The counter is kept even without updates, so that no update id is used twice.
      if (entries.length === 0 && lastId > 0) {
        yield { kind: 'update', botId, entry: last };
        yield { kind: 'confirmed', botId, below: lastId + 1 };
      }
    }
  }

  #putChat(record: ChatRecord): void {
    const known = this.chats.get(record.id);
    // Another chat may have taken the name since.
    const before = known?.username?.toLowerCase() ?? '';
    if (this.#byUsername.get(before) === record.id) this.#byUsername.delete(before);
    if (record.username !== null) this.#byUsername.set(record.username.toLowerCase(), record.id);
    if (known === undefined) this.chats.set(record.id, { ...record, messages: new Map() });
    else {
      // What the record lacks is over.
      delete known.linkedGroup;
      Object.assign(known, record);
    }
  }

  #putMessage(chatId: number, message: StoredMessage): void {
    const chat = this.chats.get(chatId);
    if (chat === undefined) return;
    chat.messages.set(message.id, message);
    dropOldest(chat.messages, maxMessagesPerChat);
    chat.lastMessageId = Math.max(chat.lastMessageId, message.id);
  }

  #putUpdate(botId: number, entry: UpdateEntry): void {
    const inbox = this.inboxOf(botId);
    inbox.entries.push(entry);
    inbox.lastId = Math.max(inbox.lastId, entry.id);
  }
}

/** Relies on a map's order: entries are in the order of their first insertion. */
function dropOldest(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
