import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import type { MessageForm } from '../../news/post.ts';
import { Prepared, PreparedUpdate, type BlankOf } from '../engines/prepared.ts';
import type { Fence } from '../lanes/fence.ts';
import { isNext } from './next-work.ts';
import type { Tables } from '../schema.ts';
import { standsIn, standsInNumbered } from './post-row.ts';
import { movePosts } from './state-writes.ts';

/** The columns of a post that stands nowhere without our knowledge. */
export const noLateAnswer = { late_message_id: null, late_chat_id: null, late_link: null };

/** What a claim writes. */
export interface ClaimValues {
  postId: number;
  /** The revision of the article; 0: a digest. */
  revision: number;
  message: string;
  form: MessageForm;
  /** See Post; of a digest nothing is written. */
  picture: string | null;
  silent: number;
  chatId: string;
  /** Epoch milliseconds, like all moments here. */
  now: number;
}

/** What is written of a post that was sent in the form of its claim. */
export interface SentValues {
  postId: number;
  messageId: number;
  /** Of an album all, as JSON. null: there is one. */
  messageIds: string | null;
  chatId: string;
  link: string | null;
  sweepFrom: number | null;
  now: number;
}

/** What is written when one post was sent and the next one of its channel is claimed. */
export interface StepValues extends SentValues {
  bot: string;
  channel: string;
  longestWake: number;
  nextId: number;
  nextRevision: number;
  nextMessage: string;
  nextForm: MessageForm;
  nextPicture: string | null;
  nextSilent: number;
}

/** The two moves that every post makes, built once for the lanes of a holder. */
export class PreparedMoves {
  /** A claim of an article's post in a chat whose number is known. */
  readonly claimArticle: PreparedUpdate<ClaimValues>;
  readonly markSent: PreparedUpdate<SentValues>;
  readonly #claimNext: PreparedUpdate<StepValues>;
  /** null: the engine takes one update a statement. */
  readonly #step: Prepared<StepValues, { sent: number; claimed: number }> | null;

  constructor(db: Kysely<Tables>, fence: Fence, hasUpdatesInWith: boolean) {
    this.claimArticle = new PreparedUpdate((blank) => {
      const values = {
        postId: blank('postId'),
        revision: blank('revision'),
        message: blank('message'),
        form: blank('form'),
        picture: blank('picture'),
        silent: blank('silent'),
        chatId: blank('chatId'),
        now: blank('now'),
      };
      return claimOfArticle(db, fence, values, standsInNumbered('known', values.chatId));
    });
    this.markSent = new PreparedUpdate((blank) => sentQuery(db, fence, blank));
    this.#claimNext = new PreparedUpdate((blank) => claimOfNext(db, fence, blank));
    this.#step = hasUpdatesInWith ? new Prepared((blank) => stepQuery(db, fence, blank)) : null;
  }

  /** Whether `step` is one statement, and so a transaction by itself. */
  get isStepWhole(): boolean {
    return this.#step !== null;
  }

  /** @returns whether the first post is sent now, and whether the next one is claimed; never the second alone. */
  async step(db: Kysely<Tables>, values: StepValues): Promise<[isSent: boolean, isClaimed: boolean]> {
    if (this.#step !== null) {
      const { rows } = await this.#step.run(db, values);
      return [rows[0]?.sent === 1, rows[0]?.claimed === 1];
    }
    const sent = await this.markSent.on(db, values).executeTakeFirst();
    if (sent.numUpdatedRows === 0n) return [false, false];
    const claimed = await this.#claimNext.on(db, values).executeTakeFirst();
    return [true, claimed.numUpdatedRows > 0n];
  }
}

function sentQuery(db: Kysely<Tables>, fence: Fence, blank: BlankOf<SentValues>) {
  const changes = {
    message_id: blank('messageId'),
    message_ids: blank('messageIds'),
    chat_id: blank('chatId'),
    link: blank('link'),
    sweep_from: blank('sweepFrom'),
    ...noLateAnswer,
    reason: null,
    sent_at: blank('now'),
  };
  return movePosts(db, fence, 'sent', changes).where('id', '=', blank('postId'));
}

