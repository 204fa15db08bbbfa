import { join } from 'node:path';
import { nowMs, startArrivals } from './arrivals.ts';
import { atMost, median, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { createTables, makeFolder, settingsFor, start } from './program.ts';

const runs = 9;

/** Time from the start of the process until its first post reaches the API server. The article is already in the store. */
export async function measureStart(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const arrivals = await startArrivals();
  const database = join(folder, 'bench.db');
  const settings = settingsFor(arrivals.url, database);
  await createTables(folder, settings);
  const newsroom = openNewsroom(database);
  const timesMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    newsroom.insertOne(`start-${run}`);
    const arrival = arrivals.next();
    const startedMs = nowMs();
    const program = start('src/start.js', ['run'], folder, settings);
    timesMs.push((await arrival) - startedMs);
    await program.stop();
  }
  newsroom.close();
  arrivals.stop();
  remove();
  return [atMost('start to first post, median', median(timesMs), 'ms', 600)];
}
