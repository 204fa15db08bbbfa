import { describe, expect, test } from 'vitest';
import { Events } from '../../../src/events.ts';
import type { Fault } from '../../../src/news/fault.ts';
import { Pipeline } from '../../../src/pipeline/pipeline.ts';
import { after, channel, noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine, type Newsroom, type Stage } from '../../stage/databases.ts';
import { ModelClock } from '../../stage/model-telegram.ts';
import { article } from '../../stage/stored-posts.ts';

/** Takes the rules of the table away, as a newsroom's program or its administrator can. */
async function takeRulesAway(engine: Engine, newsroom: Newsroom): Promise<void> {
  if (engine.name === 'SQLite') return newsroom.run('pragma ignore_check_constraints = on');
  const rules = await newsroom.rows(
    "select conname from pg_constraint where conrelid = 'articles'::regclass and contype = 'c'",
  );
  for (const { conname } of rules)
    await newsroom.run(`alter table articles drop constraint ${String(conname)}`);
  for (const column of ['url', 'language', 'headline', 'status', 'published_at'])
    await newsroom.run(`alter table articles alter column ${column} drop not null`);
}

/** A column, what SQL puts into it, and how that is told. */
type Case = [column: string, sql: string, kind: Fault['kind']];

const bytes = "x'ff00d2'";

const cases: Record<Engine['name'], Case[]> = {
  SQLite: [
    ...[
      'url',
      'language',
      'headline',
      'section',
      'summary',
      'body',
      'author',
      'image_url',
      'image_credit',
    ].map((column): Case => [column, bytes, 'bytes']),
    ['keywords', "'Парк'", 'no list'],
    ['keywords', `'"Парк"'`, 'no list'],
    ['keywords', bytes, 'bytes'],
    ['sections', '\'["Спорт"\'', 'no list'],
    ['story_id', bytes, 'bytes'],
    ['follows', bytes, 'bytes'],
    ['urgency', "'high'", 'no number'],
    ['urgency', '2.5', 'no number'],
    ['status', "'published'", 'no status'],
    ['status', bytes, 'no status'],
    ['published_at', "'1999, spring'", 'no moment'],
    ['published_at', "'yesterday'", 'no moment'],
    ['published_at', '1764212345', 'no moment'],
    ['published_at', bytes, 'bytes'],
    ['embargoed_until', "'soon'", 'no moment'],
  ],
  Postgres: [
    ['published_at', "'infinity'", 'no moment'],
    ['published_at', "'-infinity'", 'no moment'],
    ['published_at', "'290000-01-01'", 'no moment'],
    ['published_at', "'0044-03-15 BC'", 'no moment'],
    ['embargoed_until', "'infinity'", 'no moment'],
    ['keywords', `'{"Парк": 1}'`, 'no list'],
    ['sections', "'7'", 'no list'],
    ['status', "'published'", 'no status'],
    ['headline', 'null', 'nothing'],
    ['url', 'null', 'nothing'],
  ],
};

const page = { offset: 0, limit: 9 };

async function open(engine: Engine) {
  const stage = await openStage(engine, { changesSchema: true });
  await takeRulesAway(engine, stage.newsroom);
  const events = new Events();
  const told: string[] = [];
  events.listen('article unreadable', ({ id, fault }) => told.push(`${id} ${fault.column} ${fault.kind}`));
  const settings = { channels: [channel()], correctionDelayMs: 0, burstArticles: 0, timeZone: 'UTC' };
  const pipeline = new Pipeline(stage.store, settings, events, new ModelClock(after(60_000)));
  const poll = () => pipeline.poll(new AbortController().signal);
  return { ...stage, poll, told };
}

async function promised({ store }: Pick<Stage, 'store'>): Promise<string[]> {
  const posts = await store.posts.postsOf(['a1', 'bad', 'z1']);
  return posts.filter(({ state }) => state === 'promised').map(({ articleId }) => articleId);
}

