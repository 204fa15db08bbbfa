import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CmsReading } from '../../../src/sources/cms/cms-item.ts';
import { readGhostPost } from '../../../src/sources/cms/ghost-post.ts';
import { readNinjsItem } from '../../../src/sources/cms/ninjs-item.ts';
import { readWordPressPost } from '../../../src/sources/cms/wordpress-post.ts';
import { ghostPost, wordPressPost } from './cms-samples.ts';

const now = new Date('2026-11-28T06:00:00Z');
const hints = { now };

function articleOf(reading: CmsReading) {
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading;
}

describe('Ghost', () => {
  test('a published post is an article, with everything that it says', () => {
    const { article, stated, versionAt } = articleOf(readGhostPost(ghostPost({}), hints));
    expect(article).toMatchObject({
      id: 'ghost-64f1',
      url: 'https://ghost.example/bridge/',
      headline: 'A bridge & a road',
      summary: 'The council has voted.',
      body: 'The first paragraph of the text.\n\nThe second one.',
      author: 'Aigul S.',
      imageUrl: 'https://ghost.example/i/bridge.jpg',
      imageCredit: 'Photo: A. Lee',
      keywords: ['City', 'Transport'],
      section: 'City',
      status: 'usable',
      publishedAt: new Date('2026-11-28T05:00:00Z'),
    });
    expect(stated).not.toHaveProperty('publishedAt');
    expect(versionAt).toEqual(new Date('2026-11-28T05:10:00Z'));
  });

  test('what is unpublished or deleted is canceled', () => {
    const unpublished = articleOf(
      readGhostPost(ghostPost({ status: 'draft', url: 'https://ghost.example/p/1/' }), hints),
    );
    expect(unpublished.stated).toEqual({ status: 'canceled' });
    const { current } = ghostPost({}).post;
    const deleted = articleOf(readGhostPost({ post: { current: {}, previous: current } }, hints));
    expect(deleted).toMatchObject({
      article: { id: 'ghost-64f1', status: 'canceled' },
      stated: { status: 'canceled' },
    });
    // Versions of Ghost send the id only.
    const bare = articleOf(readGhostPost({ post: { current: {}, previous: { id: '64f1' } } }, hints));
    expect(bare).toMatchObject({ article: { id: 'ghost-64f1', status: 'canceled' }, versionAt: null });
  });

  test.each([[{}], [5], [null], [[]], [{ post: {} }], [{ post: { current: 5 } }], ['x']])(
    '%j is refused',
    (value) => {
      expect(readGhostPost(value, hints)).toMatchObject({ kind: 'refused' });
    },
  );
});

describe('Ghost as it is', () => {
  test('what was only sent to members is on no page', () => {
    const sent = readGhostPost(ghostPost({ status: 'sent', url: 'https://ghost.example/email/1/' }), hints);
    expect(articleOf(sent).stated).toEqual({ status: 'canceled' });
  });

  test('its own address may be left open', () => {
    const post = ghostPost({
      feature_image: '__GHOST_URL__/content/images/a.jpg',
      html: '<p><a href="__GHOST_URL__/b/">The text</a>.</p>',
    });
    const { article } = articleOf(readGhostPost(post, hints));
    expect(article.imageUrl).toBe('https://ghost.example/content/images/a.jpg');
  });
});

describe('WordPress', () => {
  test('a post with what is embedded', () => {
    const { article, versionAt } = articleOf(readWordPressPost(wordPressPost({}), hints));
    expect(article).toMatchObject({
      id: 'wordpress-12',
      url: 'https://wp.example/2026/11/bridge/',
      headline: 'Мост – «за» & против',
      body: 'Первый абзац текста о мосте.\n\nВторой абзац.',
      author: 'Дана',
      imageUrl: 'https://wp.example/i.jpg',
      section: 'Город',
      sections: ['Город'],
      keywords: ['Город', 'мост'],
      language: 'ru',
      status: 'usable',
      publishedAt: new Date('2026-11-28T05:00:00Z'),
    });
    expect(versionAt).toEqual(new Date('2026-11-28T05:20:00Z'));
  });

  test('without what is embedded, nothing is said of picture and sections', () => {
    const { _embedded: _left, ...bare } = wordPressPost({});
    const { stated } = articleOf(readWordPressPost(bare, hints));
    for (const field of ['imageUrl', 'section', 'author', 'keywords'])
      expect(stated).not.toHaveProperty(field);
  });

  test.each([
    ['publish', 'usable'],
    ['future', 'withheld'],
    ['trash', 'canceled'],
    ['private', 'canceled'],
    ['draft', 'canceled'],
  ])('the status %s is %s', (status, expected) => {
    expect(articleOf(readWordPressPost(wordPressPost({ status }), hints)).stated.status).toBe(expected);
  });

  test('of a post behind a password the text is not shown', () => {
    const content = { rendered: '<form>password</form>', protected: true };
    expect(articleOf(readWordPressPost(wordPressPost({ content }), hints)).article).toMatchObject({
      body: null,
    });
  });
});

