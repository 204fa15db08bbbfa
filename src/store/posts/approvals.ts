import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { ApprovalDecision } from '../../news/decisions.ts';
import type { Message } from '../../news/post.ts';
import { toPost } from './post-row.ts';
import { unasked } from './lane-ledger.ts';
import { isInScope, type Scope } from './scope.ts';
import { changePosts, movePosts } from './state-writes.ts';
import type { PostRow, Tables } from '../schema.ts';

/** A post that waits for an editor's answer. */
export interface Waiting {
  postId: number;
  channel: string;
  articleId: string | null;
  /** The revision that the question is about. An answer counts for this revision only. */
  revision: number;
  message: Message;
  /** The message number of the question in the log chat. null: not asked yet. */
  questionId: number | null;
  /** When an editor wants to be asked again. null: no editor said so. */
  wakeAt: Date | null;
  askedAt: Date | null;
}

/** A question about a post that does not wait any more, because its article was withheld or canceled. */
export interface IdleQuestion {
  postId: number;
  channel: string;
  questionId: number | null;
}

export interface Answer {
  postId: number;
  revision: number;
  decision: ApprovalDecision;
  /**
   * The number of the question that is answered. null: Telegram does not say which message was answered; the post and
   * its revision have to do. `card`: an editor asked for the post once more, and answers whatever became of the question.
   */
  questionId: number | null | 'card';
  /** Null: nobody, the time was over. */
  by: string | null;
  /** For `later`: after how long editors are asked again, milliseconds. */
  laterMs: number;
}

/** The post that was decided about. */
export interface Decided {
  channel: string;
  articleId: string | null;
  /** See `Priority` in news/post.ts. */
  priority: number;
  /** The question in the log chat; null: it was not asked yet. */
  questionId: number | null;
}

/** Posts that wait for an editor. A question is answered once, however often its buttons are pressed. */
export class Approvals {
  readonly #db: Kysely<Tables>;
  readonly #scope: Scope;

  /** `scope`: in whose channels they wait. */
  constructor(db: Kysely<Tables>, scope: Scope) {
    this.#db = db;
    this.#scope = scope;
  }

