import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { CmsDatabase } from '../../../src/sources/sql/cms-database.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';
import { missingMariadb, startMariadb } from '../../stage/mariadb-server.ts';

const signal = new AbortController().signal;
const since = new Date('2026-11-28T05:00:00Z');

/** A database of a CMS, closed with the test. */
function open(url: string, query: string): CmsDatabase {
  const database = new CmsDatabase(url, query);
  onTestFinished(() => database.close());
  return database;
}

const failures: [name: string, query: string, code: RegExp][] = [
  ['a write', "UPDATE posts SET title = 'x'", /SOURCE_FAILS|SOURCE_FORBIDDEN/u],
  ['a write in a query', 'WITH a AS (SELECT 1) DELETE FROM posts', /SOURCE_FAILS|SOURCE_FORBIDDEN/u],
  ['a second statement', 'SELECT 1; DELETE FROM posts', /SOURCE_FAILS/u],
  ['a column that is not there', 'SELECT nothing FROM posts', /SOURCE_FAILS/u],
];

const rows = [
  ['1', 'Ставку сохранили 🎉 – ә', '2026-11-28 04:00:00'],
  ['2', 'Екінші', '2026-11-28 05:30:00'],
] as const;

describe('SQLite', () => {
  function make(): string {
    const file = join(makeFolder(), 'cms.db');
    const database = new SqliteDatabase(file);
    database.exec('create table posts (id integer, title text, changed text)');
    for (const row of rows) database.prepare('insert into posts values (?, ?, ?)').run(...row);
    database.close();
    return `sqlite:${file}`;
  }

  test('is read, again and again', async () => {
    const query = 'SELECT id, title AS headline FROM posts WHERE datetime(changed) >= datetime(:since)';
    const database = open(make(), query);
    for (let look = 0; look < 3; look += 1)
      expect(await database.ask(since, signal)).toEqual({
        kind: 'rows',
        rows: [{ id: 2, headline: 'Екінші' }],
      });
  });

  test('numbers of nineteen digits are exact', async () => {
    const query = 'SELECT 1234567890123456789 AS id, 5 AS small, 1.5 AS part';
    expect(await open(make(), query).ask(since, signal)).toEqual({
      kind: 'rows',
      rows: [{ id: '1234567890123456789', small: 5, part: 1.5 }],
    });
  });

  test.each(failures)('%s is refused, and changes nothing', async (_name, query, code) => {
    const url = make();
    expect(await open(url, query).ask(since, signal)).toMatchObject({
      kind: 'failed',
      code: expect.stringMatching(code),
    });
    const left = await open(url, 'SELECT count(*) AS n FROM posts').ask(since, signal);
    expect(left).toMatchObject({ rows: [{ n: 2 }] });
  });

  test('a query that takes too long is ended, and the next one works', async () => {
    const url = make();
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
    const giving = new AbortController();
    const asked = open(url, endless).ask(since, giving.signal);
    giving.abort();
    expect(await asked).toMatchObject({ kind: 'failed', code: 'SOURCE_TOO_SLOW' });
    expect(await open(`${url}.none`, 'SELECT 1').ask(since, signal)).toMatchObject({
      code: 'SOURCE_UNREACHABLE',
    });
  });
});

const postgres = inject('postgres');
const missingPostgres = 'missing' in postgres ? postgres.missing : null;

