import { sql, type ExpressionBuilder, type Kysely, type UpdateObject } from 'kysely';
import type { ArticlePlan } from '../../news/plan.ts';
import { leftStates, type PostState } from '../../news/post.ts';
import { removeWords, unindexArticles, wantIndex } from '../articles/article-index.ts';
import { noteFaults, type NotedFault } from '../articles/unreadable-articles.ts';
import type { Backend } from '../engines/backend.ts';
import { padded, runsOf } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import { changePosts, movePosts } from './state-writes.ts';
import type { WordIndex } from '../articles/word-index.ts';

/** Rows that one insert takes. */
const rowsAtOnce = 20;

/** The result of recording the planner's decisions. */
export interface Recorded {
  /** Articles that are planned now. */
  planned: number;
  /** Promises that are new. */
  promised: number;
  /** Articles whose rows cannot be read. */
  unreadable: NotedFault[];
}

/**
 * Writes the planner's decisions into the ledger, within a transaction. On an engine with row locks, articles that
 * somebody else is changing are left for later, because nobody knows how long that takes.
 */
export async function recordPlans(
  tx: Kysely<Tables>,
  plans: readonly ArticlePlan[],
  now: Date,
  { words, hasRowLocks }: Pick<Backend, 'words' | 'hasRowLocks'>,
): Promise<Recorded> {
  const busy = hasRowLocks ? await beingChanged(tx, plans) : new Set<string>();
  const free = plans.filter(({ revision, articleId }) => revision === null || !busy.has(articleId));
  const promised = await insertPromises(tx, free, now);
  for (const plan of free) await applyPlan(tx, plan, now);
  const unreadable = await noteFaults(tx, free, now);
  return { planned: await markPlanned(tx, free, now, words), promised, unreadable };
}

/** Removes the notes of deletions that are recorded. */
export async function forgetDeletions(tx: Kysely<Tables>, notes: readonly number[]): Promise<void> {
  if (notes.length > 0) await tx.deleteFrom('deleted_articles').where('note', 'in', padded(notes)).execute();
}

/** The articles that somebody else is changing. The others are locked from here on. */
async function beingChanged(tx: Kysely<Tables>, plans: readonly ArticlePlan[]): Promise<Set<string>> {
  const ids = plans.filter(({ revision }) => revision !== null).map(({ articleId }) => articleId);
  if (ids.length === 0) return new Set();
  const rows = tx.selectFrom('articles').select('id').where('id', 'in', padded(ids));
  const locked = new Set((await rows.forNoKeyUpdate().skipLocked().execute()).map(({ id }) => id));
  const present = (await rows.execute()).map(({ id }) => id);
  return new Set(present.filter((id) => !locked.has(id)));
}

async function insertPromises(tx: Kysely<Tables>, plans: readonly ArticlePlan[], now: Date): Promise<number> {
  const rows = plans.flatMap((plan) =>
    plan.promises.map((promise) => ({
      channel: promise.channel,
      article_id: plan.articleId,
      state: 'promised' as const,
      priority: promise.priority,
      sort_at: promise.sortAt.getTime(),
      promised_at: now.getTime(),
    })),
  );
  let promised = 0;
  for (const run of runsOf(rows, rowsAtOnce)) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('posts')
      .values(run)
      .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
      .executeTakeFirstOrThrow();
    promised += Number(numInsertedOrUpdatedRows ?? 0n);
  }
  return promised;
}

