import { join } from 'node:path';
import { Events } from '../src/events.ts';
import { Pipeline } from '../src/pipeline/pipeline.ts';
import { openStore } from '../src/store/store.ts';
import { systemClock } from '../src/time/clock.ts';
import { atMost, median, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder } from './program.ts';

const never = new AbortController().signal;

const polls = 5_000;
const rounds = 5;

/** Cost of a poll without new articles, with a few articles and with a million. */
export async function measureIdlePoll(): Promise<Figure[]> {
  const few = await prepare(1_000);
  const many = await prepare(1_000_000);
  const fewUs: number[] = [];
  const manyUs: number[] = [];
  await few.poll();
  await many.poll();
  // Alternating, so that changes in the speed of the machine affect both.
  for (let round = 0; round < rounds; round += 1) {
    fewUs.push(await few.poll());
    manyUs.push(await many.poll());
  }
  await few.close();
  await many.close();
  const [fewMedian, manyMedian] = [median(fewUs), median(manyUs)];
  return [
    { name: 'idle poll, 1,000 articles', value: fewMedian, unit: 'µs' },
    atMost('idle poll, 1,000,000 articles', manyMedian, 'µs', 200),
    atMost('idle poll, dearer with a million by', (manyMedian / fewMedian - 1) * 100, '%', 20),
  ];
}

async function prepare(count: number) {
  const { folder, remove } = makeFolder();
  const file = join(folder, 'bench.db');
  await (await openStore(`sqlite:${file}`)).close();
  const newsroom = openNewsroom(file);
  newsroom.insertMany(count, 'a', '2020-01-01T00:00:00.000Z');
  newsroom.database.exec('update articles set planned_revision = revision');
  newsroom.close();
  const store = await openStore(`sqlite:${file}`);
  const pipeline = new Pipeline(
    store,
    { channels: [], burstArticles: 0, correctionDelayMs: 0, timeZone: 'UTC' },
    new Events(),
    systemClock,
  );
  return {
    /** @returns microseconds per poll */
    poll: async () => {
      const startedMs = performance.now();
      for (let index = 0; index < polls; index += 1) await pipeline.poll(never);
      return ((performance.now() - startedMs) / polls) * 1_000;
    },
    close: async () => {
      await store.close();
      remove();
    },
  };
}
