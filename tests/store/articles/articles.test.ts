import fc from 'fast-check';
import { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { NewArticle } from '../../../src/news/article.ts';
import { Articles } from '../../../src/store/articles/articles.ts';
import { directWrites } from '../../../src/store/engines/write-queue.ts';
import { Fence } from '../../../src/store/lanes/fence.ts';
import { LaneLedger } from '../../../src/store/posts/lane-ledger.ts';
import { Ledger } from '../../../src/store/posts/ledger.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { openPostgres } from '../../../src/store/engines/postgres.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/engines/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { forEachEngine, openStage, type Engine, type Newsroom } from '../../stage/databases.ts';
import { after, noon, plan } from '../../stage/builders.ts';
import { article, promise, written as message } from '../../stage/stored-posts.ts';
import { runs } from '../../stage/sizes.ts';

const hourMs = 3_600_000;

const whole: NewArticle = {
  ...article(),
  section: 'City',
  sections: ['City', 'Transport'],
  summary: 'Summary',
  body: 'One.\n\nTwo.',
  author: 'A. B.',
  imageUrl: 'https://news.example/1.jpg',
  imageCredit: 'MFA',
  keywords: ['Әуежай', 'say "hi"', 'a, b'],
  media: [{ kind: 'video', url: 'https://news.example/1.mp4', caption: null, credit: 'MFA' }],
  labels: ['ai', 'pr'],
  age: 16,
  urgency: 2,
  status: 'withheld',
  embargoedUntil: after(hourMs),
  views: 7,
  storyId: 's1',
  follows: 'a0',
};

async function ids(found: Promise<{ id: string }[] | { articles: { id: string }[] }>): Promise<string[]> {
  const articles = await found;
  return (Array.isArray(articles) ? articles : articles.articles).map(({ id }) => id);
}

/** Articles that make the order visible; the name says when each was due. */
async function saveMany(store: Store): Promise<void> {
  const news: [id: string, given: Partial<NewArticle>][] = [
    ['ancient', { publishedAt: after(-90 * hourMs) }],
    ['ancient breaking', { publishedAt: after(-80 * hourMs), urgency: 1 }],
    ['ancient canceled', { publishedAt: after(-99 * hourMs), status: 'canceled' }],
    ['canceled in the future', { publishedAt: after(99 * hourMs), status: 'canceled' }],
    ['yesterday', { publishedAt: after(-20 * hourMs) }],
    ['an hour ago', { publishedAt: after(-hourMs) }],
    ['now', {}],
    ['breaking now', { urgency: 2 }],
    ['embargo ended', { publishedAt: after(-90 * hourMs), embargoedUntil: after(-2 * hourMs) }],
    ['in a millisecond', { publishedAt: after(1) }],
    ['embargoed', { embargoedUntil: after(hourMs), urgency: 1 }],
  ];
  for (const [id, given] of news) await store.articles.save({ ...article(id), ...given }, noon);
}

/** The plan that the engine's own optimizer makes for each query of ours. */
async function explain(
  engine: Engine,
  url: string,
  newsroom: Newsroom,
  ask: (db: Kysely<Tables>, backend: ReturnType<typeof openSqlite>) => Promise<unknown>,
) {
  const backend = engine.name === 'SQLite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
  const queries: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<Tables>({ dialect: backend.dialect, log: ({ query }) => void queries.push(query) });
  await ask(db, backend);
  await db.destroy();
  const plans: string[] = [];
  for (const { sql, parameters } of queries) {
    if (engine.name === 'SQLite') {
      plans.push(
        (await newsroom.rows(`explain query plan ${sql}`, parameters)).map((row) => row['detail']).join('\n'),
      );
    } else {
      const literal = sql.replaceAll(/\$(\d+)/g, (_all, place: string) => {
        const value = parameters[Number(place) - 1];
        return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
      });
      plans.push((await newsroom.rows(`explain ${literal}`)).map((row) => row['QUERY PLAN']).join('\n'));
    }
  }
  return plans;
}

forEachEngine((engine) => {
  describe('saving', () => {
    test('gives back what was given', async () => {
      const { store } = await openStage(engine);
      expect(await store.articles.save(whole, noon)).toBe('inserted');
      expect(await store.articles.find('a1')).toEqual({ ...whole, written: null, revision: 1 });
      expect(await store.articles.find('a2')).toBeNull();
      expect(await store.articles.count()).toBe(1);
    });

    test('the same again changes nothing, and anything else makes a revision', async () => {
      const { store } = await openStage(engine);
      await store.articles.save(whole, noon);
      expect(await store.articles.save(whole, after(5))).toBe('unchanged');
      expect(await store.articles.save({ ...whole, keywords: ['b', 'a'] }, noon)).toBe('updated');
      expect(await store.articles.find('a1')).toMatchObject({ revision: 2, keywords: ['b', 'a'] });
    });

    test('without a moment takes now, and keeps it from then on', async () => {
      const { store } = await openStage(engine);
      const { publishedAt: _given, ...undated } = article();
      await store.articles.save(undated, noon);
      expect(await store.articles.save(undated, after(hourMs))).toBe('unchanged');
      expect(await store.articles.find('a1')).toMatchObject({ publishedAt: noon, urgency: 5 });
    });

    test('refuses by the name of the rule, and says which article', async () => {
      const { store } = await openStage(engine);
      const refused = store.articles.save({ ...article(), urgency: 9 }, noon);
      await expect(refused).rejects.toThrow(/"a1".*article_urgency_must_be_1_to_8/);
      await expect(refused).rejects.toMatchObject({ code: 'ARTICLE_REFUSED' });
    });

    test('any text there is, twice the same', async () => {
      const { store } = await openStage(engine);
      const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((some) => `x${some}`);
      const halves = fc.constantFrom('\ud83d', '\ude00', 'a\0b', '\ufeff', '"\\');
      await fc.assert(
        fc.asyncProperty(fc.oneof(text, halves), async (some) => {
          const news = { ...article(), headline: `x${some}`, body: some, keywords: [some] };
          await store.articles.save(news, noon);
          expect(await store.articles.save(news, noon)).toBe('unchanged');
        }),
        { numRuns: runs(30) },
      );
    });
  });

  test('an article that holds whole pages is read no further than a post can need', async () => {
    const { store } = await openStage(engine);
    const page = 'Ұзақ мәтін. '.repeat(10_000);
    const post = await promise(store);
    const long = { headline: page, summary: page, body: page, imageUrl: `data:image/png;base64,${page}` };
    await store.articles.save({ ...article(), ...long }, noon);
    const {
      articles: [listed],
    } = await store.articles.unplanned(noon, null, 100);
    expect(JSON.stringify(listed).length).toBeLessThan(21_000);
    const work = await store.ledger.next('main', noon);
    const found = await store.articles.find('a1');
    expect(work).toMatchObject({ post: { id: post }, article: found });
    expect(found?.body).toBe(page.slice(0, 20_000));
    expect(JSON.stringify(found).length).toBeLessThan(81_000);
  });

  describe('what is not planned', () => {
    test('comes breaking first, then withdrawn, then by the moment it was due', async () => {
      const { store } = await openStage(engine);
      await saveMany(store);
      const found = await ids(store.articles.unplanned(noon, null, 100));
      expect(found.slice(0, 2)).toEqual(['ancient breaking', 'breaking now']);
      expect(found.slice(2, 4).sort()).toEqual(['ancient canceled', 'canceled in the future']);
      expect(found.slice(4)).toEqual(['ancient', 'yesterday', 'embargo ended', 'an hour ago', 'now']);
    });

    test('older than any channel takes comes last, when nothing else waits', async () => {
      const { store } = await openStage(engine);
      await saveMany(store);
      const oldest = after(-24 * hourMs);
      const { articles: first } = await store.articles.unplanned(noon, oldest, 100);
      expect(first.map(({ id }) => id).slice(2)).toEqual([
        'breaking now',
        'yesterday',
        'embargo ended',
        'an hour ago',
        'now',
      ]);
      await store.ledger.record(
        first.map(({ id }) => plan(id)),
        noon,
      );
      expect(await ids(store.articles.unplanned(noon, oldest, 100))).toEqual(['ancient breaking']);
      await store.ledger.record([plan('ancient breaking')], noon);
      expect(await ids(store.articles.unplanned(noon, oldest, 100))).toEqual(['ancient']);
    });

    test('is never more than was asked for, and nothing twice', async () => {
      const { store } = await openStage(engine);
      await saveMany(store);
      for (const oldest of [null, after(-24 * hourMs)]) {
        const all = await ids(store.articles.unplanned(noon, oldest, 100));
        expect(new Set(all).size).toBe(all.length);
        for (let limit = 1; limit <= all.length; limit += 1) {
          expect(await ids(store.articles.unplanned(noon, oldest, limit))).toHaveLength(limit);
        }
      }
    });

    test('waits for its moment, and that moment is known', async () => {
      const { store } = await openStage(engine);
      expect(await store.articles.nextDueAt(noon)).toBeNull();
      expect(await store.articles.isAnyUnplanned()).toBe(false);
      await saveMany(store);
      expect(await store.articles.isAnyUnplanned()).toBe(true);
      expect(await store.articles.nextDueAt(noon)).toEqual(after(1));
      expect(await store.articles.nextDueAt(after(1))).toEqual(after(hourMs));
      expect(await store.articles.nextDueAt(after(hourMs))).toBeNull();
      expect(await ids(store.articles.unplanned(after(1), null, 100))).toContain('in a millisecond');
      expect(await ids(store.articles.unplanned(after(hourMs - 1), null, 100))).not.toContain('embargoed');
      expect(await ids(store.articles.unplanned(after(hourMs), null, 100))).toContain('embargoed');
    });
  });

  test('a poll and a lane look into their indexes, and sort nothing', async () => {
    const { store, newsroom, url } = await openStage(engine);
    await newsroom.run(
      `insert into articles (id, url, language, headline, planned_revision)
       with recursive numbers (number) as (select 1 union all select number + 1 from numbers where number < 3000)
       select 'm' || number, 'https://news.example', 'kk', 'Headline', 1 from numbers`,
    );
    await newsroom.run(
      `insert into posts (channel, article_id, state, priority, sort_at, promised_at, message_id)
       select 'main', id, 'sent', 2, 0, 0, 7 from articles`,
    );
    await promise(store, 'fresh');
    await newsroom.run(engine.name === 'SQLite' ? 'analyze' : 'vacuum analyze');
    const polls = await explain(engine, url, newsroom, async (db, backend) => {
      const articles = new Articles(db, backend);
      await articles.unplanned(noon, after(-hourMs), 200);
      await articles.nextDueAt(noon);
      await articles.isAnyUnplanned();
    });
    expect(polls.length).toBeGreaterThan(6);
    for (const poll of polls) {
      expect(poll).toContain('articles_unplanned');
      expect(poll).not.toMatch(/TEMP B-TREE|SCAN articles(?! USING)|Seq Scan on articles/);
    }
    const [lane, claim] = await explain(engine, url, newsroom, async (db, backend) => {
      const ledger = new Ledger(db, backend, 'main');
      await ledger.next('main', noon);
      const holder = { bot: '1', name: 'a', epoch: 1 };
      const lock = { isHeld: () => true };
      const parts = {
        holder,
        lock,
        db,
        writes: directWrites(db),
        clock: systemClock,
        hasRowLocks: backend.hasRowLocks,
      };
      const fence = new Fence(parts);
      const claimed = { postId: 1, revision: null, message, form: 'text', isSilent: false } as const;
      await new LaneLedger(db, fence, backend.hasUpdatesInWith).claim(claimed, noon).catch(() => undefined);
    });
    expect(lane).toContain('posts_turn');
    // Postgres reads a table of a few rows (channels, sightings) whole, and is right.
    expect(lane).not.toMatch(/TEMP B-TREE|SCAN posts(?! USING)|Seq Scan on (posts|articles)|Sort /);
    expect(claim).toMatch(/posts_numbers/);
  });
});

describe('on Postgres alone', () => {
  forEachEngine((engine) => {
    test.runIf(engine.name === 'Postgres')(
      'an old moment is read whatever the time zone of the server',
      async () => {
        const { store, newsroom, url } = await openStage(engine);
        // Until 1924 Almaty was 5 hours, 7 minutes and 48 seconds ahead, and Postgres says so.
        await newsroom.run(`alter database ${url.split('/').at(-1)} set timezone to 'Asia/Almaty'`);
        const publishedAt = new Date('1900-01-01T00:00:00.123Z');
        await store.articles.save({ ...article(), publishedAt }, noon);
        await newsroom.run("update articles set embargoed_until = '0001-01-01T00:00:00Z'");
        const { openStore } = await import('../../../src/store/store.ts');
        const other = await openStore(url);
        expect(await other.articles.find('a1')).toMatchObject({
          publishedAt,
          embargoedUntil: new Date('0001-01-01T00:00:00.000Z'),
        });
        await other.close();
      },
    );

    test.runIf(engine.name === 'Postgres')('dates are read whatever form the database writes', async () => {
      const { store, newsroom, url } = await openStage(engine);
      await newsroom.run(`alter database ${url.split('/').at(-1)} set datestyle to 'SQL, DMY'`);
      await store.articles.save(article(), noon);
      const { openStore } = await import('../../../src/store/store.ts');
      const other = await openStore(url);
      expect(await other.articles.find('a1')).toMatchObject({ publishedAt: noon });
      await other.close();
    });

    test.runIf(engine.name === 'Postgres')(
      'a writer needs rights on the articles alone, and no search path to our tables',
      async () => {
        const { store, newsroom } = await openStage(engine);
        const writer = `writer_${process.pid}`;
        await newsroom.run(`create role ${writer}`);
        try {
          await newsroom.run(`grant usage on schema public to ${writer}`);
          await newsroom.run(`grant select, insert, update, delete on articles to ${writer}`);
          await newsroom.run(`set role ${writer}`);
          await newsroom.run("set search_path = ''");
          await newsroom.run(
            `insert into public.articles (id, url, language, headline)
             values ('a1', 'https://news.example/a1', 'kk', 'A'), ('a2', 'https://news.example/a2', 'kk', 'B')`,
          );
          await newsroom.run("update public.articles set id = 'a3' where id = 'a2'");
          await newsroom.run("delete from public.articles where id = 'a1'");
        } finally {
          await newsroom.run('reset role');
          await newsroom.run('reset search_path');
          await newsroom.run(`drop owned by ${writer}`);
          await newsroom.run(`drop role ${writer}`);
        }
        const deleted = (await store.articles.deleted(10)).map(({ articleId }) => articleId);
        expect(deleted).toEqual(['a2', 'a1']);
      },
    );
  });
});
