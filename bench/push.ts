import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs, startArrivals } from './arrivals.ts';
import { atMost, median, percentile, type Figure } from './figures.ts';
import { openHalf, perSecond, pushBurst, seconds, standStill } from './push-burst.ts';
import { makeFolder, residentMb, settingsFor, start } from './program.ts';

const token = 'a-token-for-the-bench-only-of-40-letters';
const port = 18_423;

/** Pushed one by one. */
const single = 200;

/** Clients that hold connections open beside a burst: more than the program keeps. */
const halfOpen = 2_600;

/** For how long the program gets no processor in the middle of a burst, milliseconds. */
const stillMs = 7_000;

/**
 * Time from a push until its request reaches the API server, and what becomes of 200 pushes a second for ten seconds: all
 * are accepted or told to come again, and memory stays flat; also beside half-open clients, and where the program stands
 * still for seconds.
 */
export async function measurePush(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const arrivals = await startArrivals();
  const settings = {
    ...settingsFor(arrivals.url, join(folder, 'bench.db')),
    HTTP_PORT: String(port),
    PUSH_TOKENS: `bench:post:${token}`,
  };
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('"the page is served"');
  const { delaysMs, answersMs } = await pushSingly(arrivals.next);
  const pid = program.child.pid ?? 0;
  const beforeMb = residentMb(pid);
  const plain = await pushBurst(pid, 'many', push);
  const [stopped] = await Promise.all([pushBurst(pid, 'still', push), standStill(pid, 2_000, stillMs)]);
  const endHalf = openHalf(port, halfOpen, token);
  const beside = await pushBurst(pid, 'beside', push);
  endHalf();
  await program.stop();
  arrivals.stop();
  remove();
  return [
    atMost('push → request at Telegram, p50', median(delaysMs), 'ms', 25),
    { name: 'push → request at Telegram, p99', value: percentile(delaysMs, 0.99), unit: 'ms' },
    { name: 'push → answer, p50', value: median(answersMs), unit: 'ms' },
    { name: `of ${perSecond * seconds} pushes in ${seconds} s, accepted`, value: plain.accepted, unit: '' },
    { name: 'told to come again (429, 503)', value: plain.later, unit: '' },
    atMost('neither accepted nor told', plain.lost, '', 0),
    atMost('memory that they cost at most', plain.mostMb - beforeMb, 'MB', 40),
    {
      name: `accepted where the program stood still for ${stillMs / 1000} s`,
      value: stopped.accepted,
      unit: '',
    },
    atMost('neither accepted nor told there', stopped.lost, '', 0),
    { name: `accepted beside ${halfOpen} half-open clients`, value: beside.accepted, unit: '' },
    atMost('neither accepted nor told beside them', beside.lost, '', 0),
    atMost('memory with all of that at most', beside.mostMb - beforeMb, 'MB', 80),
  ];
}

async function pushSingly(next: () => Promise<number>): Promise<{ delaysMs: number[]; answersMs: number[] }> {
  const delaysMs: number[] = [];
  const answersMs: number[] = [];
  for (let index = 0; index < single; index += 1) {
    const arrival = next();
    const startedMs = nowMs();
    await push(`single-${index}`);
    answersMs.push(nowMs() - startedMs);
    delaysMs.push((await arrival) - startedMs);
    // Irregular pauses, so that the pushes are not in step with anything periodic.
    await sleep(20 + ((index * 37) % 60));
  }
  return { delaysMs, answersMs };
}

async function push(id: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/articles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({
      id,
      url: `https://bench.example/${id}`,
      language: 'en',
      headline: `The headline of the article ${id}`,
      summary: 'The council has voted for a new bridge over the river, and work begins in spring.',
    }),
  });
  await response.arrayBuffer();
  return response.status;
}
