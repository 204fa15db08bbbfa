import { expect, test } from 'vitest';
import { forEachEngine, openStage, type Newsroom } from '../../stage/databases.ts';

const noon = new Date('2026-03-02T12:00:00.000Z');
const after = (ms: number) => new Date(noon.getTime() + ms);

const columns = 'id, url, language, headline';
const values = (id: string) => `'${id}', 'https://news.example/${id}', 'en', '${id}'`;

async function undated(newsroom: Newsroom): Promise<unknown[]> {
  return (await newsroom.rows('select id from articles where undated = 1 order by id')).map(({ id }) => id);
}

forEachEngine((engine) => {
  test('the table knows which articles came without a date', async () => {
    const { store, newsroom } = await openStage(engine);
    const stated = `insert into articles (${columns}, published_at) values`;
    await newsroom.run(`insert into articles (${columns}) values (${values('a')}), (${values('b')})`);
    await newsroom.run(`${stated} (${values('dated')}, '2026-03-02T12:00:00.000Z')`);
    await newsroom.run(
      `insert into articles (${columns}) select id || '2', url, 'en', headline from articles where id < 'c'`,
    );
    await newsroom.run("update articles set headline = 'new' where id = 'a'");
    await newsroom.run("update articles set published_at = '2026-03-02T12:00:00.000Z' where id = 'b'");
    const article = { url: 'https://news.example/x', language: 'en', headline: 'x' };
    await store.articles.save({ ...article, id: 'imported' }, noon);
    await store.articles.save({ ...article, id: 'imported-dated', publishedAt: noon }, noon);
    expect(await undated(newsroom)).toEqual(['a', 'a2', 'b2', 'imported']);
    expect((await store.articles.undated(9)).map(({ id }) => id).toSorted()).toEqual(await undated(newsroom));
    const [row] = await newsroom.rows("select revision from articles where id = 'imported'");
    expect(row).toEqual({ revision: 1 });
  });

  test('an article of a source is none of them', async () => {
    const { store, newsroom } = await openStage(engine);
    await newsroom.run(`insert into articles (${columns}) values (${values('a')}), (${values('b')})`);
    await newsroom.run(
      "insert into source_items (article_id, source, said, owned) values ('a', 's', '{}', '[]')",
    );
    expect((await store.articles.undated(9)).map(({ id }) => id)).toEqual(['b']);
  });

  test('while a burst is open only ordinary posts wait, and of two answers the first one counts', async () => {
    const { store, newsroom } = await openStage(engine);
    await newsroom.run(`insert into articles (${columns}) values (${values('old')}), (${values('flash')})`);
    await newsroom.run(
      `insert into articles (${columns}, published_at) values (${values('dated')}, '2026-03-02T12:00:00.000Z')`,
    );
    const plan = (articleId: string, priority: 1 | 2) => {
      const promises = [{ channel: 'main', priority, sortAt: noon }];
      return { articleId, revision: 1, promises, renewals: [], drops: [], dueChanges: [] };
    };
    await store.bursts.begin(noon);
    await store.bursts.begin(after(5));
    expect((await store.bursts.read()).openSince).toEqual(noon);
    await store.ledger.record([plan('old', 2), plan('flash', 1), plan('dated', 2)], after(1));
    expect(await store.bursts.count(['main'], noon)).toBe(1);
    expect(await store.bursts.count([], noon)).toBe(0);
    const next = async () => {
      const work = await store.ledger.next('main', after(2));
      return 'post' in work ? work.post.articleId : work;
    };
    expect(await next()).toBe('flash');
    const [flash] = await store.orders.postsOf(['flash']);
    await store.queues.drop(flash?.id ?? 0, noon);
    expect(await next()).toEqual({ wakeAt: null });
    expect(await store.bursts.answer(['main'], after(5), 'all', after(3))).toBeNull();
    const answers = await Promise.all([
      store.bursts.answer(['main'], noon, 'drop', after(3)),
      store.bursts.answer(['main'], noon, 'drop', after(3)),
    ]);
    expect(answers.toSorted()).toEqual([1, null]);
    expect(await next()).toBe('dated');
    expect((await store.orders.postsOf(['old']))[0]).toMatchObject({ state: 'dropped', reason: 'editor' });
  });

  test('a burst that waits, or was dropped, stays out of digests, and what is breaking or came later does not', async () => {
    const { store, newsroom } = await openStage(engine);
    await newsroom.run(`insert into articles (${columns}) values (${values('old')})`);
    await newsroom.run(`insert into articles (${columns}, urgency) values (${values('flash')}, 1)`);
    const plan = (articleId: string) => {
      return { articleId, revision: 1, promises: [], renewals: [], drops: [], dueChanges: [] };
    };
    const unwanted = async () => [...(await store.bursts.unwanted(['old', 'flash', 'later', 'none']))];
    await store.bursts.begin(noon);
    await store.ledger.record([plan('old'), plan('flash')], after(1));
    expect(await unwanted()).toEqual(['old']);
    await store.bursts.answer([], noon, 'drop', after(2));
    await newsroom.run(`insert into articles (${columns}) values (${values('later')})`);
    await store.ledger.record([plan('later')], after(3));
    expect(await unwanted()).toEqual(['old']);
    await store.bursts.begin(after(3));
    expect((await unwanted()).toSorted()).toEqual(['later', 'old']);
    await store.bursts.answer([], after(3), 'all', after(4));
    expect(await unwanted()).toEqual(['old']);
  });
});
