import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { openNewsroom } from '../storm/newsroom.ts';
import { headlines } from '../stage/app-stage.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

let stage: Stage;

/** What the log chat was told of the database, and not of the room on its disk. */
const outages = () => stage.told().filter((text) => /The database (does not work|works again)/.test(text));

const failed = 'a step failed; it is tried again';
const well = 'every step succeeds again';

const sends = () => stage.sandbox.requests.filter(({ method }) => /^sendmessage$/i.test(method));

describe('a database that another program has locked', () => {
  test('nothing is sent meanwhile; it is told once at the start and once at the end, and goes on', async () => {
    stage = await Stage.set();
    // In a process of its own: SQLite waits for a lock in the thread that asks for it.
    const program = await stage.spawn();
    const other = new SqliteDatabase(stage.database);
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
    // In one go with the lock, so that the program has no moment for it.
    other.exec(`begin exclusive; insert into articles (id, url, language, headline)
      values ('b', 'https://news.example.kz/b', 'en', 'B'); commit; begin exclusive`);
    const before = sends().length;
    await program.waitForLine(({ msg }) => msg === failed);
    await stage.until(() => expect(outages()).toHaveLength(1));
    expect(outages()[0]).toContain('database');
    // The one request is the one that told of it.
    expect(sends()).toHaveLength(before + 1);
    other.exec('commit');
    other.close();
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    await program.waitForLine(({ msg }) => msg === well);
    await stage.until(() => expect(outages()).toHaveLength(2));
    const states = () => stage.newsroom.posts().map(({ state }) => state);
    await stage.until(() => expect(states()).toEqual(['sent', 'sent']));
  }, 60_000);
});

const folderOfDisk = '/tmp/khabarshy-small-disk';

/** A disk of two megabytes, where this user may make one. */
function mountSmallDisk(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  return mounted.status === 0;
}

function canMount(): boolean {
  spawnSync('mkdir', ['-p', folderOfDisk]);
  const isMounted = mountSmallDisk(folderOfDisk);
  if (isMounted) spawnSync('umount', [folderOfDisk]);
  rmSync(folderOfDisk, { recursive: true, force: true });
  return isMounted;
}

