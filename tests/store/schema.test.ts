import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { forEachEngine, openStage, type Newsroom } from '../stage/databases.ts';

const source = readFileSync(new URL('../../src/store/schema.ts', import.meta.url), 'utf8');

/** The members of an interface of src/store/schema.ts, each with its type as it is written there. */
function membersOf(name: string): [member: string, type: string][] {
  const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+): (.*);$/gm)].map(([, member = '', type = '']) => [member, type]);
}

/** The tables and columns that the code believes in: `Tables` is written by hand, and nobody else checks it. */
const believed = Object.fromEntries(
  membersOf('Tables').map(([table, type]) => {
    const inline = [...type.matchAll(/(\w+): /g)].map(([, column = '']) => column);
    return [table, (inline.length > 0 ? inline : membersOf(type).map(([column]) => column)).sort()];
  }),
);

/** What newsrooms may read of the ledger. */
const view = ['article_id', 'channel', 'comments', 'link', 'message_id', 'reactions', 'sent_at', 'state'];

forEachEngine((engine) => {
  async function namesOf(newsroom: Newsroom, onSqlite: string, onPostgres: string): Promise<string[]> {
    const rows = await newsroom.rows(engine.name === 'SQLite' ? onSqlite : onPostgres);
    return rows.map(({ name }) => String(name)).sort();
  }

  const columnsOf = (newsroom: Newsroom, table: string) =>
    namesOf(
      newsroom,
      `select name from pragma_table_xinfo('${table}')`,
      `select column_name as name from information_schema.columns
       where table_schema = 'public' and table_name = '${table}'`,
    );

  test('the tables and their columns are those that the code believes in', async () => {
    const { newsroom } = await openStage(engine);
    const tables = await namesOf(
      newsroom,
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'",
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    const found: Record<string, string[]> = {};
    // The migrator's own, and the full-text index, which is each engine's own and is asked in plain SQL.
    const isOurs = (name: string) => !/^(khabarshy_migrations|article_words)/.test(name);
    for (const table of tables.filter(isOurs)) {
      found[table] = await columnsOf(newsroom, table);
    }
    expect(Object.keys(believed).length).toBeGreaterThan(5);
    expect(found).toEqual(believed);
  });

  test('the view has the columns that newsrooms know', async () => {
    const { newsroom } = await openStage(engine);
    expect(await columnsOf(newsroom, 'article_posts')).toEqual(view);
  });
});