  /** Posts about which editors have to be asked now, the next one first. */
  async unasked(now: Date, limit: number): Promise<Waiting[]> {
    const rows = await this.#waiting()
      .where('asked_at', 'is', null)
      .where((e) => e.or([e('wake_at', 'is', null), e('wake_at', '<=', now.getTime())]))
      .orderBy('priority')
      .orderBy('sort_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toWaiting);
  }

  /**
   * Records that a question stands in the log chat, unless it was answered already.
   * @returns false when the post does not wait any more and nobody answered: the question is void.
   */
  async markAsked(postId: number, questionId: number, now: Date): Promise<boolean> {
    const asked = { asked_at: now.getTime(), question_id: questionId, wake_at: null };
    const { numUpdatedRows } = await changePosts(this.#db, 'desk', asked)
      .where('id', '=', postId)
      .where('state', '=', 'waiting')
      .where((e) => e.or([e('wake_at', 'is', null), e('wake_at', '<=', now.getTime())]))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    const post = await this.#db
      .selectFrom('posts')
      .select('question_id')
      .where('id', '=', postId)
      .executeTakeFirst();
    return post?.question_id === questionId;
  }

  /** Posts of a channel about which editors were asked by this moment, and did not answer. */
  async askedBefore(channel: string, until: Date): Promise<Waiting[]> {
    const rows = await this.#waiting()
      .where('channel', '=', channel)
      .where('asked_at', '<=', until.getTime())
      .execute();
    return rows.map(toWaiting);
  }

  /** Posts whose article changed while they waited. */
  async outdated(): Promise<Waiting[]> {
    const rows = await this.#waiting()
      .where((e) =>
        e.exists(
          e
            .selectFrom('articles')
            .select('articles.id')
            .whereRef('articles.id', '=', 'posts.article_id')
            .whereRef('articles.revision', '<>', 'posts.revision'),
        ),
      )
      .execute();
    return rows.map(toWaiting);
  }

  /** Open questions about posts that do not wait any more. */
  async idle(): Promise<IdleQuestion[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .select(['id', 'channel', 'question_id'])
      .where('asked_at', 'is not', null)
      .where('state', '<>', 'waiting')
      .where(isInScope(this.#scope))
      .execute();
    return rows.map(({ id, channel, question_id }) => ({ postId: id, channel, questionId: question_id }));
  }

  /** The question of a post that does not wait any more was closed. */
  async forgetIdle(postId: number): Promise<void> {
    await changePosts(this.#db, 'desk', { asked_at: null, question_id: null })
      .where('id', '=', postId)
      .where('state', '<>', 'waiting')
      .execute();
  }

  /** Gives the post back to its lane, which composes it anew and asks again. */
  async reconsider(postId: number): Promise<void> {
    await movePosts(this.#db, 'desk', 'ready', unasked, ['waiting']).where('id', '=', postId).execute();
  }

  /**
   * Records an answer about one revision of a post.
   * @returns the post, or null when it was decided already, or has another revision now.
   */
  async decide(answer: Answer, now: Date): Promise<Decided | null> {
    const { postId, revision, decision, questionId, by: decided_by } = answer;
    // The number of the question is kept, so that a second answer to it changes nothing, however late it comes.
    const answered = {
      asked_at: null,
      ...(typeof questionId === 'number' ? { question_id: questionId } : {}),
    };
    const ended = { reason: 'editor', decided_by, ended_at: now.getTime() };
    const updates = {
      post: () =>
        movePosts(
          this.#db,
          'desk',
          'ready',
          { ...answered, approved_revision: revision, decided_by, wake_at: null },
          ['waiting'],
        ),
      drop: () => movePosts(this.#db, 'desk', 'dropped', { ...answered, ...ended }, ['waiting']),
      later: () =>
        changePosts(this.#db, 'desk', { ...answered, wake_at: now.getTime() + answer.laterMs }).where(
          'state',
          'in',
          ['waiting'],
        ),
    };
    const row = await updates[decision]()
      .where('id', '=', postId)
      .where('revision', '=', revision)
      .where(isInScope(this.#scope))
      .where((e) => (questionId === 'card' ? e.lit(true) : isOpenQuestion(e, questionId, now)))
      .where((e) =>
        e.or([
          e('article_id', 'is', null),
          e.exists(
            e
              .selectFrom('articles')
              .select('articles.id')
              .whereRef('articles.id', '=', 'posts.article_id')
              .where('articles.revision', '=', revision),
          ),
        ]),
      )
      .returning(['channel', 'article_id', 'priority', 'question_id'])
      .executeTakeFirst();
    if (row === undefined) return null;
    const { channel, article_id: articleId, priority, question_id } = row;
    return { channel, articleId, priority, questionId: question_id };
  }

  /** The posts of a channel that wait, those first that leave first. */
  async list(channel: string, limit: number): Promise<Waiting[]> {
    const rows = await this.#waiting()
      .where('channel', '=', channel)
      .orderBy('priority')
      .orderBy('sort_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toWaiting);
  }

  /** A post that waits; null: it does not any more. */
  async waiting(postId: number): Promise<Waiting | null> {
    const row = await this.#waiting().where('id', '=', postId).executeTakeFirst();
    return row === undefined ? null : toWaiting(row);
  }

  /** How many posts of a channel wait. */
  async count(channel: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('posts')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('state', '=', 'waiting')
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  #waiting() {
    return this.#db
      .selectFrom('posts')
      .selectAll()
      .where('state', '=', 'waiting')
      .where(isInScope(this.#scope));
  }
}

/** Whether this question is the one that is asked now, and not answered yet. */
function isOpenQuestion(
  e: ExpressionBuilder<Tables, 'posts'>,
  questionId: number | null,
  now: Date,
): Expression<SqlBool> {
  return e.or([
    e.and([
      e('asked_at', 'is not', null),
      ...(questionId === null ? [] : [e('question_id', '=', questionId)]),
    ]),
    // The question was sent a moment ago, and that is not recorded yet.
    e.and([
      e('asked_at', 'is', null),
      e.or([e('wake_at', 'is', null), e('wake_at', '<=', now.getTime())]),
      e.or([
        e('question_id', 'is', null),
        ...(questionId === null ? [] : [e('question_id', '<>', questionId)]),
      ]),
    ]),
  ]);
}

function toWaiting(row: PostRow): Waiting {
  const { id, channel, articleId, revision, message } = toPost(row);
  if (message === null) throw new Error(`the post ${id} waits for approval without a text`);
  return {
    postId: id,
    channel,
    articleId,
    revision,
    message,
    questionId: row.question_id,
    wakeAt: row.wake_at === null ? null : new Date(row.wake_at),
    askedAt: row.asked_at === null ? null : new Date(row.asked_at),
  };
}
