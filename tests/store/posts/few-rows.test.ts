import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openPostgres } from '../../../src/store/engines/postgres.ts';
import { PreparedUpdate } from '../../../src/store/engines/prepared.ts';
import { openSqlite } from '../../../src/store/engines/sqlite.ts';
import { isNext, lookAt, NextWorks, type NextLook } from '../../../src/store/posts/next-work.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine, type Newsroom } from '../../stage/databases.ts';

const queued = 400;

/** Far fewer than a queue. Earlier versions of the rows, which no vacuum took yet, are read as well. */
const few = 100;

/** A queue, and as many posts that were sent. */
async function fill(newsroom: Newsroom): Promise<void> {
  const ids = Array.from({ length: 2 * queued }, (_, index) => `a${index}`);
  const values = (row: (id: string, index: number) => string) => ids.map(row).join(', ');
  await newsroom.run(
    `insert into articles (id, url, language, headline, published_at)
     values ${values((id) => `('${id}', 'https://news.example/${id}', 'kk', '${id}', '2026-03-02T07:00:00.000Z')`)}`,
  );
  await newsroom.run(
    `insert into posts (channel, article_id, state, priority, sort_at, promised_at)
     values ${values((id, index) => `('main', '${id}', '${index < queued ? 'sent' : 'promised'}', 2, 0, 0)`)}`,
  );
}

/** A claim, as far as it looks for the next post. */
function claimOf(db: Kysely<Tables>) {
  return new PreparedUpdate<NextLook & { id: number }>((blank) =>
    db
      .updateTable('posts')
      .set({ silent: 1 })
      .where('id', '=', blank('id'))
      .where(
        isNext({
          bot: blank('bot'),
          channel: blank('channel'),
          now: blank('now'),
          longestWake: blank('longestWake'),
        }),
      ),
  );
}

async function openOwn(engine: Engine, onQuery: (sql: string) => void = () => undefined) {
  // A new database: what earlier tests deleted would make the tables long, and the plans others.
  const { newsroom, url } = await openStage(engine, { changesSchema: true });
  const { dialect } = engine.name === 'SQLite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
  return { newsroom, db: new Kysely<Tables>({ dialect, log: ({ query }) => onQuery(query.sql) }) };
}

forEachEngine((engine) => {
  test.runIf(engine.name === 'Postgres')(
    'the next post is found in a few rows, without statistics',
    async () => {
      const { db, newsroom } = await openOwn(engine);
      const given = { ...lookAt('main', 'main', noon), id: queued + 1 };
      const claim = claimOf(db);
      const look = (on: Kysely<Tables>) => new NextWorks(on, 'main', true).next('main', noon, false, []);
      const lookTogether = (on: Kysely<Tables>) => {
        const works = new NextWorks(on, 'main', true);
        return Promise.all([1, 2, 3].map(() => works.next('main', noon, false, [])));
      };
      // The plans are made while the tables are empty, as they are when the program starts for the first time.
      await look(db);
      await claim.on(db, given).executeTakeFirst();
      await fill(newsroom);
      const rowsOf = (run: (tx: Kysely<Tables>) => Promise<unknown>) =>
        db.transaction().execute(async (tx) => {
          await run(tx);
          const { rows } = await sql<{ read: string }>`select seq_tup_read + idx_tup_fetch as read
          from pg_stat_xact_user_tables where relname = 'posts'`.execute(tx);
          return Number(rows[0]?.read);
        });
      // Postgres plans the first five runs anew, and keeps a plan after that, until something in the catalog changes.
      for (let time = 0; time < 16; time += 1) {
        if (time === 8) await newsroom.run('alter table posts set (fillfactor = 100)');
        expect(await rowsOf(look)).toBeLessThan(few);
        expect(await rowsOf(lookTogether)).toBeLessThan(3 * few);
        expect(await rowsOf((tx) => claim.on(tx, given).executeTakeFirst())).toBeLessThan(few);
      }
      await db.destroy();
    },
  );

  test.runIf(engine.name === 'SQLite')('the next post is found in one index, in its order', async () => {
    const queries: string[] = [];
    const { db, newsroom } = await openOwn(engine, (query) => void queries.push(query));
    await new NextWorks(db, 'main', false).next('main', noon, false, []);
    await claimOf(db)
      .on(db, { ...lookAt('main', 'main', noon), id: 1 })
      .executeTakeFirst();
    await db.destroy();
    const [look = '', , claim = ''] = queries;
    for (const [query, table] of [
      [look, 'posts'],
      [claim, 'queued'],
    ] as const) {
      const values = query.match(/\?/g) ?? [];
      const plan = await newsroom.rows(`explain query plan ${query}`, values);
      const steps = plan.map(({ detail }) => String(detail));
      expect(steps).toContain(`SEARCH ${table} USING INDEX posts_turn (channel=? AND turn>?)`);
      expect(steps.join()).not.toMatch(/TEMP B-TREE|SCAN/);
    }
  });
});