const fixtures = resolve(import.meta.dirname, '../../../../shared/sources');

describe('ninjs', () => {
  test.skipIf(!existsSync(fixtures))('28-ninjs (skipped where the fixtures are not there)', () => {
    const items = JSON.parse(readFileSync(join(fixtures, '28-ninjs.json'), 'utf8')) as unknown[];
    const expected = JSON.parse(readFileSync(join(fixtures, '28-ninjs.expected.json'), 'utf8')) as {
      articles: Record<string, unknown>[];
    };
    const articles = items.map((item) => articleOf(readNinjsItem(item, hints, null)).article);
    const rows = articles.map((article) => ({
      ...article,
      image_url: article.imageUrl,
      image_credit: article.imageCredit,
      published_at: article.publishedAt?.toISOString(),
      embargoed_until: article.embargoedUntil?.toISOString(),
    }));
    expect(rows).toMatchObject(expected.articles);
  });

  test('an item without an address gets one of the template, or is refused', () => {
    const item = {
      uri: 'urn:x:1',
      headlines: [{ value: 'Rates are kept' }],
      associations: [5, null],
      urgency: 'x',
    };
    expect(readNinjsItem(item, hints, null)).toMatchObject({ kind: 'refused' });
    const { article } = articleOf(readNinjsItem(item, hints, 'https://wire.example/{id}'));
    expect(article).toMatchObject({
      id: 'urn:x:1',
      url: 'https://wire.example/urn%3Ax%3A1',
      status: 'usable',
    });
  });

  test('version 3 and its objects', () => {
    const item = {
      uri: 'https://wire.example/3',
      headlines: [
        { role: 'short', value: 'Short' },
        { role: 'main', value: 'Main & long' },
      ],
      bodies: [{ role: 'main', contenttype: 'text/plain', value: 'One.\n\nTwo < three.' }],
      associations: {
        main: {
          type: 'picture',
          renditions: { a: { href: '/a.jpg', width: 20 }, b: { href: '/b.jpg', width: 900 } },
        },
      },
      embargoed: null,
      pubstatus: 'canceled',
    };
    const { article, stated } = articleOf(readNinjsItem(item, hints, null));
    expect(article).toMatchObject({
      id: 'https://wire.example/3',
      headline: 'Main & long',
      body: 'One.\n\nTwo < three.',
      imageUrl: 'https://wire.example/b.jpg',
      status: 'canceled',
    });
    expect(stated).toEqual({ status: 'canceled' });
  });
});

describe('ninjs as agencies write it', () => {
  const statuses: [pubstatus: string, status: string][] = [
    ['stat:canceled', 'canceled'],
    ['STAT:CANCELLED', 'canceled'],
    ['http://cv.iptc.org/newscodes/pubstatusg2/canceled', 'canceled'],
    ['killed', 'canceled'],
    ['stat:withheld', 'withheld'],
    ['stat:usable', 'usable'],
  ];

  test.each(statuses)('%s is %s', (pubstatus, status) => {
    const item = { uri: 'https://wire.example/1', headline: 'A kill', pubstatus };
    expect(articleOf(readNinjsItem(item, hints, null)).article.status).toBe(status);
  });

  test('an unknown status, a single picture and a plan are no articles', () => {
    const item = { uri: 'https://wire.example/1', headline: 'A picture' };
    for (const given of [{ pubstatus: 'embargo lifted?' }, { type: 'picture' }, { type: 'planning' }])
      expect(readNinjsItem({ ...item, ...given }, hints, null)).toMatchObject({ kind: 'refused' });
  });
});
