import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { postStates } from '../../../src/news/post.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

/** What newsrooms read of the contract. */
const page = readFileSync(new URL('../../../docs/articles.md', import.meta.url), 'utf8');

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the page of the contract names each state of a post', () => {
  const states = rows.find(([, name]) => name === '`state`')?.join(' ') ?? '';
  const told = [...states.matchAll(/`(\w+)`/g)].map(([, state = '']) => state).slice(1);
  expect(told.sort()).toEqual([...postStates].sort());
});

forEachEngine((engine) => {
  const column = engine.name === 'SQLite' ? 2 : 3;

  test('the page of the contract names each rule of the table', async () => {
    const { newsroom } = await openStage(engine);
    const [onSqlite, onPostgres] = [
      "select sql as text from sqlite_master where name = 'articles'",
      "select 'constraint ' || conname as text from pg_constraint where conrelid = 'articles'::regclass and contype = 'c'",
    ];
    const found = await newsroom.rows(engine.name === 'SQLite' ? onSqlite : onPostgres);
    const rules = found.flatMap(({ text }) => [...String(text).matchAll(/constraint (\w+)/g)]);
    const told = rows.filter((cells) => cells[column] === '✓').map(([, name = '']) => name.slice(1, -1));
    expect(told.sort()).toEqual(rules.map(([, name = '']) => name).sort());
  });

  test('the page of the contract names each column of the table', async () => {
    const { newsroom } = await openStage(engine);
    const [onSqlite, onPostgres] = [
      "select name from pragma_table_info('articles')",
      "select column_name as name from information_schema.columns where table_name = 'articles'",
    ];
    const found = await newsroom.rows(engine.name === 'SQLite' ? onSqlite : onPostgres);
    expect(found.map(({ name }) => name).filter((name) => !page.includes(`\`${String(name)}\``))).toEqual([]);
  });
});