describe.skipIf(missingPostgres !== null)(
  `Postgres${missingPostgres === null ? '' : ` (skipped: ${missingPostgres})`}`,
  () => {
    async function make(): Promise<string> {
      const url = await createPostgresDatabase();
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query('create table posts (id bigint, title text, local timestamp, changed timestamptz)');
      for (const [id, title, changed] of rows)
        await client.query('insert into posts values ($1, $2, $3, $4)', [id, title, changed, `${changed}Z`]);
      await client.end();
      return url;
    }

    test('is read, and moments mean what the newsroom means', async () => {
      const database = open(
        await make(),
        'SELECT id, title AS headline, local, changed FROM posts WHERE changed >= :since',
      );
      for (let look = 0; look < 2; look += 1) {
        const outcome = await database.ask(since, signal);
        if (outcome.kind === 'failed') throw new Error(outcome.reason);
        const [row] = outcome.rows as [Record<string, string>];
        expect(row).toMatchObject({ id: '2', headline: 'Екінші', local: '2026-11-28 05:30:00' });
        expect(new Date(row['changed'] ?? '')).toEqual(new Date('2026-11-28T05:30:00Z'));
      }
    });

    test('is read only, one statement at a time, and nobody waits for it', async () => {
      const url = await make();
      for (const [, query, code] of failures)
        expect(await open(url, query).ask(since, signal)).toMatchObject({
          kind: 'failed',
          code: expect.stringMatching(code),
        });
      const counted = await open(url, 'SELECT count(*) AS n FROM posts').ask(since, signal);
      expect(counted).toMatchObject({ rows: [{ n: '2' }] });
      const giving = new AbortController();
      const asked = open(url, 'SELECT pg_sleep(60)').ask(since, giving.signal);
      setImmediate(() => giving.abort());
      expect(await asked).toMatchObject({ code: 'SOURCE_TOO_SLOW' });
      const wrong = new URL(url);
      wrong.pathname = '/none';
      expect(await open(wrong.href, 'SELECT 1').ask(since, signal)).toMatchObject({
        code: 'SOURCE_FORBIDDEN',
      });
    });

    test('a connection that broke is made anew', async () => {
      const url = await make();
      const database = open(url, "SELECT pg_backend_pid() AS pid, 'x' AS x");
      const first = await database.ask(since, signal);
      if (first.kind === 'failed') throw new Error(first.reason);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        ['khabarshy'],
      );
      await client.end();
      const outcomes = [await database.ask(since, signal), await database.ask(since, signal)];
      expect(outcomes.at(-1)).toMatchObject({ kind: 'rows' });
    });
  },
);

describe.skipIf(missingMariadb !== null)(
  `MariaDB${missingMariadb === null ? '' : ` (skipped: ${missingMariadb})`}`,
  () => {
    let server: Awaited<ReturnType<typeof startMariadb>>;

    beforeAll(async () => {
      server = await startMariadb();
      const { createConnection } = await import('mysql2/promise');
      const connection = await createConnection({ uri: server.url, charset: 'utf8mb4' });
      await connection.query('create database cms character set utf8mb4');
      await connection.query(
        'create table cms.posts (id bigint, title text, local datetime, changed timestamp(3))',
      );
      await connection.query("set time_zone = '+00:00'");
      for (const [id, title, changed] of rows)
        await connection.query('insert into cms.posts values (?, ?, ?, ?)', [id, title, changed, changed]);
      await connection.query("create user 'reader'@'%' identified by 'reader-secret'");
      await connection.end();
    }, 60_000);
    afterAll(() => server.stop());

    const at = () => `${server.url}/cms`;

    test('is read, with every letter, and moments mean what the newsroom means', async () => {
      const query =
        'SELECT id, title AS headline, local, changed FROM posts WHERE changed >= :since ORDER BY id';
      const database = open(at(), query);
      for (let look = 0; look < 2; look += 1)
        expect(await database.ask(new Date('2026-11-28T03:00:00Z'), signal)).toEqual({
          kind: 'rows',
          rows: [
            {
              id: '1',
              headline: rows[0][1],
              local: '2026-11-28 04:00:00',
              changed: '2026-11-28T04:00:00.000Z',
            },
            {
              id: '2',
              headline: rows[1][1],
              local: '2026-11-28 05:30:00',
              changed: '2026-11-28T05:30:00.000Z',
            },
          ],
        });
      expect(await database.ask(since, signal)).toMatchObject({ rows: [{ id: '2' }] });
    });

    test('is read only, one statement at a time, and nobody waits for it', async () => {
      for (const [, query, code] of failures)
        expect(await open(at(), query).ask(since, signal)).toMatchObject({
          kind: 'failed',
          code: expect.stringMatching(code),
        });
      expect(await open(at(), 'SELECT count(*) AS n FROM posts').ask(since, signal)).toMatchObject({
        rows: [{ n: '2' }],
      });
      const giving = new AbortController();
      const asked = open(at(), 'SELECT BENCHMARK(100000000000, SHA2(1, 512)) AS n').ask(since, giving.signal);
      setImmediate(() => giving.abort());
      expect(await asked).toMatchObject({ code: 'SOURCE_TOO_SLOW' });
    });

    test('whoever may not log in is told so, without the password', async () => {
      const wrong = at().replace('root@', 'reader:a-wrong-secret@');
      const outcome = await open(wrong, 'SELECT 1').ask(since, signal);
      expect(outcome).toMatchObject({ kind: 'failed', code: 'SOURCE_FORBIDDEN' });
      expect(JSON.stringify(outcome)).not.toMatch(/wrong-secret/u);
      expect(await open('mysql://root@127.0.0.1:1/cms', 'SELECT 1').ask(since, signal)).toMatchObject({
        code: 'SOURCE_UNREACHABLE',
      });
    });
  },
);
