import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { assert, describe, expect, inject, onTestFinished, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { createPostgresDatabase } from '../stage/databases.ts';
import { root } from '../stage/program.ts';
import { Stage } from '../stage/story-stage.ts';

const page = readFileSync(join(root, 'docs/articles.md'), 'utf8');

/** The code under a heading of docs/articles.md, as somebody would copy it. */
function example(heading: string): string {
  const [, code = ''] = new RegExp(`### ${heading}\n\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  assert(code !== '', heading);
  return code;
}

/** What the CMS does, and what a subscriber then sees. `yes`: how this engine writes a truth. */
async function followCms(stage: Stage, run: (sql: string) => unknown, [yes, no]: readonly [string, string]) {
  const add = (id: number, title: string, isPublic: string, since = 'null') =>
    run(`insert into cms_news (id, slug, lang, title, lead, is_public, public_since)
      values (${id}, 'n${id}', 'en', '${title}', 'The bridge was closed for two years. It is open again.',
        ${isPublic}, ${since})`);
  await add(1, 'Bridge opens', yes);
  await add(2, 'Draft', no);
  await add(3, 'Old news', yes, `'2020-05-01T10:00:00Z'`);
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Bridge opens']));
  await run(`update cms_news set title = 'Bridge is open' where id = 1`);
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Bridge is open']));
  await run(`update cms_news set is_public = ${yes} where id = 2`);
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Bridge is open', 'Draft']));
  await run(`update cms_news set is_public = ${no} where id = 1`);
  await run('delete from cms_news where id = 2');
  await stage.until((texts) => expect(texts).toEqual([]));
  return stage.texts();
}

describe('the examples of docs/articles.md post what they promise', () => {
  test('SQL triggers on SQLite', async () => {
    const stage = await Stage.set();
    await stage.start();
    const cms = new SqliteDatabase(stage.database, { timeout: 5_000 });
    onTestFinished(() => void cms.close());
    cms.exec(example('SQL triggers on SQLite'));
    expect(await followCms(stage, (sql) => cms.exec(sql), ['1', '0'])).toEqual([]);
  }, 60_000);

  test.skipIf('missing' in inject('postgres'))(
    'SQL triggers on Postgres (needs Postgres)',
    async () => {
      const url = await createPostgresDatabase();
      const stage = await Stage.set({ DATABASE_URL: url });
      await stage.start();
      const cms = new pg.Client({ connectionString: url });
      await cms.connect();
      try {
        await cms.query(example('SQL triggers on Postgres'));
        expect(await followCms(stage, (sql) => cms.query(sql), ['true', 'false'])).toEqual([]);
      } finally {
        await cms.end();
        await stage.stop();
      }
    },
    60_000,
  );

  const hasPython = spawnSync('python3', ['-c', 'import sqlite3']).status === 0;
  test.skipIf(!hasPython)('Python (needs Python)', async () => {
    const stage = await Stage.set();
    await stage.start();
    execFileSync('python3', ['-c', example('Python'), stage.database]);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Астанада жаңа кітапхана ашылды']));
  });

  const hasPhp = spawnSync('php', ['-r', 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);']).status === 0;
  test.skipIf(!hasPhp)('PHP (needs PHP)', async () => {
    const stage = await Stage.set();
    await stage.start();
    execFileSync('php', ['--', stage.database], { input: example('PHP') });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['В Алматы открыли новый парк']));
  });
});

test('a full store whose articles have their own dates posts nothing old', async () => {
  const stage = await Stage.set();
  await stage.start();
  const old = Array.from({ length: 300 }, (_, index) => ({
    id: `old-${index}`,
    headline: `Old ${index}`,
    published_at: '2020-01-01T00:00:00.000Z',
  }));
  stage.newsroom.insert(...old, { id: 'new', headline: 'New' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['New']));
  await stage.until(() => expect(stage.newsroom.posts()).toHaveLength(1));
}, 60_000);
