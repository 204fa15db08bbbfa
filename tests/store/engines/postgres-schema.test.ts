import { expect, onTestFinished, test } from 'vitest';
import { describe, inject } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import pg from 'pg';

const noon = new Date('2026-03-02T12:00:00.000Z');

async function ask(url: string, ...queries: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const query of queries) rows = (await client.query<Record<string, unknown>>(query)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

const article = (id: string) => ({ id, url: `https://news.example/${id}`, language: 'en', headline: id });

describe.skipIf('missing' in inject('postgres'))('a schema of its own (needs Postgres)', () => {
  test.each(['khabarshy', 'Ақсу "2"'])(
    '%s is made, beside a table articles of the newsroom',
    async (schema) => {
      const url = await createPostgresDatabase();
      const quoted = `"${schema.replaceAll('"', '""')}"`;
      onTestFinished(() => ask(url, `drop schema if exists ${quoted} cascade`).then(() => undefined));
      await ask(url, 'create table articles (number int)');
      const named = `${url}?schema=${encodeURIComponent(schema)}`;
      const store = await openStore(named);
      await store.articles.save(article('a'), noon);
      await store.close();
      // The triggers work for a program with another search path.
      await ask(url, `delete from ${quoted}.articles`);
      expect(await ask(url, `select article_id from ${quoted}.deleted_articles`)).toEqual([
        { article_id: 'a' },
      ]);
      const again = await openStore(named);
      expect(await again.articles.count()).toBe(0);
      await again.close();
      expect(await ask(url, "select tablename from pg_tables where schemaname = 'public'")).toEqual([
        { tablename: 'articles' },
      ]);
    },
  );

  test('two schemas have a lock each, and hear only of their own commits', async () => {
    const url = await createPostgresDatabase();
    onTestFinished(() => ask(url, 'drop schema if exists one cascade').then(() => undefined));
    const one = await openStore(`${url}?schema=one`);
    const own = await openStore(url);
    const heard = { one: 0, own: 0 };
    const stops = [
      await one.watch(
        () => (heard.one += 1),
        () => undefined,
      ),
      await own.watch(
        () => (heard.own += 1),
        () => undefined,
      ),
    ];
    const locks = [await one.lock(() => undefined), await own.lock(() => undefined)];
    expect(locks).not.toContain(null);
    expect(await one.lock(() => undefined)).toBeNull();
    const before = { ...heard };
    const told = Promise.withResolvers<void>();
    stops.push(
      await own.watch(
        () => told.resolve(),
        () => undefined,
      ),
    );
    await one.articles.save(article('a'), noon);
    await own.articles.save(article('a'), noon);
    await told.promise;
    await expect.poll(() => heard.own - before.own).toBe(1);
    await expect.poll(() => heard.one - before.one).toBe(1);
    for (const stop of [...stops, ...locks]) await stop?.();
    await one.close();
    await own.close();
  });

  test('short limits of time end neither the upgrade, nor the lock, nor the connection that listens', async () => {
    const url = await createPostgresDatabase();
    const name = new URL(url).pathname.slice(1);
    const limits = [
      'statement_timeout',
      'lock_timeout',
      'idle_in_transaction_session_timeout',
      'idle_session_timeout',
    ];
    await ask(url, ...limits.map((limit) => `alter database ${name} set ${limit} = '100ms'`));
    const store = await openStore(url);
    let lost = 0;
    let troubles = 0;
    const unlock = await store.lock(() => (lost += 1));
    const stop = await store.watch(
      () => undefined,
      () => (troubles += 1),
    );
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("select set_config('idle_session_timeout', '0', false)");
    await client.query('set statement_timeout = 0; select pg_sleep(0.4)');
    await client.end();
    expect(await store.lock(() => undefined)).toBeNull();
    expect({ lost, troubles }).toEqual({ lost: 0, troubles: 0 });
    await stop();
    await unlock?.();
    await store.close();
  });
});
