import { botMember } from '../methods/chats.ts';
import { findEntities } from '../html/found-entities.ts';
import { inlineIdOf, toChat, toMessage } from '../message-shape.ts';
import { imageSize } from '../methods/image-size.ts';
import type { Upload } from '../http/params.ts';
import type { MessageEntity } from '../shapes.ts';
import type {
  Chat,
  MediaKind,
  Origin,
  Permissions,
  Rights,
  Standing,
  StoredMessage,
  User,
} from '../state.ts';
import type { World } from '../world.ts';

/** What a person sends beside plain words. */
export interface Content {
  /** How the words are formatted. Absent: Telegram finds addresses and the like. */
  entities?: MessageEntity[];
  /** The words are its caption. `file`: an address that nobody looks at, or what is uploaded. */
  medium?: { kind: MediaKind; file: string | Upload };
  /** The album that the medium is a part of. */
  groupId?: string;
}

export interface SendOptions extends Content {
  replyTo?: number;
  forwardFrom?: { chatId: number; messageId: number };
  /** The thread of a forum in which it is written. Absent: General. */
  topic?: number;
  /** The bot of a private chat. Absent: the first bot. */
  botId?: number;
}

/** What people do: they write, press buttons, post, delete, block, and change the rights of bots. */
export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A private chat is created by a person's first message to the bot. Its number is that of the person. */
  send(userId: number, chatId: number, text: string, options: SendOptions = {}): StoredMessage {
    const world = this.#world;
    const user = world.state.users.get(userId);
    if (user === undefined) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    const place = chatId === userId ? this.#openPrivateChat(user, options.botId) : chatId;
    const { replyTo = null, forwardFrom, topic: threadId = null } = options;
    const content = forwardFrom === undefined ? this.#contentOf(text, options) : this.#copyOf(forwardFrom);
    return world.post(world.chat(place), { kind: 'text', userId, replyTo, threadId, ...content });
  }

  /**
   * @param isInline the update names the message by an inline id only, as Telegram may do since Bot API 10.5.
   * @returns the id of the callback query. Neither button nor message need exist, because data can be forged.
   */
  press(userId: number, chatId: number, messageId: number, data: string, isInline = false): string {
    const world = this.#world;
    const from = world.userOf(userId);
    if (from === null) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    const chat = world.chat(chatId);
    const message = chat.messages.get(messageId);
    const botId = message?.botId ?? world.bots[0]?.id ?? 0;
    const id = world.callbacks.open({ botId, userId, chatId, messageId });
    const shown =
      message === undefined
        ? { chat: toChat(chat), message_id: messageId, date: 0 }
        : toMessage(world, chat, message);
    world.updates.add(botId, 'callback_query', {
      id,
      from,
      ...(isInline ? { inline_message_id: inlineIdOf(chatId, messageId) } : { message: shown }),
      chat_instance: String(chatId),
      data,
    });
    return id;
  }

  /** Posts in the name of the channel or the group. */
  post(chatId: number, text: string, content: Content = {}): StoredMessage {
    return this.#world.post(this.#world.chat(chatId), { kind: 'text', ...this.#contentOf(text, content) });
  }

  /** Edits a post as a person who has the right to, or a message of their own. */
  edit(chatId: number, messageId: number, text: string, content: Content = {}): void {
    const chat = this.#world.chat(chatId);
    const message = chat.messages.get(messageId);
    if (message !== undefined) this.#world.edit(chat, message, this.#contentOf(text, content));
  }

  delete(chatId: number, messageId: number): void {
    const chat = this.#world.chat(chatId);
    if (chat.messages.has(messageId)) this.#world.remove(chat, [messageId]);
  }

  deleteTopic(chatId: number, topic: number): void {
    const chat = this.#world.chat(chatId);
    const gone = [...chat.messages.values()].filter(({ threadId }) => threadId === topic);
    this.#world.remove(
      chat,
      gone.map(({ id }) => id),
    );
    this.#world.changeChat(chatId, { topics: (chat.topics ?? []).filter((each) => each !== topic) });
  }

  block(userId: number, isBlocked: boolean): void {
    const { state, bots } = this.#world;
    const user = state.users.get(userId);
    if (user === undefined) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    state.record({ kind: 'user', user: { ...user, blocked: isBlocked ? bots.map(({ id }) => id) : [] } });
    const chat = state.chats.get(userId);
    if (chat === undefined) return;
    const [before, after]: Standing[] = isBlocked
      ? [{ status: 'member' }, { status: 'kicked' }]
      : [{ status: 'kicked' }, { status: 'member' }];
    if (before !== undefined && after !== undefined)
      this.#announceStanding(chat, bots[0]?.id ?? 0, before, after);
  }

  /** Changes the given rights, keeps the others, and tells the bot. */
  setRights(chatId: number, botId: number, given: Rights | 'kicked' | 'left' | 'member'): void {
    const world = this.#world;
    const chat = world.chat(chatId);
    const before = world.standing(chat, botId);
    const known = before.status === 'administrator' ? before.rights : { can_manage_chat: true };
    const after: Standing =
      typeof given === 'string'
        ? { status: given }
        : { status: 'administrator', rights: { ...known, ...given } };
    world.setStanding(chatId, botId, after);
    this.#announceStanding(chat, botId, before, after);
  }

  /** Restricts a bot in a group, and tells it. A permission that is missing is given. */
  restrict(chatId: number, botId: number, permissions: Permissions): void {
    const world = this.#world;
    const chat = world.chat(chatId);
    const before = world.standing(chat, botId);
    const after: Standing = { status: 'restricted', permissions };
    world.setStanding(chatId, botId, after);
    this.#announceStanding(chat, botId, before, after);
  }

  /** A group becomes a supergroup. Requests with the old id are answered with the new one. */
  migrate(oldId: number, newId: number): void {
    const world = this.#world;
    const { title, createdBy, standings } = world.chat(oldId);
    world.addChat({ id: newId, type: 'supergroup', title, ...(createdBy === null ? {} : { createdBy }) });
    world.changeChat(newId, { standings });
    world.changeChat(oldId, { migratedTo: newId });
    const old = world.chat(oldId);
    const service = { message_id: old.lastMessageId + 1, chat: toChat(old), date: world.nowSeconds };
    for (const bot of world.bots)
      world.updates.add(bot.id, 'message', { ...service, migrate_to_chat_id: newId });
  }

  #openPrivateChat(user: User, botId = this.#world.bots[0]?.id ?? 0): number {
    const number = this.#world.openPrivateChat(user, botId);
    if (user.blocked.length > 0) this.block(user.id, false);
    return number;
  }

  #contentOf(text: string, { entities, groupId, medium }: Content): Partial<StoredMessage> {
    const words = { text, entities: entities ?? findEntities(text) };
    if (medium === undefined) return words;
    const { file, kind } = medium;
    const { files } = this.#world;
    const stored = typeof file === 'string' ? files.addUnseen(file) : files.add(file, imageOf(file));
    return { ...words, kind, fileId: stored.id, ...(groupId === undefined ? {} : { groupId }) };
  }

  #copyOf({ chatId, messageId }: { chatId: number; messageId: number }): Partial<StoredMessage> {
    const chat = this.#world.chat(chatId);
    const message = chat.messages.get(messageId);
    if (message === undefined)
      throw new Error(`there is no message ${messageId} in chat ${chatId} to forward`);
    const { kind, text, entities, fileId, date, botId, userId } = message;
    const origin: Origin =
      chat.type === 'channel'
        ? { type: 'channel', chatId, messageId, date }
        : { type: 'user', userId: botId ?? userId ?? chatId, date };
    return { kind, text, entities, fileId, origin: message.origin ?? origin };
  }

  #announceStanding(chat: Chat, botId: number, before: Standing, after: Standing): void {
    const world = this.#world;
    const bot = world.bot(botId);
    if (bot === undefined) return;
    const from = world.userOf(chat.createdBy ?? chat.id) ?? { id: 1, is_bot: false, first_name: 'Owner' };
    world.updates.add(botId, 'my_chat_member', {
      chat: toChat(chat),
      from,
      date: world.nowSeconds,
      old_chat_member: botMember(bot, chat, before),
      new_chat_member: botMember(bot, chat, after),
    });
  }
}

function imageOf({ bytes }: Upload) {
  return { ...(imageSize(bytes) ?? { width: 0, height: 0 }), url: null };
}
