import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../../src/store/engines/sqlite.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { makeFolder } from '../../stage/folder.ts';

/** Whether commits on this connection wait for the disk: 2, FULL; 1, NORMAL. */
async function synchronousOf(db: Kysely<Tables>): Promise<number | undefined> {
  const { rows } = await sql<{ synchronous: number }>`select synchronous from pragma_synchronous`.execute(db);
  return rows[0]?.synchronous;
}

test('only what may be done again is committed without waiting for the disk', async () => {
  const backend = openSqlite(join(makeFolder(), 'news.db'));
  const db = new Kysely<Tables>({ dialect: backend.dialect });
  onTestFinished(() => db.destroy());
  await sql`create table notes (text text)`.execute(db);
  const lazily = backend.commitLazily(db, async (tx) => {
    await sql`insert into notes values ('kept')`.execute(tx);
    return synchronousOf(tx);
  });
  // Asked for meanwhile, it has to wait.
  const beside = synchronousOf(db);
  expect([await lazily, await beside]).toEqual([1, 2]);
  const failing = backend.commitLazily(db, async (tx) => {
    await sql`insert into notes values ('undone')`.execute(tx);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await synchronousOf(db)).toBe(2);
  expect((await sql`select text from notes`.execute(db)).rows).toEqual([{ text: 'kept' }]);
});
