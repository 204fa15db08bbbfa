import { sql, type ExpressionBuilder, type Kysely, type UpdateObject } from 'kysely';
import type { ArticlePlan } from '../../news/plan.ts';
import { leftStates, type PostState } from '../../news/post.ts';
import { removeWords, unindexArticles, wantIndex } from '../articles/article-index.ts';
import { lockArticles } from '../articles/row-locks.ts';
import { noteFaults, type NotedFault } from '../articles/unreadable-articles.ts';
import type { Backend } from '../engines/backend.ts';
import { padded, runsOf } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import { changePosts, movePosts } from './state-writes.ts';
import { isSightedAs, killSighted } from './unknown-posts.ts';
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
  /** Articles that somebody else is changing, and that are left for later. */
  left: readonly string[];
  /** Articles that are to be promised, and are being changed or were changed since they were read. Nothing is recorded. */
  unsettled: readonly string[];
}

export interface RecordOptions {
  /** The notes of deletions that the plans cover. */
  notes?: readonly number[];
  /** Nothing is recorded as long as an article is unsettled, so that no promise is made before that of an older article. */
  keepsOrder?: boolean;
}

const nothing: Omit<Recorded, 'unsettled'> = { planned: 0, promised: 0, unreadable: [], left: [] };

/**
 * Writes the planner's decisions into the ledger, within a transaction. On an engine with row locks, articles that
 * somebody else is changing are left for later, because nobody knows how long that takes.
 */
export async function recordPlans(
  tx: Kysely<Tables>,
  plans: readonly ArticlePlan[],
  now: Date,
  { words, hasRowLocks }: Pick<Backend, 'words' | 'hasRowLocks'>,
  { notes = [], keepsOrder = false }: RecordOptions,
): Promise<Recorded> {
  const rows = plans.filter(({ revision }) => revision !== null).map(({ articleId }) => articleId);
  const { locked, busy } = await lockArticles(tx, hasRowLocks ? rows : []);
  const isUnsettled = ({ articleId, revision, promises }: ArticlePlan) =>
    promises.length > 0 && locked.get(articleId) !== revision;
  const unsettled =
    hasRowLocks && keepsOrder ? plans.filter(isUnsettled).map(({ articleId }) => articleId) : [];
  if (unsettled.length > 0) return { ...nothing, unsettled };
  await forgetDeletions(tx, notes);
  const free = plans.filter(({ revision, articleId }) => revision === null || !busy.has(articleId));
  const promised = await insertPromises(tx, free, now);
  for (const plan of free) await applyPlan(tx, plan, now);
  await killSighted(
    tx,
    free.flatMap(({ articleId, revision }) => (revision === null ? [] : [articleId])),
    now,
  );
  const unreadable = await noteFaults(tx, free, now);
  const planned = await markPlanned(tx, free, now, words);
  return { planned, promised, unreadable, left: [...busy], unsettled };
}

/** Removes the notes of deletions that are recorded. */
async function forgetDeletions(tx: Kysely<Tables>, notes: readonly number[]): Promise<void> {
  if (notes.length > 0) await tx.deleteFrom('deleted_articles').where('note', 'in', padded(notes)).execute();
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
  const article = isCanceled ? await articleOf(tx, plan.articleId) : null;
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
      .$if(reason === 'canceled', (query) => query.where((e) => e.not(e.exists(sightingOf(e, article)))))
      .executeTakeFirst();
    // It may have been claimed since the planner looked: then it is killed.
    if (numUpdatedRows === 0n && reason === 'canceled') {
      await change(postId, leftStates, { due_change: 'kill', wake_at: now.getTime() });
      // Or the lane has to look for it first: it does so now, whatever the post waited for.
      await change(postId, ['promised', 'ready'], { wake_at: null });
    }
  }
  for (const { postId, dueChange, at } of plan.dueChanges) {
    if (dueChange === 'edit') await correct(postId, at);
    else await change(postId, leftStates, { due_change: dueChange, wake_at: at.getTime() });
  }
}

type Recognised = Parameters<typeof isSightedAs>[0];

/** What its posts are recognised by. null: its row is gone. */
async function articleOf(tx: Kysely<Tables>, articleId: string): Promise<Recognised | null> {
  const row = tx.selectFrom('articles').select(['headline', 'url']).where('id', '=', articleId);
  return (await row.executeTakeFirst()) ?? null;
}

/** A message of a post's channel that shows the article. */
function sightingOf(e: ExpressionBuilder<Tables, 'posts'>, article: Recognised | null) {
  return e
    .selectFrom('sightings')
    .select('sightings.message_id')
    .whereRef('sightings.channel', '=', 'posts.channel')
    .where(article === null ? sql<boolean>`1 = 0` : isSightedAs(article));
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
