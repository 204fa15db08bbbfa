import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { withSources } from '../../src/config/sources/adding.ts';
import { feedsOfOpml, feedsOfPage } from '../../src/sources/feed/feed-links.ts';
import { feedOf } from '../intake/polling/poller-stage.ts';
import { startFeedServer } from '../stage/feed-server.ts';
import { makeFolder } from '../stage/folder.ts';
import { runHere } from '../stage/command.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});

async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, DATABASE_URL: 'sqlite:news.db' };
  const { code, stdout } = await runHere(['sources', ...args], { folder, env });
  return { code, output: stdout };
}

describe('the sources file', () => {
  test('keeps what stands in it, comments too', async () => {
    const text =
      '# our sources\nsources:\n  # the first\n  - url: https://a.example/rss # ours\n    name: a\n';
    const added = await withSources(text, [{ url: 'https://b.example/rss', name: 'b' }]);
    expect(added).toBe(`${text}  - url: https://b.example/rss\n    name: b\n`);
  });

  test.each([null, '', 'sources:\n', 'sources: []\n'])('is begun, or filled: %j', async (text) => {
    const added = await withSources(text, [{ url: 'https://b.example/rss', name: 'b' }]);
    expect(added).toBe('sources:\n  - url: https://b.example/rss\n    name: b\n');
  });
});

test('feeds are found in a page and in an OPML file', () => {
  const page = `<html><head><link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/rss.xml">
    <link rel=alternate type='application/feed+json' href=feed.json><link rel="alternate" hreflang="ru" href="/ru">
    <link rel="stylesheet" type="application/rss+xml" href="/x"></head></html>`;
  expect(feedsOfPage(Buffer.from(page), null, 'https://steppe.example/kk/')).toEqual([
    { url: 'https://steppe.example/rss.xml', title: 'News & more' },
    { url: 'https://steppe.example/kk/feed.json', title: null },
  ]);
  const opml = `<opml><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/rss"/>
    <outline title="A again" xmlUrl="https://a.example/rss"/><outline xmlurl="javascript:x"/></outline></body></opml>`;
  expect(feedsOfOpml(Buffer.from(opml))).toEqual([{ url: 'https://a.example/rss', title: 'A' }]);
});

// Each starts several processes.
describe('khabarshy sources', { timeout: 120_000 }, () => {
  test('shows, tests and polls, and stores what is new', async () => {
    const site = await startFeedServer();
    site.script('/rss', { body: feedOf([2, 1]), headers: { 'cache-control': 'max-age=300' } });
    const list = `sources:\n  - url: ${site.url('/rss')}\n    name: steppe\n    private: true\n    first_run: { last: 1 }\n`;
    writeFileSync(join(folder, 'sources.yaml'), list);
    const tried = await run('test', 'steppe');
    expect(tried.output).toContain('Steppe: 2 items');
    expect(tried.output).toContain('caches keep it for 300 s');
    expect(tried.output).toMatch(/^ {2}News number 2 of the steppe\n {4}\S/m);
    const polled = await run('poll', 'steppe');
    expect([polled.code, polled.output]).toEqual([0, expect.stringContaining('1 new')]);
    const shown = await run();
    expect(shown.output).toMatch(/steppe +works/);
  });

  test('are looked at by the doctor, who says how late caches make the news of an own site', async () => {
    const site = await startFeedServer();
    site.script('/rss', { body: feedOf([2, 1]), headers: { 'cache-control': 'max-age=600' } });
    const sources = ['/rss', '/gone'].map(
      (path) => `  - { url: "${site.url(path)}", name: s${path.slice(1)}, own: true, private: true }\n`,
    );
    writeFileSync(join(folder, 'sources.yaml'), `sources:\n${sources.join('')}`);
    const { stdout } = await runHere(['doctor'], {
      folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    });
    expect(stdout).toContain(
      'source srss: 2 items; the first: News number 2 of the steppe; its caches keep it for 600 s',
    );
    expect(stdout).toContain('source sgone: SOURCE_NOT_FOUND');
  });

  test('takes private addresses only if that is said, and writes nothing that cannot be read', async () => {
    const site = await startFeedServer();
    site.script('/rss', { body: feedOf([1]) });
    const refused = await run('add', site.url('/rss'));
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('SOURCE_ADDRESS_REFUSED')]);
    expect((await run('test', site.url('/rss'), '--private')).output).toContain('Steppe: 1 item\n');
    expect((await run('poll', 'nobody')).code).toBe(2);
    expect((await run('walk', 'x')).code).toBe(2);
  });

  test('says where a query stands with which the database finds fault', async () => {
    new SqliteDatabase(join(folder, 'cms.db')).exec('create table posts (id integer)').close();
    const file = `# the sources\nsources:\n  - { name: feed, url: "https://a.example/rss" }\n  - name: cms\n    kind: sql\n    database: "sqlite:${join(folder, 'cms.db')}"\n    query: SELECT headlin FROM posts\n`;
    writeFileSync(join(folder, 'sources.yaml'), file);
    const { code, output } = await run('test', 'cms');
    const reason = 'SOURCE_FAILS: sources.yaml:7 sources[1].query: no such column: headlin';
    expect([code, output]).toEqual([1, expect.stringContaining(reason)]);
  });

  test('imports a list of feeds, each once', async () => {
    const opml =
      '<opml><body><outline xmlUrl="https://a.example/rss"/><outline xmlUrl="https://b.example/rss"/></body></opml>';
    writeFileSync(join(folder, 'feeds.opml'), opml);
    writeFileSync(
      join(folder, 'sources.yaml'),
      'sources:\n  - { url: "http://www.a.example/rss/", name: a }\n',
    );
    const { code, output } = await run('import', 'feeds.opml');
    expect([code, output]).toEqual([0, expect.stringContaining('1 stood in the settings already')]);
    expect(readFileSync(join(folder, 'sources.yaml'), 'utf8')).toContain('name: b-example');
    expect((await run('import', 'feeds.opml')).output).toContain('Nothing is new');
    // The file that .env names, and not the usual one.
    writeFileSync(join(folder, '.env'), 'SOURCES_FILE=own.yaml\n');
    writeFileSync(join(folder, 'own.yaml'), 'sources:\n  - { url: "https://c.example/rss", name: c }\n');
    await run('import', 'feeds.opml');
    expect(readFileSync(join(folder, 'own.yaml'), 'utf8')).toContain('name: a-example');
  });
});