async function applyPlan(tx: Kysely<Tables>, plan: ArticlePlan, now: Date): Promise<void> {
  const change = (postId: number, states: readonly PostState[], changes: UpdateObject<Tables, 'posts'>) =>
    changePosts(tx, 'planner', changes).where('id', '=', postId).where('state', 'in', states).execute();
  // The row itself says whether a correction is due already. One that was due when the planner looked may have been
  // made since, with the text from before this change.
  const correct = (postId: number, at: Date) =>
    change(postId, leftStates, {
      due_change: sql<'edit' | 'kill'>`coalesce(due_change, 'edit')`,
      wake_at: sql<number>`case when due_change is null then ${at.getTime()} else wake_at end`,
    });
  for (const { postId, priority, sortAt } of plan.renewals) {
    const place = { priority, sort_at: sortAt.getTime(), wake_at: null };
    await change(postId, ['promised', 'ready', 'waiting'], place);
    const renewed = { ...place, reason: null, ended_at: null, due_change: null };
    await movePosts(tx, 'planner', 'promised', renewed, ['dropped', 'refused'])
      .where('id', '=', postId)
      .execute();
    // It may have been claimed since the planner looked, perhaps with an older text.
    await correct(postId, now);
  }
  const isCanceled = plan.drops.some(({ reason }) => reason === 'canceled');
  const links = isCanceled ? await linksOf(tx, plan.articleId) : [];
  for (const { postId, reason } of plan.drops) {
    const { numUpdatedRows } = await movePosts(tx, 'planner', 'dropped', { reason, ended_at: now.getTime() })
      .where('id', '=', postId)
      // A first request may have arrived, and nobody knows where, or it may still arrive. So the lane looks, or notes
      // the text that may arrive, before it drops the post.
      .where((e) =>
        e.or([
          e('unsure_tries', '=', 0),
          e('state', '=', 'uncertain'),
          ...(reason === 'canceled' ? [] : [e('floor', 'is not', null)]),
        ]),
      )
      // It was seen in the channel after a restore: the lane kills it there.
      .$if(reason === 'canceled', (query) => query.where((e) => e.not(e.exists(sightingOf(e, links)))))
      .executeTakeFirst();
    // It may have been claimed since the planner looked: then it is killed.
    if (numUpdatedRows === 0n && reason === 'canceled') {
      await change(postId, leftStates, { due_change: 'kill', wake_at: now.getTime() });
    }
  }
  for (const { postId, dueChange, at } of plan.dueChanges) {
    if (dueChange === 'edit') await correct(postId, at);
    else await change(postId, leftStates, { due_change: dueChange, wake_at: at.getTime() });
  }
}

/** The link of an article as its newsroom wrote it, and as it stands in a post. Empty: its row is gone. */
async function linksOf(tx: Kysely<Tables>, articleId: string): Promise<string[]> {
  const row = await tx.selectFrom('articles').select('url').where('id', '=', articleId).executeTakeFirst();
  return row === undefined ? [] : [row.url, URL.parse(row.url)?.href ?? row.url];
}

/** A message of a post's channel with one of these links. */
function sightingOf(e: ExpressionBuilder<Tables, 'posts'>, links: readonly string[]) {
  return e
    .selectFrom('sightings')
    .select('sightings.message_id')
    .whereRef('sightings.channel', '=', 'posts.channel')
    .where('sightings.link', 'in', links.length === 0 ? [''] : [...links]);
}

/** Marks articles as planned and queues them for the search index; deleted ones leave it. @returns how many are planned. */
async function markPlanned(
  tx: Kysely<Tables>,
  plans: readonly ArticlePlan[],
  now: Date,
  words: WordIndex,
): Promise<number> {
  let planned = 0;
  const groups = Map.groupBy(plans, (plan) => `${plan.revision} ${plan.plannedRevision}`);
  for (const group of groups.values()) {
    const ids = group.map((plan) => plan.articleId);
    const { revision = null, plannedRevision } = group[0] ?? {};
    if (revision === null) {
      await unindexArticles(tx, words, ids);
      continue;
    }
    // Only this revision: an article that changed since then, or got another section, stays unplanned.
    const { numUpdatedRows } = await tx
      .updateTable('articles')
      .set({ planned_revision: revision, seen_at: now.getTime() })
      .where('id', 'in', padded(ids))
      .where('revision', '=', revision)
      .$if(plannedRevision !== undefined, (query) =>
        query.where('planned_revision', '=', plannedRevision ?? 0),
      )
      .executeTakeFirst();
    planned += Number(numUpdatedRows);
    const unreadable = group.filter(({ fault }) => fault !== undefined).map(({ articleId }) => articleId);
    await removeWords(tx, words, unreadable);
    await wantIndex(
      tx,
      ids.filter((id) => !unreadable.includes(id)),
    );
  }
  return planned;
}
