import { expect, test } from 'vitest';
import { WriteQueue } from '../../../src/store/engines/write-queue.ts';
import { openSqlite } from '../../../src/store/engines/sqlite.ts';
import { Kysely } from 'kysely';
import { join } from 'node:path';
import type { Tables } from '../../../src/store/schema.ts';
import { makeFolder } from '../../stage/folder.ts';

async function withQueue(run: (queue: WriteQueue, db: Kysely<Tables>) => Promise<void>): Promise<void> {
  const db = new Kysely<Tables>({ dialect: openSqlite(join(makeFolder(), 'queue.db')).dialect });
  try {
    await db.schema
      .createTable('facts')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('value', 'text')
      .execute();
    await run(new WriteQueue(db), db);
  } finally {
    await db.destroy();
  }
}

const insert = (key: string) => (db: Kysely<Tables>) =>
  db
    .insertInto('facts')
    .values({ key, value: key })
    .execute()
    .then(() => key);
const keys = async (db: Kysely<Tables>) =>
  (await db.selectFrom('facts').select('key').orderBy('key').execute()).map(({ key }) => key);

test('writes of the same moment are committed together, in their order, and each gets its own answer', () =>
  withQueue(async (queue, db) => {
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => queue.run(insert(key))));
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(await keys(db)).toEqual(['a', 'b', 'c']);
  }));

test('one that fails fails alone: the others are written, once', () =>
  withQueue(async (queue, db) => {
    const outcomes = await Promise.allSettled(['a', 'b', 'a', 'c'].map((key) => queue.run(insert(key))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await keys(db)).toEqual(['a', 'b', 'c']);
  }));

test('a write that comes while others are under way is not forgotten', () =>
  withQueue(async (queue, db) => {
    const first = queue.run(async (tx) => {
      void queue.run(insert('later'));
      return insert('first')(tx);
    });
    await first;
    await queue.run(insert('last'));
    expect(await keys(db)).toEqual(['first', 'last', 'later']);
  }));
