import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs, startArrivals } from './arrivals.ts';
import { atMost, median, percentile, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder, settingsFor, start } from './program.ts';

const inserts = 300;

/** Time from the COMMIT of another process until the request reaches the API server, for single inserts on SQLite. */
export async function measureFreshness(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const arrivals = await startArrivals();
  const database = join(folder, 'bench.db');
  const program = start('src/start.js', ['run'], folder, settingsFor(arrivals.url, database));
  await program.waitFor('"running"');
  const newsroom = openNewsroom(database);
  const delaysMs: number[] = [];
  for (let index = 0; index < inserts; index += 1) {
    const arrival = arrivals.next();
    newsroom.insertOne(`fresh-${index}`);
    const committedMs = nowMs();
    delaysMs.push((await arrival) - committedMs);
    // Irregular pauses, so that the inserts are not in step with anything periodic.
    await sleep(20 + ((index * 37) % 60));
  }
  newsroom.close();
  await program.stop();
  arrivals.stop();
  remove();
  return [
    atMost('freshness, SQLite, p50', median(delaysMs), 'ms', 10),
    atMost('freshness, SQLite, p99', percentile(delaysMs, 0.99), 'ms', 50),
    { name: 'freshness, SQLite, slowest', value: Math.max(...delaysMs), unit: 'ms' },
  ];
}
