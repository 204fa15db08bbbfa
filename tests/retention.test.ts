import { expect, test } from 'vitest';
import { prune } from '../src/retention.ts';
import type { Retention, PrunedBatch } from '../src/store/records/retention.ts';

/** A store whose batches take so long, and the sizes that it was asked for. */
function storeOf(msPerArticle: number, batches: number) {
  const sizes: number[] = [];
  const pruneArticles = async (_: Date, __: unknown, limit: number): Promise<PrunedBatch> => {
    sizes.push(limit);
    const untilMs = performance.now() + msPerArticle * limit;
    // The driver of SQLite keeps the thread, so this does too.
    while (performance.now() < untilMs);
    return { deleted: limit, next: sizes.length < batches ? { seenAt: sizes.length, id: 'a' } : null };
  };
  const pruneReaders = async () => 0;
  const retention: Pick<Retention, 'pruneArticles' | 'pruneReaders'> = { pruneArticles, pruneReaders };
  return { sizes, store: { retention: retention as Retention } }; // the methods that are used here
}

const settings = { keepArticlesMs: 31 * 86_400_000, keepAuditMs: null };

test('batches shrink to one article where the database is slow, and grow where it is quick', async () => {
  const running = new AbortController().signal;
  const slow = storeOf(6, 5);
  await prune(slow.store, settings, new Date(), running);
  expect(slow.sizes.slice(0, 3)).toEqual([5, 2, 1]);
  expect(Math.max(...slow.sizes.slice(2))).toBeLessThanOrEqual(2);
  const quick = storeOf(0, 5);
  await prune(quick.store, settings, new Date(), running);
  expect(Math.max(...quick.sizes)).toBeGreaterThan(5);
});
