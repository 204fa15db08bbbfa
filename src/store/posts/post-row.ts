import { sql } from 'kysely';
import type { Message, Post, Priority } from '../../news/post.ts';
import type { PostRow } from '../schema.ts';

/**
 * The condition of the partial index `posts_open`, word for word. A query names it besides the state that it wants,
 * because from a single state SQLite does not see that the index applies, and walks every post of the channel.
 */
export const isOpen = sql<boolean>`posts.state in ('waiting', 'sending', 'unsure', 'uncertain')`;

/** Whether a post's number counts in this chat. The chat of a post that was read back is its channel's @name. */
export function standsIn(table: 'posts' | 'known', chatId: string | undefined) {
  const [at, link] = [sql.ref(`${table}.chat_id`), sql.ref(`${table}.link`)];
  if (chatId === undefined) {
    return sql<boolean>`${at} = coalesce(
      (select moved_to from channels where channels.name = ${sql.ref(`${table}.channel`)}), ${at})`;
  }
  if (!chatId.startsWith('@')) return standsInNumbered(table, chatId);
  const path = `https://t.me/${chatId.slice(1).toLowerCase()}/`;
  return sql<boolean>`(lower(${at}) = ${chatId.toLowerCase()} or substr(lower(${link}), 1, ${path.length}) = ${path})`;
}

/** The same for the number of a chat. */
export function standsInNumbered(table: 'posts' | 'known', chatId: string) {
  const at = sql.ref(`${table}.chat_id`);
  return sql<boolean>`(${at} = ${chatId} or ${at} like '@%')`;
}

export function toPost(row: PostRow): Post {
  const moment = (value: number | null) => (value === null ? null : new Date(value));
  return {
    id: row.id,
    channel: row.channel,
    articleId: row.article_id,
    state: row.state,
    revision: row.revision,
    message: row.message === null ? null : (JSON.parse(row.message) as Message), // only the ledger writes it
    form: row.form,
    picture: row.picture,
    messageId: row.message_id,
    messageIds: row.message_ids === null ? null : (JSON.parse(row.message_ids) as number[]), // only the ledger writes it
    chatId: row.chat_id,
    floor: row.floor,
    unsureTries: row.unsure_tries,
    claimedAt: moment(row.claimed_at),
    unsureAt: moment(row.unsure_at),
    uncertainAt: moment(row.uncertain_at),
    sentAt: moment(row.sent_at),
    sweepFrom: row.sweep_from,
    dueChange: row.due_change,
    otherBot: row.other_bot,
    link: row.link,
    late:
      row.late_message_id === null || row.late_chat_id === null
        ? null
        : { messageId: row.late_message_id, chatId: row.late_chat_id, link: row.late_link },
    priority: row.priority as Priority, // only the ledger writes it
    notBefore: moment(row.not_before),
    dueAt: new Date(row.sort_at),
    promisedAt: new Date(row.promised_at),
    approvedRevision: row.approved_revision,
  };
}
