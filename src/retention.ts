import { setTimeout as pause } from 'node:timers/promises';
import type { Events } from './events.ts';
import type { Logger } from './log.ts';
import type { Store } from './store/store.ts';
import type { RetentionCursor } from './store/records/retention.ts';
import type { Clock } from './time/clock.ts';

/** How long things are kept, milliseconds; null: for ever. */
export interface RetentionSettings {
  keepArticlesMs: number | null;
  keepAuditMs: number | null;
}

/** How many articles and entries of the audit were deleted, or would be. */
export interface Pruned {
  articles: number;
  entries: number;
}

/** A batch of articles that takes longer is followed by a smaller one: lanes wait behind it on SQLite. */
const longestBatchMs = 5;
const mostAtOnce = 40;
const firstAtOnce = 5;

const entriesAtOnce = 200;
const readersAtOnce = 200;

/** Between two batches the lanes have the database to themselves. */
const pauseMs = 40;

const dayMs = 86_400_000;

/** The first look is not at the start, when there is much else to do. */
const firstLookMs = 10 * 60_000;

/** How much is older than the settings keep it. */
export async function countOld(
  { retention }: Pick<Store, 'retention'>,
  { keepArticlesMs, keepAuditMs }: RetentionSettings,
  now: Date,
): Promise<Pruned> {
  const before = (keptMs: number) => new Date(now.getTime() - keptMs);
  return {
    articles: keepArticlesMs === null ? 0 : await retention.countArticles(before(keepArticlesMs)),
    entries: keepAuditMs === null ? 0 : await retention.countAudit(before(keepAuditMs)),
  };
}

/** Deletes what is older than the settings keep it, in small batches, until nothing is or it has to stop. */
export async function prune(
  store: Pick<Store, 'retention'>,
  { keepArticlesMs, keepAuditMs }: RetentionSettings,
  now: Date,
  stopping: AbortSignal,
): Promise<Pruned> {
  const before = (keptMs: number) => new Date(now.getTime() - keptMs);
  const articles = keepArticlesMs === null ? 0 : await pruneArticles(store, before(keepArticlesMs), stopping);
  const entries = keepAuditMs === null ? 0 : await pruneAudit(store, before(keepAuditMs), stopping);
  if (keepArticlesMs !== null) await pruneReaders(store, before(keepArticlesMs), stopping);
  return { articles, entries };
}

/** What readers did about old posts. */
async function pruneReaders(
  { retention }: Pick<Store, 'retention'>,
  before: Date,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted && (await retention.pruneReaders(before, readersAtOnce)) === readersAtOnce)
    await rest(stopping);
}

async function pruneArticles(
  { retention }: Pick<Store, 'retention'>,
  before: Date,
  stopping: AbortSignal,
): Promise<number> {
  let deleted = 0;
  let limit = firstAtOnce;
  let cursor: RetentionCursor | null = null;
  while (!stopping.aborted) {
    const startedMs = performance.now();
    const batch = await retention.pruneArticles(before, cursor, limit);
    const tookMs = performance.now() - startedMs;
    deleted += batch.deleted;
    cursor = batch.next;
    if (cursor === null) break;
    limit = tookMs > longestBatchMs ? Math.max(1, Math.floor(limit / 2)) : Math.min(limit + 1, mostAtOnce);
    await rest(stopping);
  }
  return deleted;
}

async function pruneAudit(
  { retention }: Pick<Store, 'retention'>,
  before: Date,
  stopping: AbortSignal,
): Promise<number> {
  let deleted = 0;
  while (!stopping.aborted) {
    const some = await retention.pruneAudit(before, entriesAtOnce);
    deleted += some;
    if (some < entriesAtOnce) break;
    await rest(stopping);
  }
  return deleted;
}

async function rest(stopping: AbortSignal): Promise<void> {
  await pause(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
}

interface RetentionParts {
  clock: Clock;
  events: Events;
  log: Logger;
  settings: RetentionSettings;
  stopping: AbortSignal;
  store: Pick<Store, 'retention'>;
}

/** Once a day, until the program ends. */
export async function pruneDaily({
  clock,
  events,
  log,
  settings,
  stopping,
  store,
}: RetentionParts): Promise<void> {
  if (settings.keepArticlesMs === null && settings.keepAuditMs === null) return;
  const part = 'retention';
  await clock.wait(firstLookMs, stopping);
  while (!stopping.aborted) {
    try {
      const { articles, entries } = await prune(store, settings, clock.now(), stopping);
      if (articles + entries > 0)
        log.info({ articles, entries }, 'what was older than it is kept is deleted');
      events.announce({ kind: 'step succeeded', part });
    } catch (error) {
      events.announce({ kind: 'step failed', part, error });
    }
    await clock.wait(dayMs, stopping);
  }
}
