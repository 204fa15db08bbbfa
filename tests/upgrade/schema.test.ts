import { readFileSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { postStates } from '../../src/news/post.ts';
import { openStore } from '../../src/store/store.ts';
import { forEachEngine, openStage, type Engine, type Newsroom } from '../stage/databases.ts';
import { restoreOld } from './old-databases.ts';

const onSqlite = ['select type, name, tbl_name, sql from sqlite_schema order by type, name'];

/** Everything that the tables, views, indexes and triggers of a Postgres database are made of. */
const onPostgres = [
  `select table_name, column_name, ordinal_position, data_type, is_nullable, column_default, is_identity,
     generation_expression
   from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`,
  `select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as definition
   from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
  "select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1",
  `select tgname, pg_get_triggerdef(oid) as definition from pg_trigger where not tgisinternal order by 1`,
  `select proname, pg_get_functiondef(oid) as definition
   from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
  `select viewname, definition from pg_views where schemaname = 'public' order by 1`,
];

/** One line for each thing that the schema is made of, without regard to line breaks. */
async function schemaOf(engine: Engine, newsroom: Newsroom): Promise<string[]> {
  const found: string[] = [];
  for (const query of engine.name === 'SQLite' ? onSqlite : onPostgres) {
    const rows = await newsroom.rows(query);
    found.push(...rows.map((row) => JSON.stringify(row).replaceAll(/(?:\\n|\s)+/g, ' ')));
  }
  return found;
}

describe('a migration', () => {
  const folder = resolve(import.meta.dirname, '../../src/store/migrations');
  const frozen = globSync('*.ts', { cwd: folder }).filter((name) => /^\d{4}-|^as-owner/.test(name));

  test('is frozen text: it imports nothing but kysely and what is frozen with it', () => {
    expect(frozen.length).toBeGreaterThan(4);
    for (const name of frozen) {
      const imported = [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)];
      for (const [, from] of imported) expect(from).toMatch(/^kysely(\/migration)?$|^\.\/as-owner\.ts$/);
    }
  });
});

forEachEngine((engine) => {
  test('an upgraded database has the tables of a new one', async () => {
    const url = await restoreOld(engine);
    const store = await openStore(url);
    onTestFinished(() => store.close());
    const upgraded = await engine.connect(url);
    onTestFinished(() => upgraded.close());
    const { newsroom } = await openStage(engine);
    const fresh = await schemaOf(engine, newsroom);
    expect(fresh.filter((line) => line.includes('posts_open'))).not.toEqual([]);
    expect(await schemaOf(engine, upgraded)).toEqual(fresh);
  });

  test('a post may be in each of our states, and in no other', async () => {
    const { newsroom } = await openStage(engine);
    const insert = (state: string) =>
      newsroom.run(
        "insert into posts (channel, article_id, state, priority, sort_at, promised_at) values ('a', ?, ?, 2, 0, 0)",
        [state, state],
      );
    for (const state of postStates) await insert(state);
    await expect(insert('held')).rejects.toThrow(/post_state_must_be_known/);
  });

  test('a language that is spoken one day needs no migration', async () => {
    const { newsroom } = await openStage(engine);
    await newsroom.run("insert into preferences (user_id, language) values (1, 'uz')");
    await expect(
      newsroom.run("insert into preferences (user_id, language) values (2, 'Uzbek')"),
    ).rejects.toThrow(/preference_language_must_be_a_primary_tag/);
  });
});
