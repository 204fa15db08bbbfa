import type { Kysely } from 'kysely';
import type { Work } from '../../news/post.ts';
import { postColumns, toArticle, type PostableRow } from '../articles/article-columns.ts';
import { padded } from '../engines/lists.ts';
import { toPost } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** The turns (see 0005) of posts that have left: unsure or to be swept, to be killed, to be corrected. */
const urgentTurns = [0, 1];
const correctionTurn = 4;
const restingTurns = [...urgentTurns, correctionTurn];

/** The longest CORRECTION_DELAY. After an edit: the longest REQUEST_TIMEOUT and SETTLE_TIME together. */
const longestCorrectionMs = 2 * 3_600_000;

/**
 * The next thing to do in a channel, or when to look again (null: when something changes). While the channel
 * rests, only posts that have left are worked on: they are read back, killed and corrected. The posts of `except` are
 * left out.
 */
export async function nextWork(
  db: Kysely<Tables>,
  channel: string,
  now: Date,
  isResting: boolean,
  except: readonly number[] = [],
): Promise<Work | { wakeAt: Date | null }> {
  const row = await db
    .selectFrom('posts')
    .leftJoin('articles', 'articles.id', 'posts.article_id')
    .select(postColumns)
    .selectAll('posts')
    .select(['articles.revision as article_revision', 'articles.id as article_key'])
    .where('channel', '=', channel)
    .where('turn', 'is not', null)
    .$if(isResting, (query) => query.where('turn', 'in', restingTurns))
    .$if(except.length > 0, (query) => query.where('posts.id', 'not in', padded(except)))
    .where((e) =>
      e.or([
        e('wake_at', 'is', null),
        e('wake_at', '<=', now.getTime()),
        // An unsure post is read back before anything else leaves, and a kill never waits. Their `wake_at` was set
        // for a correction, or before the clock was set back.
        e('turn', 'in', urgentTurns),
        // No correction waits that long: the clock was set back.
        e.and([e('turn', '=', correctionTurn), e('wake_at', '>', now.getTime() + longestCorrectionMs)]),
      ]),
    )
    .orderBy('turn')
    .orderBy('sort_at')
    .orderBy('posts.id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return { wakeAt: await wakeAtOf(db, channel, isResting, except) };
  const post = toPost(row); // selectAll('posts') came last, so its columns win
  if (row.article_key === null) return { post, article: null };
  // The columns are null only without an article, which was excluded above.
  const article = { ...row, id: row.article_key, revision: row.article_revision } as unknown as PostableRow;
  return { post, article: toArticle(article) };
}

async function wakeAtOf(
  db: Kysely<Tables>,
  channel: string,
  isResting: boolean,
  except: readonly number[],
): Promise<Date | null> {
  const { at } = await db
    .selectFrom('posts')
    .select((e) => e.fn.min('wake_at').as('at'))
    .where('channel', '=', channel)
    .where('turn', 'is not', null)
    .$if(isResting, (query) => query.where('turn', 'in', restingTurns))
    .$if(except.length > 0, (query) => query.where('posts.id', 'not in', padded(except)))
    .executeTakeFirstOrThrow();
  return at === null ? null : new Date(at);
}
