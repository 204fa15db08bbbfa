import type { Kysely, Selectable } from 'kysely';
import type { Message, MessageForm, PostState } from '../../news/post.ts';
import { textOf } from '../articles/faults.ts';
import type { PostsTable, Tables } from '../schema.ts';
import { isOpen } from './post-row.ts';

/** A post as it is shown to people: with its text, and what became of it. */
export interface ShownPost {
  id: number;
  channel: string;
  articleId: string | null;
  /** Of its article; null: a digest, or an article that is gone. */
  headline: string | null;
  state: PostState;
  reason: string | null;
  /** null: it was not composed yet. */
  message: Message | null;
  form: MessageForm | null;
  /** The revision from which `message` was composed. */
  revision: number;
  dueChange: 'edit' | 'kill' | null;
  link: string | null;
  sentAt: Date | null;
  editedAt: Date | null;
  endedAt: Date | null;
}

/** Posts for people to look at, each by one index. */
export class ShownPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The last posts of a channel, newest first; also those that were killed since. `before`: only older ones. */
  async sent(channel: string, limit: number, before: Date | null = null): Promise<ShownPost[]> {
    const rows = await this.#posts()
      .where('posts.channel', '=', channel)
      .where('posts.sent_at', 'is not', null)
      .$if(before !== null, (query) => query.where('posts.sent_at', '<', before?.getTime() ?? 0))
      .orderBy('posts.sent_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toShown);
  }

  /** What Telegram refused in a channel, newest first. */
  async refused(channel: string, limit: number): Promise<ShownPost[]> {
    const rows = await this.#posts()
      .where('posts.channel', '=', channel)
      .where('posts.state', '=', 'refused')
      .orderBy('posts.ended_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toShown);
  }

  /** What waits for an editor in a channel, or is in doubt there. */
  async open(
    channel: string,
    state: 'waiting' | 'unsure' | 'uncertain',
    limit: number,
  ): Promise<ShownPost[]> {
    const rows = await this.#posts()
      .where('posts.channel', '=', channel)
      .where(isOpen)
      .where('posts.state', '=', state)
      .orderBy('posts.priority')
      .orderBy('posts.sort_at')
      .limit(limit)
      .execute();
    return rows.map(toShown);
  }

  async ofArticle(articleId: string): Promise<ShownPost[]> {
    const rows = await this.#posts()
      .where('posts.article_id', '=', articleId)
      .orderBy('posts.channel')
      .execute();
    return rows.map(toShown);
  }

  #posts() {
    return this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(shownColumns);
  }
}

const shownColumns = [
  'posts.id',
  'posts.channel',
  'posts.article_id',
  'articles.headline',
  'posts.state',
  'posts.reason',
  'posts.message',
  'posts.form',
  'posts.revision',
  'posts.due_change',
  'posts.link',
  'posts.sent_at',
  'posts.edited_at',
  'posts.ended_at',
] as const;

type ShownRow = Pick<
  Selectable<PostsTable>,
  | 'id'
  | 'channel'
  | 'article_id'
  | 'state'
  | 'reason'
  | 'message'
  | 'form'
  | 'revision'
  | 'due_change'
  | 'link'
  | 'sent_at'
  | 'edited_at'
  | 'ended_at'
> & { headline: string | null };

function toShown(row: ShownRow): ShownPost {
  const { article_id, due_change, edited_at, ended_at, headline, message, sent_at, ...rest } = row;
  return {
    ...rest,
    articleId: article_id,
    headline: textOf(headline),
    message: message === null ? null : (JSON.parse(message) as Message), // only the ledger writes it
    dueChange: due_change,
    sentAt: momentOf(sent_at),
    editedAt: momentOf(edited_at),
    endedAt: momentOf(ended_at),
  };
}

function momentOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
