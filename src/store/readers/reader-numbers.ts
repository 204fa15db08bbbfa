import { sql, type Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** A message of a channel. */
interface Place {
  chatId: string;
  messageId: number;
}

/** Where a post of a channel is discussed: a copy of it in the group of the channel. */
interface Thread {
  group: string;
  threadId: number;
}

/**
 * What an update says that readers did, without anything that says who they are.
 *
 * - `reactions`: so many stand under a message now.
 * - `thread`: a post of a channel was copied into its group.
 * - `comment`: somebody commented on the copy; `number` is the comment's own.
 * - `join`, `leave`: somebody did. `link`: by which link; null: by none that is known.
 */
export type ReaderEvent = { updateId: number } & (
  | ({ kind: 'reactions'; count: number; at: Date } & Place)
  | ({ kind: 'thread'; postedAt: Date } & Place & Thread)
  | ({ kind: 'comment'; number: number } & Thread)
  | { kind: 'join'; chatId: string; link: string | null }
  | { kind: 'leave'; chatId: string }
);

/** A day of a channel. Numbers that nobody counted are null. */
export interface ChannelDay {
  channel: string;
  /** `2026-11-29` in the newsroom's time zone. */
  day: string;
  subscribers: number | null;
  joins: number;
  leaves: number;
}

/** Lanes wait behind a transaction on SQLite, so each is short. */
const updatesAtOnce = 20;

/** An update that Telegram sends again has a number at most this far below the last one that was counted. */
const mostRepeated = 1_000;

/** Numbers of what readers do. No row of these tables says who a reader is. */
export class ReaderNumbers {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose updates are counted. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  /**
   * Counts events, in their order. Those of an update that was counted before are left out: Telegram sends updates again
   * that were not confirmed when a program died.
   * @param channelsOf the channels of the settings that are this chat.
   */
  async count(
    events: readonly ReaderEvent[],
    day: string,
    channelsOf: (chatId: string) => readonly string[],
  ): Promise<void> {
    // All that one update says goes into one transaction.
    const updates = [...Map.groupBy(events, ({ updateId }) => updateId).values()];
    for (let from = 0; from < updates.length; from += updatesAtOnce) {
      const run = updates.slice(from, from + updatesAtOnce).flat();
      await this.#db.transaction().execute(async (tx) => {
        const last = await this.#lastCounted(tx);
        const fresh = run.filter(
          ({ updateId }) => last === null || updateId > last || updateId <= last - mostRepeated,
        );
        const newest = fresh.at(-1)?.updateId;
        if (newest === undefined) return;
        for (const event of fresh) await countOne(tx, event, day, channelsOf);
        await this.#setCounted(tx, newest);
      });
    }
  }

  /** How many subscribers a channel has on this day. */
  async setSubscribers(channel: string, day: string, subscribers: number): Promise<void> {
    await this.#db
      .insertInto('channel_days')
      .values({ channel, day, subscribers })
      .onConflict((conflict) => conflict.columns(['channel', 'day']).doUpdateSet({ subscribers }))
      .execute();
  }

  /** The channels whose subscribers were counted on this day. */
  async countedOn(day: string): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('channel_days')
      .select('channel')
      .where('day', '=', day)
      .where('subscribers', 'is not', null)
      .execute();
    return new Set(rows.map(({ channel }) => channel));
  }

  /** The days of these channels from the first to the last one, both included, oldest first. */
  async days(channels: readonly string[], first: string, last: string): Promise<ChannelDay[]> {
    if (channels.length === 0) return [];
    return this.#db
      .selectFrom('channel_days')
      .selectAll()
      .where('channel', 'in', channels)
      .where('day', '>=', first)
      .where('day', '<=', last)
      .orderBy('day')
      .orderBy('channel')
      .execute();
  }

  async #lastCounted(tx: Kysely<Tables>): Promise<number | null> {
    const row = await tx
      .selectFrom('facts')
      .select('value')
      .where('bot', '=', this.#bot)
      .where('key', '=', countedKey)
      .executeTakeFirst();
    return row === undefined ? null : Number(row.value);
  }

  async #setCounted(tx: Kysely<Tables>, updateId: number): Promise<void> {
    const value = String(updateId);
    await tx
      .insertInto('facts')
      .values({ bot: this.#bot, key: countedKey, value })
      .onConflict((conflict) => conflict.columns(['bot', 'key']).doUpdateSet({ value }))
      .execute();
  }
}