describe.skipIf(!canMount())('a full disk (needs the right to mount one)', () => {
  test('nothing is sent that cannot be recorded, and all goes on when there is room', async () => {
    stage = await Stage.set();
    const folder = join(stage.folder, 'disk');
    spawnSync('mkdir', [folder]);
    expect(mountSmallDisk(folder)).toBe(true);
    try {
      const file = join(folder, 'news.db');
      const program = await stage.spawn({ DATABASE_URL: `sqlite:${file}` });
      const newsroom = await openNewsroom(`sqlite:${file}`);
      const row = (id: string) => ({
        id,
        url: `https://news.example.kz/${id}`,
        language: 'en',
        headline: id,
      });
      await newsroom.insert([row('a')]);
      await stage.until((texts) => expect(headlines(texts)).toEqual(['a']));
      // Room for the article, and then for nothing.
      const ballast = join(folder, 'ballast');
      await newsroom.insert([{ ...row('b'), embargoed_until: new Date(Date.now() + 1_500).toISOString() }]);
      fill(ballast);
      await program.waitForLine(({ msg }) => msg === failed);
      await stage.until(() => expect(outages()).toHaveLength(1));
      expect(headlines(stage.texts())).toEqual(['a']);
      rmSync(ballast);
      await stage.until((texts) => expect(headlines(texts)).toEqual(['a', 'b']));
      await stage.until(() => expect(outages()).toHaveLength(2));
      await stage.until(async () => expect(await newsroom.countStates()).toEqual({ sent: 2 }));
      await newsroom.close();
      expect(await program.stop()).toBe(0);
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  }, 60_000);
});

/** Takes every byte that is left. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  for (const size of [65_536, 4_096, 512]) {
    try {
      for (;;) if (writeSync(descriptor, Buffer.alloc(size)) < size) break;
    } catch {
      // No room for so much: on with less.
    }
  }
  closeSync(descriptor);
}

describe('a database file that cannot be used', () => {
  test('damaged: a clear message, no post, exit code 1', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    const rows = Array.from({ length: 50 }, (_, index) => ({
      id: `n${index}`,
      headline: `N${index}`,
      status: 'withheld',
    }));
    stage.newsroom.insert(...rows);
    await program.stop();
    stage.closeNewsroom();
    const descriptor = openSync(stage.database, 'r+');
    for (let page = 3; page < 12; page += 1)
      writeSync(descriptor, Buffer.alloc(4_096, 0xa5), 0, 4_096, page * 4_096);
    closeSync(descriptor);
    const { code, stderr } = await stage.command(['run']);
    expect(code).toBe(1);
    expect(stderr).toContain('The file is damaged');
    expect(stage.texts()).toEqual([]);
  });

  test('with a second name: a clear message, no post, exit code 2', async () => {
    stage = await Stage.set();
    await (await stage.start()).stop();
    linkSync(stage.database, join(stage.folder, 'second.db'));
    const { code, stderr } = await stage.command(['run']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/has 2 names \(hard links\)/);
  });

  test('no database at all: the same', async () => {
    stage = await Stage.set();
    writeFileSync(stage.database, 'This is a letter to my grandmother, and no database.\n'.repeat(100));
    const { code, stderr } = await stage.command(['run']);
    expect(code).toBe(1);
    expect(stderr).toContain('the file is damaged');
  });

  test.skipIf(process.platform === 'win32')('read-only: a clear message, no post, exit code 1', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    await program.stop();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    stage.closeNewsroom();
    const output = await runWithoutRights();
    expect(output.code).toBe(1);
    expect(output.text).toMatch(/Cannot use the database .*permission denied/);
    expect(stage.texts()).toEqual([]);
  });
});

/** To root every file is open to write, so there the program runs as nobody. */
async function runWithoutRights(): Promise<{ code: number | null; text: string }> {
  chmodSync(stage.database, 0o444);
  chmodSync(stage.folder, 0o555);
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  if (isRoot) chownSync(stage.folder, 0, 0);
  const program = stage.launch({}, ['run'], isRoot ? { uid: nobody, gid: nobody } : undefined);
  const code = await program.exited;
  chmodSync(stage.folder, 0o755);
  return { code, text: program.output() };
}

describe.skipIf('missing' in inject('postgres'))('Postgres breaks its connections (needs Postgres)', () => {
  const row = (id: string) => ({ id, url: `https://news.example.kz/${id}`, language: 'en', headline: id });
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = $1 and application_name <> 'newsroom'`;
  let admin: pg.Client;
  let url: string;
  let name: string;

  beforeEach(async () => {
    url = await createPostgresDatabase();
    name = new URL(url).pathname.slice(1);
    admin = new pg.Client({ connectionString: new URL('/postgres', url).href });
    await admin.connect();
  });
  afterEach(() => admin.end());

  test('all at once: the work goes on by itself, and nothing is posted twice', async () => {
    stage = await Stage.set();
    const run = await stage.start({ DATABASE_URL: url });
    const newsroom = await openNewsroom(url);
    await newsroom.insert([row('a')]);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a']));
    await admin.query(terminate, [name]);
    await newsroom.insert([row('b')]);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a', 'b']));
    await newsroom.close();
    await run.stop();
  });

  test('and is away for some seconds: nothing is sent, and it is told once at the start and once at the end', async () => {
    stage = await Stage.set({ POLL_SCHEDULE: '* * * * * *' });
    const run = await stage.start({ DATABASE_URL: url });
    const newsroom = await openNewsroom(url);
    await newsroom.insert([row('a')]);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a']));
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query(terminate, [name]);
    await newsroom.insert([row('b')]);
    await stage.until(() => expect(outages()).toHaveLength(1));
    expect(headlines(stage.texts())).toEqual(['a']);
    stage.sandbox.userSends(ownerId, ownerId, '/status');
    await admin.query(`alter database ${name} allow_connections true`);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a', 'b']));
    await stage.until(() => expect(outages()).toHaveLength(2));
    // The command that came meanwhile is answered now.
    await stage.until(() => expect(stage.told().join()).toContain('Last check for new articles'));
    await newsroom.close();
    await run.stop();
  }, 60_000);
});
