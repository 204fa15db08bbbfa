import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import type { MessageForm } from '../../news/post.ts';
import { PreparedUpdate } from '../engines/prepared.ts';
import type { Fence } from '../lanes/fence.ts';
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
  chatId: string;
  link: string | null;
  sweepFrom: number | null;
  now: number;
}

/** The two moves that every post makes, built once for the lanes of a holder. */
export class PreparedMoves {
  /** A claim of an article's post in a chat whose number is known. */
  readonly claimArticle: PreparedUpdate<ClaimValues>;
  readonly markSent: PreparedUpdate<SentValues>;

  constructor(db: Kysely<Tables>, fence: Fence) {
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
    this.markSent = new PreparedUpdate((blank) =>
      movePosts(db, fence, 'sent', {
        message_id: blank('messageId'),
        chat_id: blank('chatId'),
        link: blank('link'),
        sweep_from: blank('sweepFrom'),
        ...noLateAnswer,
        reason: null,
        sent_at: blank('now'),
      }).where('id', '=', blank('postId')),
    );
  }
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
            and last_number > 0) as numbers) end`,
    ...noLateAnswer,
  };
  return movePosts(db, fence, 'sending', changes, ['ready', 'promised'], 'ready').where('id', '=', postId);
}

/** A claim of an article's post: the same statement checks that the article may still be posted. */
export function claimOfArticle(
  db: Kysely<Tables>,
  fence: Fence,
  values: Omit<ClaimValues, 'chatId'> & { chatId: string | undefined },
  stands?: Expression<SqlBool>,
) {
  const { picture, revision } = values;
  return (
    claimOfDigest(db, fence, values, stands)
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
