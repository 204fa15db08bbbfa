import { mostInAlbum } from '../../news/medium.ts';
import type { Kysely } from 'kysely';
import type { KnownPost } from '../../news/plan.ts';
import type { Post, Priority } from '../../news/post.ts';
import { padded } from '../engines/lists.ts';
import { isOpen, standsIn, toPost } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** Reads message numbers and moments of a channel's posts from the ledger. */
export class Posts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async postsOf(articleIds: readonly string[]): Promise<KnownPost[]> {
    if (articleIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .select(['id', 'article_id', 'channel', 'state', 'reason', 'due_change', 'priority', 'revision'])
      .where('article_id', 'in', padded(articleIds))
      .execute();
    return rows.map(({ article_id, priority, due_change, ...row }) => ({
      ...row,
      articleId: article_id ?? '',
      dueChange: due_change,
      priority: priority as Priority, // only the ledger writes it
    }));
  }

  /** When the newest uncertain post of a channel became uncertain; null: there is none. */
  async uncertainSince(channel: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('uncertain_at')
      .where('channel', '=', channel)
      .where(isOpen)
      .where('state', '=', 'uncertain')
      .orderBy('uncertain_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.uncertain_at == null ? null : new Date(row.uncertain_at);
  }

  /** The message number of an article's post in a channel, to reply to. null: it does not stand there. */
  async messageIdOf(channel: string, articleId: string, chatId?: string): Promise<number | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', '=', channel)
      .where('article_id', '=', articleId)
      .where('state', '=', 'sent')
      .where(standsIn('posts', chatId))
      .executeTakeFirst();
    return row?.message_id ?? null;
  }

  /**
   * Whether a message number in the chat of the post's channel belongs to another post, of this channel or of one that
   * is another topic of the same chat. Of an album each number does.
   */
  async isOther(
    { id, channel }: Pick<Post, 'id' | 'channel'>,
    chatId: string,
    messageId: number,
  ): Promise<boolean> {
    const rows = await this.#db
      .selectFrom('posts')
      .select(['message_id', 'message_ids'])
      .where('channel', 'in', this.#channelsIn(chatId, channel))
      .where('message_id', '>', messageId - mostInAlbum)
      .where('message_id', '<=', messageId)
      .where('state', '=', 'sent')
      .where('id', '<>', id)
      .where(standsIn('posts', chatId))
      .execute();
    return rows.some(
      (row) =>
        row.message_id === messageId ||
        (row.message_ids !== null && (JSON.parse(row.message_ids) as number[]).includes(messageId)), // only the ledger writes it
    );
  }

  /**
   * Whether the same post is under way in another topic of the chat: read back, the two look the same. `sending` is over
   * soon; `lost`: nobody knows whether it stands there.
   */
  async rivalOf(post: Pick<Post, 'id' | 'channel'>, chatId: string): Promise<'sending' | 'lost' | null> {
    const rows = await this.#db
      .selectFrom('posts')
      .innerJoin('posts as own', (join) =>
        join.on((e) =>
          e.or([
            e('posts.article_id', '=', e.ref('own.article_id')),
            e('posts.digest', '=', e.ref('own.digest')),
          ]),
        ),
      )
      .select('posts.state')
      .where('own.id', '=', post.id)
      .where('posts.channel', 'in', this.#othersIn(chatId, post.channel))
      .where(isOpen)
      .where('posts.state', 'in', ['sending', 'unsure', 'uncertain'])
      .execute();
    if (rows.length === 0) return null;
    return rows.every(({ state }) => state === 'sending') ? 'sending' : 'lost';
  }

  #othersIn(chatId: string, channel: string) {
    const named = this.#db.selectFrom('channels').select('name');
    return named.where('chat_id', '=', chatId).where('name', '<>', channel);
  }

  #channelsIn(chatId: string, channel: string) {
    const own = this.#db.selectNoFrom((e) => e.val(channel).as('name'));
    return own.unionAll(this.#othersIn(chatId, channel));
  }

  /** The numbers above this one under which posts of ours stand, or stood, in the chat of a channel, in order. */
  async numbersAfter(channel: string, chatId: string, after: number): Promise<number[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', 'in', this.#channelsIn(chatId, channel))
      .where('message_id', '>', after)
      .where(standsIn('posts', chatId))
      .orderBy('message_id')
      .execute();
    return rows.map(({ message_id: number }) => number ?? after);
  }

  /** The posts of articles that stand in a channel above this number. */
  async sentAfter(channel: string, chatId: string, after: number): Promise<Post[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('channel', '=', channel)
      .where('message_id', '>', after)
      .where('state', '=', 'sent')
      .where(standsIn('posts', chatId))
      .orderBy('message_id')
      .execute();
    return rows.map(toPost);
  }

  /**
   * For the pacer: when something left for these channels since `since`, or may have left, oldest first. Edits count too.
   * A bot may have hundreds of channels, and begins only when this is known: so few queries tell it for all.
   */
  async departures(channels: readonly string[], since: Date): Promise<Map<string, Date[]>> {
    const moments = new Map<string, number[]>(channels.map((channel) => [channel, []]));
    const names = padded(channels);
    if (names.length === 0) return new Map();
    for (const column of ['sent_at', 'edited_at'] as const) {
      const rows = await this.#db
        .selectFrom('posts')
        .select(['channel', `${column} as at`])
        .where('channel', 'in', names)
        .where(column, '>=', since.getTime())
        .execute();
      for (const { at, channel } of rows) moments.get(channel)?.push(at ?? 0);
    }
    const unsure = await this.#db
      .selectFrom('posts')
      .select(['channel', 'claimed_at'])
      .where('channel', 'in', names)
      .where(isOpen)
      .where('state', '=', 'unsure')
      .where('claimed_at', '>=', since.getTime())
      .execute();
    for (const { channel, claimed_at: at } of unsure) moments.get(channel)?.push(at ?? 0);
    return new Map(
      [...moments].map(([channel, list]) => [
        channel,
        list.toSorted((one, other) => one - other).map((at) => new Date(at)),
      ]),
    );
  }
}
