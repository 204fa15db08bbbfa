import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ninjsOf, wordPressPost } from '../../sources/cms/cms-samples.ts';
import { forEachEngine, sqlite } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';
import { PollerStage } from './poller-stage.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const mapping = { items: null, fields: {}, next: null, preset: null };
const last = { firstRun: { kind: 'last', count: 50 } } as const;

forEachEngine((engine) => {
  test('the database of a CMS: what changed is taken, and what is the same costs nothing', async () => {
    const stage = await PollerStage.open(engine);
    onTestFinished(() => stage.poller.close());
    const file = join(makeFolder(), 'cms.db');
    const cms = new SqliteDatabase(file);
    onTestFinished(() => void cms.close());
    cms.exec('create table posts (id integer primary key, title text, state text, changed text)');
    const write = (id: number, title: string, state: string, changed: Date) =>
      cms
        .prepare('insert or replace into posts values (?, ?, ?, ?)')
        .run(id, title, state, changed.toISOString());
    const source = stage.source({
      ...last,
      kind: 'sql',
      name: 'cms',
      url: `sqlite:${file}`,
      site: 'steppe.example',
      isOwn: true,
      mapping: { ...mapping, fields: { headline: 'title', status: 'state', changed_at: 'changed' } },
      linkTemplate: 'https://steppe.example/{id}',
      query: {
        text: 'SELECT * FROM posts WHERE changed >= :since ORDER BY changed LIMIT 500',
        missing: 'ignore',
      },
    });
    write(1, 'The first headline of all', 'published', stage.now);
    write(2, 'A draft that nobody may see', 'withheld', stage.now);
    expect(await stage.outcome(source)).toMatchObject({ kind: 'read', taken: { inserted: 2 } });
    expect(await stage.result(source)).toBe('unchanged');
    stage.pass(minuteMs);
    write(1, 'The first headline, corrected', 'published', stage.now);
    write(2, 'A draft that is published now', 'published', stage.now);
    write(3, 'An archived one', 'archived', stage.now);
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1, updated: 2 } });
    const rows = () => stage.stage.newsroom.rows('select id, headline, status from articles order by id');
    expect(await rows()).toMatchObject([
      { id: 'cms-1', headline: 'The first headline, corrected', status: 'usable' },
      { id: 'cms-2', headline: 'A draft that is published now', status: 'usable' },
      { id: 'cms-3', status: 'canceled' },
    ]);
    // An editor holds it. The CMS says again what it said, and then something else.
    await stage.stage.newsroom.run("update articles set status = 'withheld' where id = 'cms-1'");
    stage.pass(minuteMs);
    write(1, 'The first headline, corrected again', 'published', stage.now);
    await stage.look(source);
    expect((await rows())[0]).toMatchObject({
      status: 'withheld',
      headline: 'The first headline, corrected again',
    });
    write(1, 'The first headline, corrected again', 'trash', stage.now);
    await stage.look(source);
    expect((await rows())[0]).toMatchObject({ status: 'canceled' });
    // A transaction that was committed late is within the overlap.
    write(4, 'Committed late', 'published', new Date(stage.now.getTime() - 9 * minuteMs));
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1 } });
    // What was missed all the same comes with the wide look of each hour.
    write(5, 'Written with an old moment', 'published', new Date(stage.now.getTime() - 5 * hourMs));
    expect(await stage.result(source)).toBe('unchanged');
    stage.pass(hourMs);
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1 } });
    expect(await stage.state('cms')).toMatchObject({ url: expect.stringMatching(/^sql:[0-9a-f]{24}$/u) });
  });

  test('rows that are missing are canceled where that is wanted, and not all at once', async () => {
    const stage = await PollerStage.open(engine);
    onTestFinished(() => stage.poller.close());
    const file = join(makeFolder(), 'cms.db');
    const cms = new SqliteDatabase(file);
    onTestFinished(() => void cms.close());
    cms.exec('create table posts (id integer primary key, headline text)');
    for (let id = 1; id <= 6; id += 1)
      cms.prepare('insert into posts values (?, ?)').run(id, `Headline number ${id}`);
    const source = stage.source({
      ...last,
      kind: 'sql',
      url: `sqlite:${file}`,
      linkTemplate: 'https://steppe.example/{id}',
      query: { text: 'SELECT id, headline FROM posts', missing: 'cancel' },
    });
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 6 } });
    cms.exec('delete from posts where id = 3');
    expect(await stage.outcome(source)).toMatchObject({ taken: { canceled: 1, brake: null } });
    cms.exec('delete from posts');
    expect(await stage.outcome(source)).toMatchObject({
      taken: { canceled: 0, brake: { kind: 'many changes', count: 5 } },
    });
    expect(await stage.stage.newsroom.rows("select id from articles where status = 'canceled'")).toHaveLength(
      1,
    );
  });
});

