import { toChat, toInviteLink } from '../message-shape.ts';
import type { Chat, StoredMessage } from '../state.ts';
import type { World } from '../world.ts';

/** What readers do: they react, comment, join and leave. */
export class Readers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A person reacts to a message, in place of what they gave before. null: they take it back. */
  react(userId: number, chatId: number, messageId: number, emoji: string | null): void {
    const chat = this.#world.chat(chatId);
    const message = chat.messages.get(messageId);
    if (message === undefined) throw new Error(`there is no message ${messageId} in chat ${chatId}`);
    const others = Object.entries(message.reactions ?? {}).map(
      ([each, people]) => [each, people.filter((id) => id !== userId)] as const,
    );
    const left = Object.fromEntries(others.filter(([, people]) => people.length > 0));
    const given = emoji === null ? {} : { [emoji]: [...(left[emoji] ?? []), userId] };
    this.#world.react(chat, message, { ...left, ...given });
  }

  /** A person comments on a post of a channel; `replyTo` is another comment. @returns the comment in the group. */
  comment(userId: number, channelId: number, postId: number, text: string, replyTo?: number): StoredMessage {
    const world = this.#world;
    const group = world.chat(world.chat(channelId).linkedGroup ?? 0);
    const copy = [...group.messages.values()].find(
      ({ isAutomaticForward, origin }) =>
        isAutomaticForward === true && origin?.type === 'channel' && origin.messageId === postId,
    );
    if (copy === undefined) throw new Error(`the post ${postId} does not stand in the group`);
    const content = { text, userId, replyTo: replyTo ?? copy.id, commentOn: copy.id };
    return world.post(group, { kind: 'text', ...content });
  }

  /** A person types `@bot words` in any chat. @returns the id of the query; null: the bot takes none. */
  search(userId: number, botId: number, query: string, offset = ''): string | null {
    const world = this.#world;
    const from = world.userOf(userId);
    if (from === null) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    if (world.bot(botId)?.isInline !== true) return null;
    const id = world.inlineQueries.open(botId);
    world.updates.add(botId, 'inline_query', { id, from, query, offset, chat_type: 'private' });
    return id;
  }

  /** Throws if the person came by a link that was revoked. */
  join(userId: number, chatId: number, url?: string): void {
    const chat = this.#world.chat(chatId);
    const members = chat.members ?? [];
    if (members.includes(userId)) return;
    const link = chat.inviteLinks?.find((each) => each.url === url);
    if (url !== undefined && (link === undefined || link.isRevoked)) throw new Error('the link has expired');
    this.#world.changeChat(chatId, { members: [...members, userId] });
    const by = link === undefined ? {} : { invite_link: toInviteLink(this.#world, link) };
    this.#announce(chat, userId, ['left', 'member'], by);
  }

  leave(userId: number, chatId: number): void {
    const chat = this.#world.chat(chatId);
    const members = chat.members ?? [];
    if (!members.includes(userId)) return;
    this.#world.changeChat(chatId, { members: members.filter((id) => id !== userId) });
    this.#announce(chat, userId, ['member', 'left'], {});
  }

  /** Source: https://core.telegram.org/bots/api#chatmemberupdated */
  #announce(chat: Chat, userId: number, [before, after]: readonly [string, string], more: object): void {
    const world = this.#world;
    const user = world.userOf(userId);
    if (user === null) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    world.tellAdministrators(chat, 'chat_member', {
      chat: toChat(chat),
      from: user,
      date: world.nowSeconds,
      old_chat_member: { user, status: before },
      new_chat_member: { user, status: after },
      ...more,
    });
  }
}
