import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openPostgres } from '../../../src/store/engines/postgres.ts';
import { Prepared, type BlankOf } from '../../../src/store/engines/prepared.ts';
import { openSqlite } from '../../../src/store/engines/sqlite.ts';
import { NextWorks } from '../../../src/store/posts/next-work.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine } from '../../stage/databases.ts';

async function openOwn(engine: Engine, onQuery: (sql: string) => void) {
  const { url } = await openStage(engine);
  const { dialect } = engine.name === 'SQLite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
  return new Kysely<Tables>({ dialect, log: ({ query }) => onQuery(query.sql) });
}

forEachEngine((engine) => {
  test('a prepared query runs with other values each time', async () => {
    const db = await openOwn(engine, () => undefined);
    interface Values {
      word: string;
      moment: number;
      nothing: string | null;
    }
    const prepared = new Prepared((blank: BlankOf<Values>) =>
      db.selectNoFrom([
        sql<string>`cast(${blank('word')} as text)`.as('word'),
        sql<number>`cast(${blank('moment')} as bigint)`.as('moment'),
        sql<string | null>`cast(${blank('nothing')} as text)`.as('nothing'),
      ]),
    );
    for (const values of [
      { word: 'Әуежай', moment: 1_772_452_800_000, nothing: null },
      { word: "it's ?", moment: -1, nothing: '' },
    ]) {
      expect((await prepared.run(db, values)).rows).toEqual([values]);
    }
    await db.destroy();
  });

  test.runIf(engine.name === 'SQLite')('SQLite plans the looks of a lane once', async () => {
    const queries: string[] = [];
    const db = await openOwn(engine, (query) => void queries.push(query));
    expect(await new NextWorks(db, 'main', false).next('main', noon, false, [])).toEqual({ wakeAt: null });
    await db.destroy();
    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).not.toMatch(/(?<!\+)\?/);
  });
});
