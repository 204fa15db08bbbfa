import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prune } from '../src/retention.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { percentile, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder } from './program.ts';

const articles = 30_000;
const seconds = 20;
const dayMs = 86_400_000;

/**
 * How long a small write waits while old articles are deleted beside it, and the same without a deletion: what else
 * runs on the machine and on its disk makes it wait, too. The processor time of a batch is that of the deletion alone.
 */
export async function measurePrune(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const store = await prepare(join(folder, 'bench.db'));
  const alone = await writesUntil(store, pause(seconds * 1_000));
  const batchesMs = timeBatches(store);
  const stopping = new AbortController();
  const startedMs = performance.now();
  const pruning = prune(
    store,
    { keepArticlesMs: 31 * dayMs, keepAuditMs: null },
    new Date(),
    stopping.signal,
  );
  const timer = setTimeout(() => stopping.abort(), seconds * 1_000);
  const beside = await writesUntil(store, pruning);
  clearTimeout(timer);
  const perSecond = (await pruning).articles / ((performance.now() - startedMs) / 1_000);
  await store.close();
  remove();
  const waits = (name: string, values: readonly number[]): Figure[] =>
    ([0.5, 0.99, 1] as const).map((share) => ({
      name: `write ${name}, ${share === 1 ? 'worst' : `p${share * 100}`}`,
      value: percentile(values, share),
      unit: 'ms',
    }));
  return [
    ...waits('without prune', alone),
    ...waits('beside prune', beside),
    { name: 'processor time of a batch, worst', value: percentile(batchesMs, 1), unit: 'ms' },
    { name: 'old articles deleted', value: perSecond, unit: '/s' },
  ];
}

/** Old articles with three posts each, which are planned and can be found. */
async function prepare(file: string): Promise<Store> {
  const store = await openStore(`sqlite:${file}`);
  const newsroom = openNewsroom(file);
  newsroom.insertMany(articles, 'a', '2020-01-01T00:00:00.000Z');
  newsroom.database.exec(`
    update articles set planned_revision = revision, seen_at = 1577836800000 + rowid;
    with channels (name) as (values ('kk'), ('ru'), ('en'))
    insert into posts (channel, article_id, state, priority, sort_at, promised_at, sent_at)
      select name, id, 'sent', 2, seen_at, seen_at, seen_at from articles, channels;`);
  newsroom.close();
  while ((await store.search.indexSome(500)) > 0);
  return store;
}

/** @returns milliseconds of each write */
async function writesUntil(store: Store, end: Promise<unknown>): Promise<number[]> {
  const ended = new AbortController();
  void end.finally(() => ended.abort());
  const waitsMs: number[] = [];
  for (let index = 0; !ended.signal.aborted; index += 1) {
    const startedMs = performance.now();
    await store.channels.pause('kk', { at: new Date(), until: null, by: 'bench' });
    waitsMs.push(performance.now() - startedMs);
    // Uneven, so that the writes meet every part of a batch.
    await pause(7 + (index % 11));
  }
  return waitsMs;
}

/** @returns the processor time of each batch that is deleted from now on, milliseconds */
function timeBatches({ retention }: Store): number[] {
  const batchesMs: number[] = [];
  const deleteBatch = retention.pruneArticles.bind(retention);
  retention.pruneArticles = async (...given) => {
    const before = process.cpuUsage();
    const batch = await deleteBatch(...given);
    const { system, user } = process.cpuUsage(before);
    batchesMs.push((system + user) / 1_000);
    return batch;
  };
  return batchesMs;
}
