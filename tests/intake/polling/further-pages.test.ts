import { describe, expect, test } from 'vitest';
import { forEachEngine, sqlite } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { feedOf, PollerStage } from './poller-stage.ts';

const hourMs = 3_600_000;

/** A feed with a first document that is known. The next look is one after which nothing of that stands in it. */
async function openAfter(known: readonly number[], engine = sqlite): Promise<PollerStage> {
  const stage = await PollerStage.open(engine);
  stage.site.script('/rss', { body: feedOf(known) });
  await stage.look();
  stage.pass(hourMs);
  return stage;
}

function withNext(numbers: readonly number[], next: string): string {
  return feedOf(numbers, `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="${next}"/>`);
}

/** The numbers of the articles, without those of the first document. */
async function newNumbers(stage: PollerStage, known = 1): Promise<number[]> {
  const numbers = (await stage.headlines()).map((headline) => Number(/\d+/u.exec(String(headline))?.[0]));
  return numbers.filter((number) => number > known);
}

forEachEngine((engine) => {
  test('what has left the first page of a feed is found on the next ones, and nothing is taken twice', async () => {
    const stage = await openAfter([2, 1], engine);
    stage.site.script('/rss', { body: withNext([8, 7], '/rss/2') });
    // While we read, an item moves from one page to the next.
    stage.site.script('/rss/2', { body: withNext([7, 6, 5], '/rss/3') });
    stage.site.script('/rss/3', { body: withNext([4, 3, 2], '/rss/4') });
    expect(await stage.outcome()).toMatchObject({
      taken: { inserted: 6 },
      overrun: { pages: 2, isClosed: true },
    });
    expect(await newNumbers(stage, 2)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(stage.site.asked('/rss/4')).toEqual([]);
    expect(stage.waits).toEqual([1_000, 1_000]);
    expect(await stage.outcome()).toMatchObject({ kind: 'unchanged' });
  });
});

describe('after three further pages', () => {
  test('it is enough, and what may be missing is said', async () => {
    const stage = await openAfter([1]);
    for (const page of [1, 2, 3, 4, 5]) {
      const path = page === 1 ? '/rss' : `/rss/${page}`;
      stage.site.script(path, { body: withNext([100 - page], `/rss/${page + 1}`) });
    }
    expect(await stage.outcome()).toMatchObject({
      taken: { inserted: 4 },
      overrun: { pages: 3, isClosed: false },
    });
    expect(stage.site.asked('/rss/5')).toEqual([]);
  });
});

test('a JSON Feed and a feed of WordPress have further pages, too', async () => {
  const stage = await openAfter([1]);
  const json = (numbers: readonly number[], next: string | null) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      ...(next === null ? {} : { next_url: next }),
      items: numbers.map((number) => ({
        id: `g${number}`,
        url: `https://steppe.example/n/${number}`,
        title: `News number ${number} of the steppe`,
      })),
    });
  stage.site.script('/rss', { body: json([3], stage.site.url('/more.json')) });
  stage.site.script('/more.json', { body: json([2, 1], null) });
  expect(await stage.outcome()).toMatchObject({ taken: { inserted: 2 }, overrun: { isClosed: true } });
  const generator = '<generator>https://wordpress.org/?v=6.9</generator>';
  stage.site.script('/rss', { body: feedOf([5], generator) });
  stage.site.script('/rss?paged=2', { body: feedOf([4, 3], generator) });
  expect(await stage.outcome()).toMatchObject({ taken: { inserted: 2 }, overrun: { pages: 1 } });
  expect(await newNumbers(stage)).toEqual([2, 3, 4, 5]);
});

test('an own site is asked for its pages without a pause', async () => {
  const stage = await openAfter([1]);
  stage.site.script('/rss', { body: withNext([3], '/rss/2') });
  stage.site.script('/rss/2', { body: feedOf([2, 1]) });
  await stage.look(stage.source({ isOwn: true }));
  expect(await newNumbers(stage)).toEqual([2, 3]);
  expect(stage.waits).toEqual([]);
});

describe('no further page is read', () => {
  test('at the first look', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: withNext([1], '/rss/2') });
    expect(await stage.outcome()).toMatchObject({ kind: 'read', overrun: null });
    expect(stage.site.requests).toHaveLength(1);
  });

  test('where something known stands in the document', async () => {
    const stage = await openAfter([1]);
    stage.site.script('/rss', { body: withNext([2, 1], '/rss/2') });
    expect(await stage.outcome()).toMatchObject({ taken: { inserted: 1 }, overrun: null });
    expect(stage.site.requests).toHaveLength(2);
  });

  test.each(['/rss', 'https://elsewhere.example/rss', 'javascript:alert(1)'])(
    'where it leads in a circle or to another site: %s',
    async (next) => {
      const stage = await openAfter([1]);
      stage.site.script('/rss', { body: withNext([2], next) });
      expect(await stage.outcome()).toMatchObject({
        taken: { inserted: 1 },
        overrun: { pages: 0, isClosed: false },
      });
      expect(stage.site.requests).toHaveLength(2);
    },
  );

  test('on a private network that is not its source’s', async () => {
    const stage = await openAfter([1]);
    const other = await startFeedServer();
    stage.site.script('/rss', { body: withNext([2], other.url('/rss')) });
    expect(await stage.outcome()).toMatchObject({ taken: { inserted: 1 } });
    expect(other.requests).toEqual([]);
  });
});

test('a page that cannot be read costs nothing of the others', async () => {
  const stage = await openAfter([1]);
  stage.site.script('/rss', { body: withNext([4], '/rss/2') });
  stage.site.script('/rss/2', { body: withNext([3], '/rss/3') });
  stage.site.script('/rss/3', { status: 500 });
  expect(await stage.outcome()).toMatchObject({
    taken: { inserted: 2 },
    overrun: { pages: 1, isClosed: false },
  });
});

test('a site that moved has lost nothing, and its flood is asked about as a flood', async () => {
  const stage = await PollerStage.open(sqlite);
  stage.site.script('/rss', { body: feedOf([1, 2]) });
  await stage.look(stage.source({ firstRun: { kind: 'last', count: 50 } }));
  stage.pass(60_000);
  stage.site.script('/rss', { body: feedOf([1, 2]).replaceAll('/n/', '/neu/').replaceAll('>g', '>h') });
  expect(await stage.outcome()).toMatchObject({ taken: { inserted: 0 }, overrun: null });
  const many = Array.from({ length: 12 }, (_, index) => 50 + index);
  stage.site.script('/rss', { body: feedOf(many) });
  expect(await stage.outcome()).toMatchObject({ taken: { brake: { kind: 'flood' } }, overrun: null });
});
