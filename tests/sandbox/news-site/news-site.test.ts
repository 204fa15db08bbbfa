import { describe, expect, test } from 'vitest';
import { imageSize } from '../../../src/sandbox/methods/image-size.ts';
import { readArticlePage } from '../../../src/sources/page/article-page.ts';
import { readFeedDocument } from '../../../src/sources/feed/feed-document.ts';
import { readSectionDocument } from '../../../src/sources/page/section-page.ts';
import { source } from '../../stage/builders.ts';
import { bot, channel, sandboxes } from '../../stage/sandboxes.ts';

const openedAt = new Date('2026-11-28T12:00:00Z');
const later = new Date(openedAt.getTime() + 3_600_000);
const start = sandboxes();

/** A sandbox whose news site opened at noon, and a way to let time pass. */
async function open() {
  let nowMs = openedAt.getTime();
  const stage = await start({ nowMs: () => nowMs });
  const feed = stage.sandbox.openNewsSite();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, feed), { headers });
  const bytes = async (path: string) => new Uint8Array(await (await get(path)).arrayBuffer());
  return {
    ...stage,
    feed,
    get,
    bytes,
    at: (seconds: number) => (nowMs = openedAt.getTime() + seconds * 1_000),
  };
}

type Site = Awaited<ReturnType<typeof open>>;

async function feedOf({ bytes, feed }: Site) {
  const reading = await readFeedDocument(await bytes('feed.atom'), null, source({ url: feed }), feed, later);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading.document;
}

function shown(items: readonly { article: { url: string; headline: string; publishedAt?: Date } }[]) {
  return items.map(({ article }) => [article.url, article.headline, article.publishedAt]);
}

describe('the news site of the sandbox', () => {
  test('is closed until it is opened', async () => {
    const { sandbox } = await start();
    expect((await fetch(`${sandbox.url}/news/`)).status).toBe(404);
  });

  test('shows news that appears, is corrected and is deleted, in a feed that our reader understands', async () => {
    const site = await open();
    expect((await feedOf(site)).items).toHaveLength(2);
    site.at(30);
    expect((await feedOf(site)).items[0]?.article.headline).toBe('К озеру пустят поезд выходного дня');
    site.at(80);
    const corrected = await feedOf(site);
    expect(corrected.items.map(({ article }) => article.headline)).toContain(
      'К озеру пустят два поезда выходного дня',
    );
    expect([corrected.items.length, corrected.withdrawn.length]).toEqual([5, 0]);
    site.at(150);
    const last = await feedOf(site);
    expect([last.items.length, last.withdrawn]).toEqual([5, [['guid:urn:samal:otmena-koncerta']]]);
    expect(last.items.map(({ article }) => article.language).toSorted()).toEqual([
      'en',
      'en',
      'kk',
      'kk',
      'ru',
    ]);
  });

  test('has a section page with the same news as its feed', async () => {
    const site = await open();
    site.at(200);
    const url = new URL('/news/', site.feed).href;
    const bytes = await site.bytes('/news/');
    const reading = await readSectionDocument(bytes, null, source({ kind: 'page', url }), url, later);
    if (reading.kind === 'refused') throw new Error(reading.reason);
    expect(shown(reading.document.items)).toEqual(shown((await feedOf(site)).items));
  });

  test('has pages of articles with text, picture and credit', async () => {
    const site = await open();
    const url = new URL('night-library', site.feed).href;
    const answer = { body: await site.bytes(url), contentType: null, url, robotsHeader: null };
    const page = await readArticlePage(answer, 'Asia/Almaty');
    if (page.kind === 'refused') throw new Error(page.reason);
    expect(page.facts).toMatchObject({ addresses: [url], isNotFound: false });
    expect(page.article).toMatchObject({
      headline: 'Library stays open all night before exams',
      body: expect.stringContaining('four hundred people'),
      imageUrl: new URL('pictures/night-library.png', site.feed).href,
      imageCredit: 'City library',
      section: 'City',
    });
    const picture = Buffer.from(await site.bytes('pictures/night-library.png'));
    expect(imageSize(picture)).toEqual({ width: 640, height: 360 });
  });

  test.each([
    ['otmena-koncerta', 60, 404],
    ['otmena-koncerta', 80, 200],
    ['otmena-koncerta', 130, 410],
    ['nothing', 80, 404],
    ['pictures/nothing.png', 80, 404],
    ['pictures/otmena-koncerta.png', 80, 404],
    ['style.css', 0, 200],
  ])('answers %s after %s seconds with %s', async (path, seconds, status) => {
    const site = await open();
    site.at(seconds);
    expect((await site.get(path)).status).toBe(status);
  });

  test('answers a condition, until something changed', async () => {
    const site = await open();
    const etag = (await site.get('feed.atom')).headers.get('etag') ?? '';
    expect((await site.get('feed.atom', { 'if-none-match': etag })).status).toBe(304);
    site.at(30);
    expect((await site.get('feed.atom', { 'if-none-match': etag })).status).toBe(200);
  });

  test('shows its pictures in posts', async () => {
    const { api, sandbox, feed } = await open();
    await api.sendPhoto(channel, new URL('pictures/zhana-kopir.png', feed).href);
    expect(sandbox.messages(channel)[0]).toMatchObject({ kind: 'photo', botId: bot.id });
    await expect(api.sendPhoto(channel, new URL('pictures/nothing.png', feed).href)).rejects.toThrow(
      'wrong type of the web page content',
    );
  });
});
