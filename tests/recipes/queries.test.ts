import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { readRows } from '../../src/sources/cms/cms-document.ts';
import { CmsDatabase } from '../../src/sources/sql/cms-database.ts';
import { openStore } from '../../src/store/store.ts';
import { source } from '../stage/builders.ts';
import { createPostgresDatabase } from '../stage/databases.ts';
import { missingMariadb, startMariadb } from '../stage/mariadb-server.ts';

/** An example of the documents. */
function exampleOf(page: string, name: string): string {
  const text = readFileSync(resolve(import.meta.dirname, `../../docs/sources/${page}.md`), 'utf8');
  const [, sql = ''] = new RegExp(`\`\`\`sql ${name}\\n([^]*?)\`\`\``, 'u').exec(text) ?? [];
  return sql;
}

describe.skipIf(missingMariadb !== null)(
  `queries on MariaDB${missingMariadb === null ? '' : ` (skipped: ${missingMariadb})`}`,
  () => {
    let server: Awaited<ReturnType<typeof startMariadb>>;
    const tables = [
      'create table wp_posts (ID bigint, post_title text, post_excerpt text, post_content longtext, post_status varchar(20), post_type varchar(20), post_date_gmt datetime, post_modified_gmt datetime)',
      "insert into wp_posts values (7, 'A bridge', '', '<p>The text</p>', 'publish', 'post', '2026-11-28 05:00:00', '2026-11-28 05:30:00'), (8, 'Gone', '', '', 'trash', 'post', '2026-11-28 05:00:00', '2026-11-28 05:31:00')",
      'create table b_iblock_element (ID int, CODE varchar(99), NAME varchar(255), PREVIEW_TEXT text, DETAIL_TEXT longtext, ACTIVE char(1), ACTIVE_FROM datetime, DATE_CREATE datetime, TIMESTAMP_X timestamp, IBLOCK_ID int)',
      "insert into b_iblock_element values (7, 'bridge', 'A bridge', 'The lead', '<p>The text</p>', 'Y', null, '2026-11-28 10:00:00', '2026-11-28 05:30:00', 1)",
      'create table node_field_data (nid int, type varchar(32), title varchar(255), langcode varchar(12), status tinyint, created int, changed int, default_langcode tinyint)',
      'create table node__body (entity_id int, langcode varchar(12), body_value longtext, body_summary longtext)',
      `insert into node_field_data values (7, 'article', 'A bridge', 'en', 1, ${Date.parse('2026-11-28T05:00:00Z') / 1000}, ${Date.parse('2026-11-28T05:30:00Z') / 1000}, 1)`,
      "insert into node__body values (7, 'en', '<p>The text</p>', 'The lead')",
    ];

    beforeAll(async () => {
      server = await startMariadb();
      const { createConnection } = await import('mysql2/promise');
      const connection = await createConnection({ uri: server.url });
      await connection.query('create database cms character set utf8mb4; '.trim().replace(/;$/u, ''));
      await connection.query('use cms');
      await connection.query("set time_zone = '+00:00'");
      for (const table of tables) await connection.query(table);
      await connection.end();
    }, 60_000);
    afterAll(() => server.stop());

    test.each([
      ['wordpress', ['cms-7', 'cms-8'], ['usable', 'canceled']],
      ['bitrix', ['cms-7'], ['usable']],
      ['drupal', ['cms-7'], ['usable']],
    ])('the one for %s', async (name, ids, statuses) => {
      const database = new CmsDatabase(`${server.url}/cms`, exampleOf('sql', name));
      onTestFinished(() => database.close());
      const outcome = await database.ask(new Date('2026-11-28T05:00:00Z'), new AbortController().signal);
      if (outcome.kind === 'failed') throw new Error(outcome.reason);
      const of = source({ name: 'cms', kind: 'sql', url: 'mysql://x/y', site: 'steppe.example' });
      const { items } = readRows(outcome.rows, of, new Date('2026-11-28T06:00:00Z')).document;
      expect(items.map(({ article }) => article.id)).toEqual(ids);
      expect(items.map(({ article }) => article.status)).toEqual(statuses);
      expect(items[0]?.article).toMatchObject({
        headline: 'A bridge',
        body: 'The text',
        publishedAt: new Date('2026-11-28T05:00:00Z'),
      });
      const later = await database.ask(new Date('2026-11-28T05:45:00Z'), new AbortController().signal);
      expect(later).toEqual({ kind: 'rows', rows: [] });
    });
  },
);

const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;

test.skipIf(missing !== null)(
  `the trigger in Postgres${missing === null ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const url = await createPostgresDatabase();
    const store = await openStore(url);
    onTestFinished(() => store.close());
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(
      'create schema cms; create table cms.posts (id int primary key, slug text, language text, title text, lead text, text text, is_published boolean, published_at timestamptz)',
    );
    await client.query(exampleOf('postgres', 'trigger'));
    const article = () => store.articles.find('cms-7');
    await client.query(
      "insert into cms.posts values (7, 'bridge', 'en', 'A bridge', null, 'The text', false, now())",
    );
    expect(await article()).toBeNull();
    await client.query('update cms.posts set is_published = true');
    expect(await article()).toMatchObject({
      headline: 'A bridge',
      status: 'usable',
      url: 'https://steppe.example/news/bridge',
    });
    await client.query("update articles set status = 'withheld'");
    await client.query("update cms.posts set title = 'A bridge, corrected'");
    expect(await article()).toMatchObject({ headline: 'A bridge, corrected', status: 'withheld' });
    await client.query('delete from cms.posts');
    expect(await article()).toMatchObject({ status: 'canceled' });
  },
);