describe('other kinds', () => {
  test('WordPress is asked for what changed since then, with everything embedded', async () => {
    const stage = await PollerStage.open(sqlite);
    const source = stage.source({
      ...last,
      kind: 'json',
      url: stage.site.url('/wp-json/wp/v2/posts'),
      mapping: { ...mapping, preset: 'wordpress' },
    });
    stage.now = new Date('2026-11-28T06:00:00Z');
    stage.site.script('/wp-json/wp/v2/posts', { body: JSON.stringify([wordPressPost({})]) });
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1 } });
    await stage.look(source);
    const asked = stage.site.requests.map(({ path }) => new URL(path, 'http://x').searchParams);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      _embed: '1',
      per_page: '100',
      orderby: 'modified',
      order: 'desc',
    });
    expect(Object.fromEntries(asked[1] ?? [])).toMatchObject({
      order: 'asc',
      modified_after: '2026-11-28T05:10:00Z',
    });
  });

  test('an agency tells of its kills itself', async () => {
    const stage = await PollerStage.open(sqlite);
    const source = stage.source({ ...last, kind: 'ninjs' });
    stage.site.script(
      '/rss',
      { body: JSON.stringify([ninjsOf('urn:n:1', {}), ninjsOf('urn:n:2', { pubstatus: 'withheld' })]) },
      { body: JSON.stringify([ninjsOf('urn:n:1', { pubstatus: 'canceled' }), ninjsOf('urn:n:2', {})]) },
      { body: JSON.stringify([ninjsOf('urn:n:1', {}), ninjsOf('urn:n:2', {})]) },
    );
    const statuses = () => stage.stage.newsroom.rows('select id, status from articles order by id');
    await stage.look(source);
    expect(await statuses()).toMatchObject([{ id: 'urn:n:1', status: 'usable' }, { status: 'withheld' }]);
    await stage.look(source);
    expect(await statuses()).toMatchObject([{ status: 'canceled' }, { status: 'usable' }]);
    await stage.look(source);
    expect(await statuses()).toMatchObject([{ status: 'usable' }, { status: 'usable' }]);
  });

  test('an index of sitemaps leads to the one of news, also when it did not change itself', async () => {
    const stage = await PollerStage.open(sqlite);
    const source = stage.source({ ...last, kind: 'sitemap', isOwn: true });
    const index = `<sitemapindex><sitemap><loc>${stage.site.url('/news.xml')}</loc></sitemap></sitemapindex>`;
    const map = (...slugs: string[]) =>
      `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">${slugs
        .map(
          (slug) =>
            `<url><loc>https://steppe.example/${slug}</loc><news:news><news:title>The headline of ${slug}</news:title></news:news></url>`,
        )
        .join('')}</urlset>`;
    stage.site.script('/rss', { body: index });
    stage.site.script('/news.xml', { body: map('one') }, { body: map('two', 'one') });
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1 } });
    expect(await stage.outcome(source)).toMatchObject({ taken: { inserted: 1, unchanged: 1 } });
  });

  test('another site than its own cannot cancel an article that it did not bring', async () => {
    const stage = await PollerStage.open(sqlite);
    await stage.stage.newsroom.run(
      "insert into articles (id, url, language, headline) values ('own', 'https://kazakh.example/a', 'en', 'Our own')",
    );
    const source = stage.source({ ...last, kind: 'json', mapping });
    const entry = { url: 'https://kazakh.example/a', headline: 'Our own', status: 'deleted' };
    stage.site.script('/rss', { body: JSON.stringify([entry]) });
    await stage.look(source);
    expect(await stage.stage.newsroom.rows('select status from articles')).toEqual([{ status: 'usable' }]);
  });
});
