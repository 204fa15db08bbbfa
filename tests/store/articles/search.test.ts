import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewArticle } from '../../../src/news/article.ts';
import type { ArticlePlan } from '../../../src/news/plan.ts';
import { beginningOf, foldWords } from '../../../src/store/articles/folding.ts';
import type { Store } from '../../../src/store/store.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { runs } from '../../stage/sizes.ts';

const noon = new Date('2026-03-02T12:00:00.000Z');

async function plan(
  store: Store,
  ...articles: (Pick<NewArticle, 'id' | 'headline'> & Partial<NewArticle>)[]
) {
  const plans: ArticlePlan[] = [];
  for (const article of articles) {
    const whole = {
      url: `https://news.example/${article.id}`,
      language: 'kk',
      publishedAt: noon,
      ...article,
    };
    await store.articles.save(whole, noon);
    const { revision } = (await store.articles.find(article.id)) ?? { revision: 1 };
    plans.push({ articleId: article.id, revision, promises: [], renewals: [], drops: [], dueChanges: [] });
  }
  await store.ledger.record(plans, noon);
  expect(await store.search.indexSome(100)).toBe(articles.length);
  expect(await store.search.indexSome(100)).toBe(0);
}

const page = { offset: 0, limit: 10 };
const ids = async (store: Store, query: string, of = page) =>
  (await store.search.find(query, of)).map(({ article }) => article.id);

describe('words are folded the same on both sides', () => {
  test.each([
    ['ЖАҢАЛЫҚТАР «Хабаршы»', ['жаңалықтар', 'хабаршы']],
    ['Ёлка и ёж', ['елка', 'и', 'еж']],
    ['Café, ÉCOLE', ['cafe', 'ecole']],
    ['край йод', ['край', 'йод']],
    ['и\u0306од', ['йод']],
    ["it's 24/7 — don't", ['it', 's', '24', '7', 'don', 't']],
    ['İstanbul', ['istanbul']],
    ['!!! "*" ()', []],
  ])('%s', (text, words) => expect(foldWords(text)).toEqual(words));
});

describe('a word is looked for by its beginning', () => {
  test.each([
    ['я', 'я'],
    ['мост', 'мост'],
    ['новости', 'новост'],
    ['казахстан', 'казахста'],
    ['республика', 'республика'],
    ['жаңалықтарымыз', 'жаңалықтар'],
    ['', ''],
  ])('%s', (word, beginning) => expect(beginningOf(word)).toBe(beginning));
});

forEachEngine((engine) => {
  test('an article is found by the beginnings of its words, in any order, once it is planned', async () => {
    const { store } = await openStage(engine);
    await plan(
      store,
      { id: 'a', headline: 'Қазақстанда жаңалықтар көп' },
      { id: 'b', headline: 'Ещё одна новость', summary: 'О погоде в Алматы', section: 'Weather' },
      { id: 'c', headline: 'Football', keywords: ['Кубок мира'], author: 'Ә. Әлиев' },
    );
    await store.articles.save(
      { id: 'd', url: 'https://news.example/d', language: 'en', headline: 'Football unplanned' },
      noon,
    );
    expect(await ids(store, 'ЖАҢАЛЫҚ қазақ')).toEqual(['a']);
    expect(await ids(store, 'еще погод')).toEqual(['b']);
    expect(await ids(store, 'weather')).toEqual(['b']);
    expect(await ids(store, 'мира кубок әлиев')).toEqual(['c']);
    expect(await ids(store, 'footb')).toEqual(['c']);
    expect(await ids(store, 'погода футбол')).toEqual([]);
  });

  test('the newest come first, page by page', async () => {
    const { store } = await openStage(engine);
    const many = Array.from({ length: 7 }, (_, index) => ({
      id: `n${index}`,
      headline: 'Same words',
      publishedAt: new Date(noon.getTime() + (index % 2 === 0 ? -index : index) * 60_000),
    }));
    await plan(store, ...many);
    const all = await ids(store, 'same');
    expect(all).toEqual(['n5', 'n3', 'n1', 'n0', 'n2', 'n4', 'n6']);
    expect(await ids(store, 'same', { offset: 3, limit: 2 })).toEqual(all.slice(3, 5));
  });

  test('a change of the text changes what finds it; a deleted article is not found', async () => {
    const { store, newsroom } = await openStage(engine);
    await plan(store, { id: 'a', headline: 'Before' });
    const [before] = await store.search.find('before', page);
    await plan(store, { id: 'a', headline: 'After', url: 'https://news.example/moved' });
    expect(await ids(store, 'before')).toEqual([]);
    const [after] = await store.search.find('after', page);
    expect(after?.key).toBe(before?.key);
    expect((await store.search.byUrl(['https://news.example/moved']))?.id).toBe('a');
    await newsroom.run("delete from articles where id = 'a'");
    const gone = { articleId: 'a', revision: null, promises: [], renewals: [], drops: [], dueChanges: [] };
    await store.ledger.record([gone], noon);
    expect(await ids(store, 'after')).toEqual([]);
    expect(await store.search.byKey(after?.key ?? 0)).toBeNull();
  });

  test('an address of any length is indexed, and found', async () => {
    const { store } = await openStage(engine);
    const url = `https://news.example/${randomBytes(4_000).toString('hex')}`;
    await plan(store, { id: 'long', headline: 'Long', url });
    expect(await ids(store, 'long')).toEqual(['long']);
    expect((await store.search.byUrl([url, 'https://news.example/other']))?.id).toBe('long');
  });

  test('keys sort as the moments of publication do, and stay', async () => {
    const { store } = await openStage(engine);
    await plan(
      store,
      { id: 'x', headline: 'X' },
      { id: 'y', headline: 'Y' },
      { id: 'old', headline: 'Old', publishedAt: new Date('1971-01-01T00:00:00.000Z') },
      { id: 'ancient', headline: 'Ancient', publishedAt: new Date('1969-01-01T00:00:00.000Z') },
    );
    const articles = await store.search.newest(noon, page);
    const listed = await store.search.withKeys(articles);
    const keys = Object.fromEntries(listed.map(({ key, article }) => [article.id, key]));
    expect(keys['y']).toBe((keys['x'] ?? 0) + 1);
    expect(keys['old']).toBeLessThan(keys['x'] ?? 0);
    expect(await store.search.withKeys(articles)).toEqual(listed);
    expect((await store.search.byKey(keys['ancient'] ?? -1))?.article.id).toBe('ancient');
  });

  test('whatever is typed, the query is no syntax', async () => {
    const { store } = await openStage(engine);
    await plan(store, { id: 'a', headline: "O'Neil \"AND\" NEAR (x) * ^ - + : & | ! \\ 'q':*" });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (query) => {
        await store.search.find(query, page);
      }),
      { numRuns: runs(100) },
    );
    for (const query of ['"', "'", 'and', 'or not', 'near(', 'x*', 'words:neil', '\\', '\0', "o'neil"])
      await store.search.find(query, page);
    expect(await ids(store, "o'neil AND")).toEqual(['a']);
  });
});
