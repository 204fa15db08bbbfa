import { Api } from 'grammy/web';
import type { Address, SeenMessage } from '../messenger.ts';
import { seenMessageOf } from './seen-message.ts';
import { asGrammy, type GrammyFetch } from './telegram.ts';

/** How long one request for updates waits: short, so that "everything up to now was heard" is soon true. */
const pollSeconds = 1;

/** A message that somebody posted in a channel. */
export interface Heard extends SeenMessage {
  messageId: number;
  /** The channel's number, and its @name in lower case where it has one. */
  channels: string[];
}

type ChannelPost = NonNullable<Awaited<ReturnType<Api['getUpdates']>>[number]['channel_post']>;

/** The second bot as Telegram knows it. Its methods reject with grammY's errors: see `failureOf`. */
export class WitnessBot {
  readonly #api: Api;
  #id: number | null = null;

  /** `apiRoot`: null is Telegram's own. */
  constructor(token: string, apiRoot: string | null, fetch: GrammyFetch) {
    const root = apiRoot === null ? {} : { apiRoot };
    this.#api = new Api(token, { ...root, timeoutSeconds: pollSeconds + 15, fetch });
  }

  /**
   * Asks for what was posted since `offset`. Forwards are left out: ours never are, but somebody may forward one of
   * ours within the channel.
   * @returns the posts, the next offset, whether Telegram had nothing new at all, and whether something could not be read.
   */
  async hear(offset: number, mayWait: boolean, signal: AbortSignal) {
    const updates = await this.#api.getUpdates(
      { offset, timeout: mayWait ? pollSeconds : 0, allowed_updates: ['channel_post'] },
      asGrammy(signal),
    );
    const ids = updates.map((update) => update?.update_id).filter((id) => Number.isSafeInteger(id));
    if (updates.length > 0 && ids.length === 0) throw new Error('no update of the answer has a number');
    const posts = updates.map((update) => update?.channel_post).filter(isReadable);
    const heard = posts.filter((post) => post.forward_origin === undefined).map(heardOf);
    return {
      heard,
      offset: Math.max(offset - 1, ...ids) + 1,
      isQuiet: updates.length === 0,
      isUnclear: posts.length < updates.length,
    };
  }

  /**
   * Whether Telegram shows this bot everything that is posted there. Only an administrator is shown what a channel
   * posts, and in a group no bot is shown what another one says: there silence proves nothing.
   * Source: https://core.telegram.org/bots/faq#why-doesn-39t-my-bot-see-messages-from-other-bots
   */
  async canHear(channel: Address, signal: AbortSignal): Promise<boolean> {
    try {
      this.#id ??= (await this.#api.getMe(asGrammy(signal))).id;
      const { status } = await this.#api.getChatMember(channel.chatId, this.#id, asGrammy(signal));
      if (status !== 'administrator' && status !== 'creator') return false;
      return (await this.#api.getChat(channel.chatId, asGrammy(signal))).type === 'channel';
    } catch {
      return false;
    }
  }
}

/** A later version of the Bot API may bring posts of another shape. */
function isReadable(post: Partial<ChannelPost> | null | undefined): post is ChannelPost {
  return Number.isSafeInteger(post?.chat?.id) && Number.isSafeInteger(post?.message_id);
}

function heardOf(post: ChannelPost): Heard {
  const { chat } = post;
  const name = 'username' in chat && chat.username !== undefined ? [`@${chat.username.toLowerCase()}`] : [];
  return { messageId: post.message_id, channels: [String(chat.id), ...name], ...seenMessageOf(post) };
}
