import { atMost, type Figure } from '../figures.ts';
import { makeFolder, root, start } from '../program.ts';
import { measureMany } from './many.ts';

/**
 * What sources cost. CPU times are those of the process that is measured, so that other programs of the machine hardly
 * count; of several runs the best one is taken.
 */
export async function measureSources(): Promise<Figure[]> {
  return [
    ...(await measurePolls()),
    ...(await measureReading()),
    ...(await measureLanes()),
    ...(await measureMany()),
  ];
}

interface Polls {
  kept: number;
  fresh: number;
  plain: number;
}

async function measurePolls(): Promise<Figure[]> {
  const site = start('bench/sources/site.ts', ['1'], root, {});
  const url = (await site.waitFor('address ')).slice('address '.length);
  const runs = await threeTimes<Polls>('bench/sources/polls.ts', (folder) => [url, folder]);
  await site.stop();
  return [
    atMost('conditional poll, CPU', leastOf(runs.map(({ kept }) => kept)), 'ms', 0.6),
    { name: 'the same over a new connection', value: leastOf(runs.map(({ fresh }) => fresh)), unit: 'ms' },
    { name: 'a site without validators, 13 kB', value: leastOf(runs.map(({ plain }) => plain)), unit: 'ms' },
  ];
}

interface Reading {
  megabytes: number;
  results: { ms: number; blockMs: number; read: number }[];
}

async function measureReading(): Promise<Figure[]> {
  const [{ megabytes, results }] = await threeTimes<Reading>('bench/sources/reading.ts', () => [], 1);
  const about = `${Math.round(megabytes)} MB, 10,000 items`;
  return [
    atMost(`${about}, first 500 read, CPU`, leastOf(results.map(({ ms }) => ms)), 'ms', 400),
    atMost(`${about}, longest block, CPU`, leastOf(results.map(({ blockMs }) => blockMs)), 'ms', 50),
  ];
}

interface Lanes {
  taken: number;
  longest: number;
}

async function measureLanes(): Promise<Figure[]> {
  const runs = await threeTimes<Lanes>('bench/sources/lanes.ts', (folder) => [folder]);
  const longest = leastOf(runs.map((run) => run.longest));
  return [atMost('a lane waits for 4,000 new items at most', longest, 'ms', 20)];
}

/** Runs a measurement with the flags of `npm start`, each time in a new folder. */
async function threeTimes<T>(
  file: string,
  argumentsOf: (folder: string) => string[],
  times = 3,
): Promise<[T, ...T[]]> {
  const runs: T[] = [];
  for (let run = 0; run < times; run += 1) {
    const { folder, remove } = makeFolder();
    const measuring = start(file, argumentsOf(folder), folder, {});
    const line = await measuring.waitFor('figures ');
    runs.push(JSON.parse(line.slice('figures '.length)) as T); // printed by our own program
    await measuring.stop();
    remove();
  }
  const [first, ...others] = runs;
  if (first === undefined) throw new Error('it runs at least once');
  return [first, ...others];
}

function leastOf(values: readonly number[]): number {
  return Math.min(...values);
}
