import { sql, type Kysely, type Selectable } from 'kysely';
import { changePosts } from '../posts/state-writes.ts';
import type { ChannelsTable, Tables } from '../schema.ts';

/** A channel as the settings have it. */
export interface SetChannel {
  name: string;
  /** A number or an @name. */
  id: string;
  topic: number | null;
}

/** The chat that a channel is. */
export interface KnownChat {
  /** Its number, which never changes hands. */
  chatId: string;
  /** Its @name without the sign; null: it has none. */
  username: string | null;
  /** The id of the settings by which it was found. */
  foundAs: string;
  topic: number | null;
  /** Another chat to which that id leads now; a person decides. null: it leads to none. */
  stranger: { chatId: string; title: string } | null;
  /** The number of another chat of which a person said that it is not ours. */
  refusedId: string | null;
}

/** So many links are written in one step. */
const relinkedAtOnce = 500;

/** Which chat each channel is, kept from the first contact. An @name is only an alias: somebody else may take it. */
export class ChannelChats {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The chats that are known, by the names of their channels. */
  async read(channels: readonly SetChannel[]): Promise<Map<string, KnownChat>> {
    const rows = new Map(
      (await this.#db.selectFrom('channels').selectAll().execute()).map((row) => [row.name, row]),
    );
    const known = new Map<string, KnownChat>();
    for (const channel of channels) {
      const row = rows.get(channel.name);
      const chat = row?.chat_id == null ? await this.#knownEarlier(channel, row?.moved_to) : toChat(row);
      if (chat !== null) known.set(channel.name, chat);
    }
    return known;
  }

  /** The chat is known now, or has another @name. What was written under the @name gets the number. */
  async keep(
    { name, id, topic }: SetChannel,
    { chatId, username }: Pick<KnownChat, 'chatId' | 'username'>,
  ): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const before = await tx
        .selectFrom('channels')
        .select(['chat_id', 'moved_to'])
        .where('name', '=', name)
        .executeTakeFirst();
      const values = { chat_id: chatId, chat_username: username, found_as: id, topic };
      const isElsewhere = before?.chat_id != null && before.chat_id !== chatId;
      const asked = { stranger_id: null, stranger_title: null, ...(isElsewhere ? { refused_id: null } : {}) };
      await tx
        .insertInto('channels')
        .values({ name, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ ...values, ...asked }))
        .execute();
      if (before?.chat_id == null) await numberNames(tx, name, chatId);
      // What was seen in the other chat has other numbers there.
      if (isElsewhere) await tx.deleteFrom('sightings').where('channel', '=', name).execute();
    });
  }

  /** The name of the settings leads to another chat; a person has to decide. */
  async suspect(name: string, stranger: { chatId: string; title: string }): Promise<void> {
    await this.#db
      .updateTable('channels')
      .set({ stranger_id: stranger.chatId, stranger_title: stranger.title })
      .where('name', '=', name)
      .execute();
  }

  /** The links of the posts in a chat follow its @name, in small steps: a channel may have a million posts. */
  async relink(name: string, { chatId, username }: Pick<KnownChat, 'chatId' | 'username'>): Promise<void> {
    const path = username ?? `c/${chatId.replace(/^-100/, '')}`;
    for (let above = 0; ;) {
      const { last } = await this.#db
        .selectFrom((e) =>
          e
            .selectFrom('posts')
            .select('message_id')
            .where('channel', '=', name)
            .where('message_id', '>', above)
            .orderBy('message_id')
            .limit(relinkedAtOnce)
            .as('next'),
        )
        .select((e) => e.fn.max('message_id').as('last'))
        .executeTakeFirstOrThrow();
      if (last === null) return;
      const link = sql<string>`${`https://t.me/${path}/`} || message_id`;
      await changePosts(this.#db, 'desk', { link })
        .where('channel', '=', name)
        .where('message_id', '>', above)
        .where('message_id', '<=', last)
        .where('chat_id', '=', chatId)
        .where('link', 'is not', null)
        .execute();
      above = last;
    }
  }

  /**
   * A person said whether the other chat is the channel now.
   * @returns false when nobody asks about that chat any more.
   */
  async decide(name: string, strangerId: string, isOurs: boolean): Promise<boolean> {
    const answer = isOurs
      ? { chat_id: strangerId, chat_username: null, refused_id: null }
      : { refused_id: strangerId };
    return this.#db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('channels')
        .set({ ...answer, stranger_id: null, stranger_title: null })
        .where('name', '=', name)
        .where('stranger_id', '=', strangerId)
        .executeTakeFirst();
      const isDecided = numUpdatedRows === 1n;
      if (isDecided && isOurs) await tx.deleteFrom('sightings').where('channel', '=', name).execute();
      return isDecided;
    });
  }

  /** What earlier versions wrote: the number of a group that moved, or the chat of the newest post. */
  async #knownEarlier({ name, id }: SetChannel, movedTo?: string | null): Promise<KnownChat | null> {
    const nothing = { username: null, topic: null, stranger: null, refusedId: null };
    if (movedTo != null && /^-(?!100)/.test(id)) return { ...nothing, chatId: movedTo, foundAs: id };
    const newest = await this.#db
      .selectFrom('posts')
      .select(['chat_id', 'link'])
      .where('channel', '=', name)
      .where('sent_at', 'is not', null)
      .where('chat_id', 'not like', '@%')
      .orderBy('sent_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest?.chat_id == null) return null;
    const [, username = null] = /^https:\/\/t\.me\/(?!c\/)([^/]+)\//.exec(newest.link ?? '') ?? [];
    const foundAs = username === null ? newest.chat_id : `@${username}`;
    return { ...nothing, chatId: newest.chat_id, username, foundAs };
  }
}

/** Earlier versions wrote an @name where the number was not known. */
async function numberNames(tx: Kysely<Tables>, channel: string, chatId: string): Promise<void> {
  for (const table of ['posts', 'late_copies', 'channel_numbers'] as const) {
    await tx
      .updateTable(table)
      .set({ chat_id: chatId })
      .where('channel', '=', channel)
      .where(sql<boolean>`chat_id like '@%'`)
      .execute();
  }
}

function toChat(row: Selectable<ChannelsTable>): KnownChat {
  return {
    chatId: row.chat_id ?? '',
    username: row.chat_username,
    foundAs: row.found_as ?? '',
    topic: row.topic,
    stranger: row.stranger_id === null ? null : { chatId: row.stranger_id, title: row.stranger_title ?? '' },
    refusedId: row.refused_id,
  };
}