/**
 * A claim of the post that follows one that was just sent to the same chat. The statement checks that it is still the next
 * one: since it was chosen, an editor may have paused the channel, and more urgent work may have come. The numbers below
 * the one of the post before it need no search.
 */
function claimOfNext(db: Kysely<Tables>, fence: Fence, blank: BlankOf<StepValues>) {
  const values = {
    postId: blank('nextId'),
    revision: blank('nextRevision'),
    message: blank('nextMessage'),
    form: blank('nextForm'),
    picture: blank('nextPicture'),
    silent: blank('nextSilent'),
    chatId: blank('chatId'),
    now: blank('now'),
  };
  return (
    claimOfArticle(db, fence, values, standsInNumbered('known', values.chatId), blank('messageId'))
      .where('unsure_tries', '=', sql.lit(0))
      .where('due_change', 'is', null)
      .where(
        isNext({
          bot: blank('bot'),
          channel: blank('channel'),
          now: values.now,
          longestWake: blank('longestWake'),
        }),
      )
      // Changes of the post before it go first.
      .where((e) =>
        e.exists(
          e
            .selectFrom('posts as before')
            .select('before.id')
            .where('before.id', '=', blank('postId'))
            .where('before.due_change', 'is', null),
        ),
      )
  );
}

/** Both moves in one statement. Its parts do not see what the others change. */
function stepQuery(db: Kysely<Tables>, fence: Fence, blank: BlankOf<StepValues>) {
  return db
    .with('sent', () => sentQuery(db, fence, blank).returning('posts.id'))
    .with('claimed', () =>
      claimOfNext(db, fence, blank)
        .where(sql<boolean>`exists (select 1 from sent)`)
        .returning('posts.id'),
    )
    .selectNoFrom([
      sql<number>`(select count(*) from sent)`.as('sent'),
      sql<number>`(select count(*) from claimed)`.as('claimed'),
    ]);
}

/** A claim of a digest. */
export function claimOfDigest(
  db: Kysely<Tables>,
  fence: Fence,
  {
    chatId,
    form,
    message,
    now,
    postId,
    silent,
  }: Omit<ClaimValues, 'chatId'> & { chatId: string | undefined },
  stands: Expression<SqlBool> = standsIn('known', chatId),
  lastNumber: number | null = null,
) {
  const changes = {
    message,
    form,
    silent,
    claimed_at: now,
    wake_at: null,
    // The first floor is kept, because a copy of the first request may stand anywhere after it.
    floor: sql<number | null>`case when unsure_tries > 0 then floor else (
          select max(number) from (select * from (
            select known.message_id as number from posts as known
            where known.channel = posts.channel and known.message_id is not null
            and ${stands}
            order by known.message_id desc limit 1) as posted
          union all
          select last_number from channel_numbers
          where channel_numbers.channel = posts.channel and chat_id = ${chatId ?? ''}
            and last_number > 0
          ${lastNumber === null ? sql`` : sql`union all select ${lastNumber}`}) as numbers) end`,
    ...noLateAnswer,
    other_bot: null,
  };
  return movePosts(db, fence, 'sending', changes, ['ready', 'promised'], 'ready').where('id', '=', postId);
}

/** A claim of an article's post: the same statement checks that the article may still be posted. */
export function claimOfArticle(
  db: Kysely<Tables>,
  fence: Fence,
  values: Omit<ClaimValues, 'chatId'> & { chatId: string | undefined },
  stands?: Expression<SqlBool>,
  /** A number that is known to be taken in the chat; null: none but those in the tables. */
  lastNumber: number | null = null,
) {
  const { picture, revision } = values;
  return (
    claimOfDigest(db, fence, values, stands, lastNumber)
      // What goes out again goes out as it was: the text of the revision from which it was composed.
      .set({
        revision: sql<number>`case when unsure_tries > 0 then posts.revision else ${revision} end`,
        picture: sql`case when unsure_tries > 0 then picture else ${picture} end`,
      })
      .where((e) =>
        e.exists(ofPost(e).where('articles.revision', '=', revision).where('status', '=', 'usable')),
      )
  );
}

/** The row of a post's article. */
export function ofPost(e: ExpressionBuilder<Tables, 'posts'>) {
  return e.selectFrom('articles').select('articles.id').whereRef('articles.id', '=', 'posts.article_id');
}
