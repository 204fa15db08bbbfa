import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beside } from './arguments.ts';
import { atLeast, atMost, median, type Figure } from './figures.ts';
import { openArticles, type Articles } from './newsroom.ts';
import { openPostgres } from './postgres.ts';
import { cpuMs, createTables, makeFolder, root, settingsFor, start } from './program.ts';

/** Rounds of each measurement, because the machine may do other work meanwhile. */
const rounds = 3;

/** How a backlog is posted. */
interface Backlog {
  channels: number;
  /** Posts per channel. */
  posts: number;
}

/** What one program did with a backlog. */
interface Drained {
  postsPerS: number;
  /** Processor time of the program for one post. */
  cpuMs: number;
}

const one: Backlog = { channels: 1, posts: 2_000 };
const twenty: Backlog = { channels: 20, posts: 100 };

/**
 * Posts per second without limits, their share of what a bare grammY loop reaches on the same server, and the processor
 * time of a post, on both databases. With `--beside` the same of another version, in turns.
 */
export async function measureDrain(): Promise<Figure[]> {
  const ofOne = await onSqlite(one, { share: 40, cpu: 1.4 });
  const ofTwenty = await onSqlite(twenty, { share: 30, cpu: 1 });
  return [...ofOne, ...ofTwenty, ...(await onPostgres(one)), ...(await onPostgres(twenty))];
}

async function onSqlite(backlog: Backlog, aim: { share: number; cpu: number }): Promise<Figure[]> {
  const bare: number[] = [];
  const ours: Drained[] = [];
  const other: Drained[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await bareLoop(backlog));
    ours.push(await drainSqlite(root, backlog));
    if (beside !== null) other.push(await drainSqlite(beside, backlog));
  }
  const what = nameOf(backlog, 'SQLite');
  const [rate, cpu] = mediansOf(ours);
  const share = (rate / median(bare)) * 100;
  return [
    { name: `${what}, bare grammY loop`, value: median(bare), unit: 'posts/s' },
    { name: what, value: rate, unit: 'posts/s' },
    atLeast(`${what}, share of the bare loop`, share, '%', aim.share),
    atMost(`${what}, processor time of a post`, cpu, 'ms', aim.cpu),
    ...besides(what, other, rate),
  ];
}

async function onPostgres(backlog: Backlog): Promise<Figure[]> {
  const ours: Drained[] = [];
  const other: Drained[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await drainPostgres(root, backlog));
    if (beside !== null) other.push(await drainPostgres(beside, backlog));
  }
  const what = nameOf(backlog, 'Postgres');
  const [rate, cpu] = mediansOf(ours);
  return [
    { name: what, value: rate, unit: 'posts/s' },
    { name: `${what}, processor time of a post`, value: cpu, unit: 'ms' },
    ...besides(what, other, rate, 1.8),
  ];
}

function nameOf({ channels, posts }: Backlog, engine: string): string {
  return `drain, ${channels} × ${posts}, ${engine}`;
}

function mediansOf(runs: readonly Drained[]): [rate: number, cpu: number] {
  return [median(runs.map(({ postsPerS }) => postsPerS)), median(runs.map((run) => run.cpuMs))];
}

/** The figures of the other version, and how much faster than that ours is. */
function besides(what: string, other: readonly Drained[], rate: number, aim?: number): Figure[] {
  if (other.length === 0) return [];
  const [otherRate, otherCpu] = mediansOf(other);
  const times = rate / otherRate;
  const faster = `${what}, faster than the other version`;
  return [
    { name: `${what}, the other version`, value: otherRate, unit: 'posts/s' },
    { name: `${what}, the other version, processor time of a post`, value: otherCpu, unit: 'ms' },
    aim === undefined ? { name: faster, value: times, unit: '×' } : atLeast(faster, times, '×', aim),
  ];
}

async function startServer(folder: string, channels: number) {
  const server = start('bench/sandbox-process.ts', [String(channels)], folder, {});
  const url = (await server.waitFor('address ')).slice('address '.length);
  return { url, stop: server.stop };
}

async function bareLoop({ channels, posts }: Backlog): Promise<number> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder, channels);
  const loop = start('bench/bare-loop.ts', [server.url, String(channels), String(posts)], folder, {});
  const rate = Number((await loop.waitFor('rate ')).slice('rate '.length));
  await server.stop();
  remove();
  return rate;
}

async function drainSqlite(tree: string, backlog: Backlog): Promise<Drained> {
  const { folder, remove } = makeFolder();
  const url = `sqlite:${join(folder, 'bench.db')}`;
  const drained = await drain(tree, backlog, folder, url);
  remove();
  return drained;
}

async function drainPostgres(tree: string, backlog: Backlog): Promise<Drained> {
  const { folder, remove } = makeFolder();
  const postgres = await openPostgres();
  const drained = await drain(tree, backlog, folder, postgres.url);
  await postgres.stop();
  remove();
  return drained;
}

/** Each channel takes articles of one language. Measured from the first post to the last one. */
async function drain(tree: string, backlog: Backlog, folder: string, database: string): Promise<Drained> {
  const { channels, posts } = backlog;
  const server = await startServer(folder, channels);
  writeChannels(folder, channels);
  const { CHANNEL_ID: _none, ...given } = settingsFor(server.url, join(folder, 'bench.db'));
  const settings = { ...given, DATABASE_URL: database };
  await createTables(folder, settings, tree);
  await fill(await openArticles(database), backlog);
  const program = start('src/start.js', ['run'], folder, settings, tree);
  const { cpuMs: cpu, tookMs } = await timesOf(program, channels * posts);
  await program.stop();
  await server.stop();
  return { postsPerS: (channels * posts * 1_000) / tookMs, cpuMs: cpu / (channels * posts) };
}

async function fill(articles: Articles, { channels, posts }: Backlog): Promise<void> {
  for (let index = 0; index < channels; index += 1) {
    await articles.insertMany(posts, `c${index}-`, languageOf(index));
  }
  await articles.close();
}

function timesOf({ child }: ReturnType<typeof start>, total: number) {
  return new Promise<{ tookMs: number; cpuMs: number }>((resolve) => {
    let seen = 0;
    let startedAt = 0;
    let cpuAtStart = 0;
    let rest = '';
    const pid = child.pid ?? 0;
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.includes('"posted"')) continue;
        const { time } = JSON.parse(line) as { time: string }; // our own log
        seen += 1;
        if (seen === 1) [startedAt, cpuAtStart] = [Date.parse(time), cpuMs(pid)];
        if (seen === total) resolve({ tookMs: Date.parse(time) - startedAt, cpuMs: cpuMs(pid) - cpuAtStart });
      }
    });
  });
}

/** Made-up languages, because twenty channels need twenty filters, and this one is the cheapest. */
function languageOf(index: number): string {
  return `a${String.fromCharCode(97 + index)}`;
}

function writeChannels(folder: string, channels: number): void {
  const entries = Array.from(
    { length: channels },
    (_, index) => `  - {id: ${-1_001_000_000_001 - index}, name: c${index}, language: ${languageOf(index)}}`,
  );
  writeFileSync(join(folder, 'channels.yaml'), `channels:\n${entries.join('\n')}\n`);
}
