import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { wordPressPost } from '../sources/cms/cms-samples.ts';
import { startFeedServer } from '../stage/feed-server.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { Stage } from '../stage/story-stage.ts';

const fixtures = resolve(import.meta.dirname, '../../../shared/sources');
const fixture = (name: string) => readFileSync(join(fixtures, name), 'utf8');

/** The database of a CMS with two posts, one of them a draft. */
function makeCms(folder: string): SqliteDatabase.Database {
  const cms = new SqliteDatabase(join(folder, 'cms.db'));
  onTestFinished(() => void cms.close());
  cms.exec(`
    create table posts (id integer primary key, title text, state text, changed text);
    insert into posts values (1, 'The bridge is open again', 'published', '2026-11-28T05:50:00Z');
    insert into posts values (2, 'A draft of the newsroom', 'draft', '2026-11-28T05:55:00Z')`);
  return cms;
}

test.skipIf(!existsSync(fixtures))(
  'a JSON API, a sitemap of news, ninjs and a database are posted, corrected and killed (skipped where the fixtures are not there)',
  async () => {
    const site = await startFeedServer();
    const api = '/wp-json/wp/v2/posts';
    site.script(api, { body: JSON.stringify([wordPressPost({})]) });
    site.script('/news.xml', { body: fixture('27-news-sitemap.xml') });
    site.script('/out.json', { body: fixture('28-ninjs.json') });
    const clock = new MovableClock('2026-11-28T06:00:00.000Z');
    const stage = await Stage.set({}, {}, clock);
    const cms = makeCms(stage.folder);
    const usual = 'own: true, private: true, every: 1s, first_run: { last: 50 }, full_text: never';
    writeFileSync(
      join(stage.folder, 'sources.yaml'),
      `sources:
  - { name: api, kind: json, preset: wordpress, url: "${site.url(api)}", ${usual} }
  - { name: map, kind: sitemap, url: "${site.url('/news.xml')}", ${usual} }
  - { name: wire, kind: ninjs, url: "${site.url('/out.json')}", ${usual} }
  - name: cms
    kind: sql
    database: "sqlite:${join(stage.folder, 'cms.db')}"
    own: true
    every: 1s
    first_run: { last: 50 }
    link_template: https://steppe.example/posts/{id}
    query: SELECT id, title AS headline, state AS status, changed AS changed_at FROM posts WHERE changed >= :since LIMIT 500
`,
    );
    const run = await stage.start();
    /** Exactly these stand in the channel, each once. */
    const untilPosted = (wanted: readonly string[]) =>
      stage.until((texts) => {
        expect(wanted.filter((each) => texts.filter((text) => text.includes(each)).length !== 1)).toEqual([]);
        expect(texts).toHaveLength(wanted.length);
      });
    await untilPosted([
      'Мост – «за» & против',
      'The bridge is open again',
      'Под эмбарго',
      'Ставку сохранили',
      'Новую станцию метро откроют весной',
      '天然气项目启动',
    ]);
    // Each kind once more: a correction, a kill, and a draft that is published.
    site.script(api, {
      body: JSON.stringify([wordPressPost({ title: { rendered: 'Corrected in WordPress' } })]),
    });
    site.script('/out.json', {
      body: fixture('28-ninjs.json').replace('"pubstatus": "usable"', '"pubstatus": "canceled"'),
    });
    site.script('/news.xml', {
      body: fixture('27-news-sitemap.xml').replace('Новую станцию метро', 'Новую станцию метро в Алматы'),
    });
    cms.exec(`
      update posts set title = 'The bridge is closed again', changed = '2026-11-28T06:00:00Z' where id = 1;
      update posts set state = 'published', changed = '2026-11-28T06:00:00Z' where id = 2`);
    await untilPosted([
      'A draft of the newsroom',
      'Corrected in WordPress',
      'The bridge is closed again',
      'Под эмбарго',
      'Новую станцию метро в Алматы откроют весной',
      '天然气项目启动',
    ]);
    expect(run.output()).not.toMatch(/"level":"(?:warn|error)"/u);
  },
  60_000,
);