forEachEngine((engine) => {
  describe('a row that cannot be read', () => {
    test.each(cases[engine.name])(
      'with %s = %s is skipped by every reader and noted once',
      async (column, sql, kind) => {
        const stage = await open(engine);
        const { newsroom, poll, store, told } = stage;
        for (const id of ['a1', 'bad', 'z1']) await store.articles.save(article(id), noon);
        const [{ was }] = (await newsroom.rows(`select ${column} as was from articles where id = 'bad'`)) as [
          { was: unknown },
        ];
        await newsroom.run(`update articles set ${column} = ${sql} where id = 'bad'`);
        await poll();
        await poll();
        expect(told).toEqual([`bad ${column} ${kind}`]);
        expect((await promised(stage)).toSorted()).toEqual(['a1', 'z1']);
        expect(await store.articles.isAnyUnplanned()).toBe(false);
        const note = { count: 1, example: { id: 'bad', fault: { column, kind } } };
        expect(await store.unreadableArticles.read()).toEqual(note);
        expect(await store.unreadableArticles.faultOf('bad')).toEqual({ column, kind });

        while ((await store.search.indexSome(10)) > 0);
        const others = (found: { id: string }[]) => found.map(({ id }) => id).toSorted();
        const listed = async () => (await store.search.find('жаңалық', page)).map((found) => found.article);
        expect(others(await listed())).toEqual(['a1', 'z1']);
        expect(others(await store.search.newest(after(60_000), page))).toEqual(['a1', 'z1']);
        expect(others(await store.articles.dueWithin(after(-60_000), after(60_000), 'kk'))).toEqual([
          'a1',
          'z1',
        ]);
        expect(await store.articles.find('bad')).toBeNull();
        expect(await store.articles.exists('bad')).toBe(true);
        expect(await store.articles.nextDueAt(noon)).toBeNull();
        expect(await store.survey.postless(after(-60_000), after(60_000))).toEqual([]);
        expect(await store.survey.misdated(noon)).toEqual([]);
        expect((await store.survey.kinds()).languages).toEqual(['kk']);
        expect((await store.statistics.publications(after(60_000), 9)).length).toBeGreaterThanOrEqual(2);

        await newsroom.run(`update articles set ${column} = ? where id = 'bad'`, [was]);
        await poll();
        expect((await promised(stage)).toSorted()).toEqual(['a1', 'bad', 'z1']);
        expect(await store.unreadableArticles.read()).toBeNull();
        while ((await store.search.indexSome(10)) > 0);
        expect(others(await listed())).toEqual(['a1', 'bad', 'z1']);
      },
    );

    const [column, sql] = cases[engine.name][0] ?? [];
    const spoil = (newsroom: Newsroom) =>
      newsroom.run(`update articles set ${column} = ${sql} where id = 'bad'`);

    test('keeps the posts that it has, and drops and kills them when it is canceled', async () => {
      const { newsroom, poll, store, told } = await open(engine);
      await store.articles.save(article('bad'), noon);
      await poll();
      await spoil(newsroom);
      await poll();
      expect(await store.posts.postsOf(['bad'])).toMatchObject([{ state: 'promised', dueChange: null }]);
      await newsroom.run("update articles set status = 'canceled' where id = 'bad'");
      await poll();
      expect(await store.posts.postsOf(['bad'])).toMatchObject([{ state: 'dropped', reason: 'canceled' }]);
      expect(told).toHaveLength(1);
    });

    test('is found no more by its old words', async () => {
      const { newsroom, poll, store } = await open(engine);
      await store.articles.save(article('bad'), noon);
      await poll();
      await store.search.indexSome(10);
      expect(await store.search.find('жаңалық', page)).toHaveLength(1);
      await spoil(newsroom);
      await poll();
      expect(await store.search.find('жаңалық', page)).toEqual([]);
    });

    test('is spoilt between its plan and its index: the index goes on', async () => {
      const { newsroom, poll, store } = await open(engine);
      for (const id of ['bad', 'z1']) await store.articles.save(article(id), noon);
      await poll();
      await spoil(newsroom);
      expect(await store.search.indexSome(10)).toBe(2);
      expect(await store.search.indexSome(10)).toBe(0);
      expect(await store.search.find('жаңалық', page)).toHaveLength(1);
    });

    test('is mended by an import of the article', async () => {
      const { newsroom, poll, store } = await open(engine);
      const { publishedAt: _, ...undated } = article('bad');
      await store.articles.save(article('bad'), noon);
      await spoil(newsroom);
      await poll();
      expect(await store.articles.save(undated, noon)).toBe('updated');
      await poll();
      expect(await store.unreadableArticles.read()).toBeNull();
      expect(await store.articles.find('bad')).toMatchObject({ headline: undated.headline });
    });

    test('is deleted, and its note with it', async () => {
      const { newsroom, poll, store } = await open(engine);
      await store.articles.save(article('bad'), noon);
      await spoil(newsroom);
      await poll();
      await newsroom.run("delete from articles where id = 'bad'");
      await poll();
      expect(await store.unreadableArticles.read()).toBeNull();
    });

    test('hides no article that is due later', async () => {
      const { newsroom, poll, store } = await open(engine);
      await store.articles.save(article('bad'), noon);
      await spoil(newsroom);
      await store.articles.save({ ...article('later'), publishedAt: after(3_600_000) }, noon);
      expect(await poll()).toEqual(after(3_600_000));
    });
  });

  test.runIf(engine.name === 'SQLite').each([
    ["cast(x'ff61' as text)", '\uFFFDa'],
    ["x'ff61'", "x'ff61'"],
  ])('an id that is no text, %s, is noted once', async (id, shown) => {
    const { newsroom, poll, store, told } = await open(engine);
    await newsroom.run(
      `insert into articles (id, url, language, headline) values (${id}, 'https://news.example/1', 'en', 'A')`,
    );
    await newsroom.run(`update articles set published_at = '${noon.toISOString()}'`);
    await poll();
    await poll();
    expect(told).toEqual([`${shown} id bytes`]);
    expect(await store.unreadableArticles.read()).toMatchObject({ count: 1, example: { id: shown } });
    await newsroom.run(`delete from articles where id = ${id}`);
    await poll();
    expect(await store.unreadableArticles.read()).toBeNull();
  });
});