const countedKey = 'readers_counted';

async function countOne(
  tx: Kysely<Tables>,
  event: ReaderEvent,
  day: string,
  channelsOf: (chatId: string) => readonly string[],
): Promise<void> {
  switch (event.kind) {
    case 'reactions':
      return countReactions(tx, event, channelsOf(event.chatId));
    case 'thread':
      return noteThread(tx, event);
    case 'comment':
      return countComment(tx, event);
    case 'join':
    case 'leave':
      for (const channel of channelsOf(event.chatId)) await countMember(tx, event, channel, day);
  }
}

/** Only those of our own posts are kept. An album is known by its first number. */
async function countReactions(
  tx: Kysely<Tables>,
  { chatId, count, at, messageId }: Extract<ReaderEvent, { kind: 'reactions' }>,
  channels: readonly string[],
): Promise<void> {
  for (const channel of channels) {
    const post = await postWith(tx, channel, chatId, messageId);
    if (post === null) continue;
    const changes = { reactions: count, reactions_at: at.getTime() };
    await tx
      .insertInto('post_readers')
      .values({ chat_id: chatId, message_id: post.messageId, posted_at: post.sentAt, ...changes })
      .onConflict((conflict) =>
        conflict
          .columns(['chat_id', 'message_id'])
          .doUpdateSet(changes)
          // An older count may come late.
          .where((e) =>
            e.or([
              e('post_readers.reactions_at', 'is', null),
              e('post_readers.reactions_at', '<=', changes.reactions_at),
            ]),
          ),
      )
      .execute();
    return;
  }
}

/** The post of ours that has this number, also as a part of an album. null: there is none. */
async function postWith(tx: Kysely<Tables>, channel: string, chatId: string, messageId: number) {
  const row = await tx
    .selectFrom('posts')
    .select(['message_id', 'message_ids', 'sent_at'])
    .where('channel', '=', channel)
    .where('message_id', '<=', messageId)
    .where('chat_id', '=', chatId)
    .orderBy('message_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.message_id == null) return null;
  const album = row.message_ids === null ? [] : (JSON.parse(row.message_ids) as number[]); // of the ledger
  if (row.message_id !== messageId && !album.includes(messageId)) return null;
  return { messageId: row.message_id, sentAt: row.sent_at ?? 0 };
}

async function noteThread(
  tx: Kysely<Tables>,
  { chatId, group, messageId, postedAt, threadId }: Extract<ReaderEvent, { kind: 'thread' }>,
): Promise<void> {
  const thread = { thread_chat: group, thread_id: threadId };
  await tx
    .insertInto('post_readers')
    .values({
      chat_id: chatId,
      message_id: messageId,
      posted_at: postedAt.getTime(),
      comments: 0,
      ...thread,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['chat_id', 'message_id'])
        .doUpdateSet({ ...thread, comments: sql`coalesce(post_readers.comments, 0)` }),
    )
    .execute();
}

/** Numbers of a group grow, so one that was counted before is known by its number. */
async function countComment(
  tx: Kysely<Tables>,
  { group, number, threadId }: Extract<ReaderEvent, { kind: 'comment' }>,
): Promise<void> {
  await tx
    .updateTable('post_readers')
    .set({ comments: sql`coalesce(comments, 0) + 1`, last_comment: number })
    .where('thread_chat', '=', group)
    .where('thread_id', '=', threadId)
    .where((e) => e.or([e('last_comment', 'is', null), e('last_comment', '<', number)]))
    .execute();
}

async function countMember(
  tx: Kysely<Tables>,
  event: Extract<ReaderEvent, { kind: 'join' | 'leave' }>,
  channel: string,
  day: string,
): Promise<void> {
  const column = event.kind === 'join' ? 'joins' : 'leaves';
  await tx
    .insertInto('channel_days')
    .values({ channel, day, [column]: 1 })
    .onConflict((conflict) =>
      conflict.columns(['channel', 'day']).doUpdateSet({ [column]: sql.raw(`channel_days.${column} + 1`) }),
    )
    .execute();
  if (event.kind === 'leave' || event.link === null) return;
  await tx
    .updateTable('invite_links')
    .set({ joins: sql`joins + 1` })
    .where('channel', '=', channel)
    .where('url', '=', event.link)
    .execute();
}
