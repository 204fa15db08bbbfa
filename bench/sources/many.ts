import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { atMost, type Figure } from '../figures.ts';
import { startArrivals } from '../arrivals.ts';
import { makeFolder, residentMb, root, settingsFor, start } from '../program.ts';

const sources = 10_000;
const everyMs = 600_000;
/** More than are asked within the time for which a connection is kept, so that most looks open a new one. */
const hosts = 1_000;

const settleMs = 40_000;
const measuredMs = 60_000;

interface Cost {
  cpuPercent: number;
  residentMb: number;
  looks: number;
}

/** What the running program costs with ten thousand feeds that do not change, compared with one feed. */
export async function measureMany(): Promise<Figure[]> {
  const arrivals = await startArrivals();
  const site = start('bench/sources/site.ts', [String(hosts)], root, {});
  const { port } = new URL((await site.waitFor('address ')).slice('address '.length));
  const few = await costOf(1, port, arrivals.url);
  const many = await costOf(sources, port, arrivals.url);
  await site.stop();
  arrivals.stop();
  return [
    { name: 'looks a second, 10,000 sources', value: many.looks / (measuredMs / 1_000), unit: '' },
    atMost('10,000 sources at 10 minutes, CPU', many.cpuPercent - few.cpuPercent, '% of a core', 6),
    atMost('10,000 sources, more memory', many.residentMb - few.residentMb, 'MB', 15),
  ];
}

async function costOf(count: number, port: string, telegram: string): Promise<Cost> {
  const { folder, remove } = makeFolder();
  const database = join(folder, 'bench.db');
  const settings = { ...settingsFor(telegram, database), SOURCES_FILE: 'sources.yaml' };
  writeSources(folder, 1, port);
  await lookOnce(folder, settings);
  writeSources(folder, count, port);
  copyState(database, count, port);
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('"running"');
  await wait(settleMs);
  const pid = program.child.pid ?? 0;
  const [cpuBeforeMs, startedMs] = [cpuMs(pid), Date.now()];
  await wait(measuredMs);
  const cost = {
    cpuPercent: ((cpuMs(pid) - cpuBeforeMs) / measuredMs) * 100,
    residentMb: residentMb(pid),
    looks: looksSince(database, startedMs),
  };
  await program.stop();
  remove();
  return cost;
}

function urlOf(index: number, port: string): string {
  const host = index % hosts;
  return `http://127.0.${Math.floor(host / 250)}.${(host % 250) + 1}:${port}/rss/${index}`;
}

function writeSources(folder: string, count: number, port: string): void {
  const entries = Array.from(
    { length: count },
    (_, index) => `  - { name: s${index}, url: '${urlOf(index, port)}', private: true, every: 10m }`,
  );
  writeFileSync(join(folder, 'sources.yaml'), `sources:\n${entries.join('\n')}\n`);
}

/** The first look at one source. */
async function lookOnce(folder: string, settings: Record<string, string>): Promise<void> {
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('a source was read');
  await program.stop();
}

/** All sources were looked at before, so that nothing but what the measured time costs is measured. */
function copyState(database: string, count: number, port: string): void {
  const db = new SqliteDatabase(database);
  const columns = db.pragma('table_info(source_states)') as { name: string }[];
  const others = columns
    .map(({ name }) => name)
    .filter((name) => !['source', 'url', 'next_at'].includes(name));
  const list = others.join(', ');
  const copy = db.prepare(
    `insert or replace into source_states (source, url, next_at, ${list})
     select ?, ?, ?, ${list} from source_states where source = 's0'`,
  );
  db.transaction(() => {
    for (let index = count - 1; index >= 0; index -= 1)
      copy.run(`s${index}`, urlOf(index, port), Date.now() + 5_000 + Math.round((index / count) * everyMs));
  })();
  db.close();
}

/** Looks since a moment, as the program has written them down. No source is looked at twice within the time. */
function looksSince(database: string, moment: number): number {
  const db = new SqliteDatabase(database, { readonly: true });
  const row = db.prepare('select count(*) as looks from source_states where looked_at >= ?').get(moment);
  db.close();
  return (row as { looks: number }).looks; // our own query
}

/** CPU time of a process since it began, of all its threads. Linux only. */
function cpuMs(pid: number): number {
  const [user, system] =
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
  return (Number(user) + Number(system)) * 10;
}
