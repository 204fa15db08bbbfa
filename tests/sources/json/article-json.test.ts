import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArticleJson, readArticlePatch } from '../../../src/sources/json/article-json.ts';

const least = { id: 'a-1', url: 'https://example.com/1', headline: 'Forum held in Astana' };

const reasonOf = (value: unknown) => {
  const reading = readArticleJson(value, {});
  return reading.kind === 'refused' ? reading.reason : 'it was read';
};

describe('an article in JSON', () => {
  test('every column of the article store', () => {
    const reading = readArticleJson(
      {
        ...least,
        language: 'en',
        section: 'News',
        summary: 'A summary.',
        body: 'One.\n\nTwo.',
        author: 'D. Sarsen',
        image_url: 'https://example.com/1.jpg',
        image_credit: 'MFA',
        keywords: ['forum', 'Astana'],
        urgency: 2,
        status: 'withheld',
        published_at: '2023-06-22T09:34:00+06:00',
        embargoed_until: '2023-06-22T04:00:00.000Z',
        views: 675,
        story_id: 'story-1',
        follows: 'a-0',
      },
      {},
    );
    expect(reading).toMatchObject({
      kind: 'article',
      article: {
        ...least,
        language: 'en',
        section: 'News',
        summary: 'A summary.',
        body: 'One.\n\nTwo.',
        author: 'D. Sarsen',
        imageUrl: 'https://example.com/1.jpg',
        imageCredit: 'MFA',
        keywords: ['forum', 'Astana'],
        urgency: 2,
        status: 'withheld',
        publishedAt: new Date('2023-06-22T03:34:00Z'),
        embargoedUntil: new Date('2023-06-22T04:00:00Z'),
        views: 675,
        storyId: 'story-1',
        follows: 'a-0',
      },
    });
  });

  test('what is not said is left to the store, and the language is recognised', () => {
    expect(readArticleJson(least, {})).toMatchObject({
      kind: 'article',
      article: { ...least, language: 'en' },
    });
  });

  test('hints fill in what is not said, and only that', () => {
    const hints = { language: 'ru', section: 'Sport' };
    expect(readArticleJson(least, hints)).toMatchObject({ article: { language: 'ru', section: 'Sport' } });
    const said = { ...least, language: 'en', section: 'News' };
    expect(readArticleJson(said, hints)).toMatchObject({ article: { language: 'en', section: 'News' } });
    expect(readArticleJson({ ...least, section: null }, hints)).toMatchObject({ article: { section: null } });
  });

  test('without an id, the url gives a stable one', () => {
    const { id: _, ...withoutId } = least;
    const [one, other] = [withoutId, { ...withoutId, url: `${least.url}?utm_source=tg&fbclid=1#top` }].map(
      (value) => readArticleJson(value, {}),
    );
    expect(one).toMatchObject({ article: { id: expect.stringMatching(/^page-[0-9a-f]{16}$/u) } });
    expect(other).toMatchObject({ article: { id: one?.kind === 'article' ? one.article.id : '' } });
  });

  test('a column of texts may come as the database holds it', () => {
    expect(readArticleJson({ ...least, keywords: '["a","b"]' }, {})).toMatchObject({
      article: { keywords: ['a', 'b'] },
    });
  });

  test.each([
    'section',
    'summary',
    'body',
    'author',
    'image_url',
    'image_credit',
    'embargoed_until',
    'story_id',
    'follows',
  ])('%s may be null', (name) => {
    expect(reasonOf({ ...least, [name]: null })).toBe('it was read');
  });

  test.each<[object, object]>([
    [{ headline: 'a\0b \uD800' }, { headline: 'ab \uFFFD' }],
    [{ url: 'https://example.com/?q=a b' }, { url: 'https://example.com/?q=a b' }],
    [{ keywords: null }, { keywords: [] }],
    [{ keywords: ['a', ' ', ''] }, { keywords: ['a'] }],
    [
      { section: '', story_id: ' ', follows: '', image_url: '' },
      { section: null, storyId: null, follows: null, imageUrl: null },
    ],
    [{ image_url: 'photo.jpg' }, { imageUrl: 'photo.jpg' }],
  ])('loses no news over %j', (odd, kept) => {
    expect(readArticleJson({ ...least, ...odd }, {})).toMatchObject({ article: kept });
  });

  test.each<[object, RegExp]>([
    [{ id: '' }, /^id is ""; expected: text that is not empty/u],
    [{ id: 7 }, /^id is 7; expected/u],
    [{ url: undefined }, /^url is .*http/u],
    [{ url: 'ftp://example.com' }, /^url is "ftp:\/\/example.com"/u],
    [{ url: 'https://exa mple.com' }, /^url is/u],
    [{ headline: '  ' }, /^headline is " {2}"/u],
    [{ headline: null }, /^headline is null/u],
    [{ headline: '\0' }, /^headline is/u],
    [{ id: 'a\0b' }, /^id is/u],
    [{ id: 'a\uD800' }, /^id is/u],
    [{ url: 'https://example.com/a\nb' }, /^url is/u],
    [{ language: 'Russian' }, /^language is "Russian"; .*kk, ru, en/u],
    [{ language: 'k' }, /^language is "k"/u],
    [{ body: 7 }, /^body is 7; expected: text, or null/u],
    [{ image_url: 7 }, /^image_url is 7/u],
    [{ keywords: 'sport' }, /^keywords is "sport"; .*\["sport", "chess"\]/u],
    [{ keywords: [1] }, /^keywords is \[1\]/u],
    [{ urgency: 0 }, /^urgency is 0; .*from 1 \(flash\) to 8/u],
    [{ urgency: 9 }, /^urgency is 9/u],
    [{ urgency: 2.5 }, /^urgency is 2.5/u],
    [{ urgency: '5' }, /^urgency is "5"/u],
    [{ status: 'deleted' }, /^status is "deleted"; .*usable, withheld, canceled/u],
    [{ published_at: '22.06.2023 09:34' }, /^published_at is "22.06.2023 09:34"; .*zone/u],
    [{ published_at: '2023-06-22T09:34:00' }, /^published_at is/u],
    [{ published_at: 1_687_404_8 }, /^published_at is 16874048;/u],
    [{ published_at: '2023-06-22T09:34:00+6' }, /^published_at is/u],
    [{ published_at: '2023-02-30T09:34:00Z' }, /^published_at is/u],
    [{ embargoed_until: 'tomorrow' }, /^embargoed_until is "tomorrow"/u],
    [{ views: -1 }, /^views is -1/u],
    [{ imageUrl: 'https://example.com/1.jpg' }, /^unknown: "imageUrl"; known are id, url/u],
    [{ urgency: 9, views: 'many', lang: 'kk' }, /urgency is 9.*views is "many".*unknown: "lang"/u],
  ])('refuses %j', (wrong, reason) => {
    expect(reasonOf({ ...least, ...wrong })).toMatch(reason);
  });

  test('says what is missing', () => {
    expect(reasonOf({ id: 'a-1' })).toMatch(/url is missing; .*headline is missing/u);
  });

  test.each(['id', 'language', 'urgency', 'status', 'published_at', 'views'])(
    'null states nothing in %s, which cannot be empty',
    (name) => {
      const without = readArticleJson({ ...least, [name]: undefined }, {});
      expect(readArticleJson({ ...least, [name]: null }, {})).toEqual(without);
      expect(without).toMatchObject({ kind: 'article' });
    },
  );

  test.each([null, 7, 'text', [], true])('%j is no article', (value) => {
    expect(reasonOf(value)).toMatch(/an article is expected/u);
  });

  test('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(reasonOf(value)).not.toBe('');
      }),
    );
  });
});

describe('a change of an article', () => {
  const now = new Date('2026-11-28T06:00:00.000Z');

  test('null means that a field is empty, or has the default of its column', () => {
    const names =
      'section sections summary body author image_url image_credit keywords media labels age urgency status published_at embargoed_until views story_id follows';
    const cleared = Object.fromEntries(names.split(' ').map((name) => [name, null]));
    expect(readArticlePatch(cleared, 'a', now)).toEqual({
      kind: 'patch',
      stated: {
        section: null,
        sections: [],
        summary: null,
        body: null,
        author: null,
        imageUrl: null,
        imageCredit: null,
        keywords: [],
        media: null,
        labels: null,
        age: null,
        urgency: 5,
        status: 'usable',
        publishedAt: now,
        embargoedUntil: null,
        views: 0,
        storyId: null,
        follows: null,
      },
    });
  });

  test.each(['url', 'headline', 'language', 'id'])('%s cannot be cleared', (name) => {
    expect(readArticlePatch({ [name]: null }, 'a', now)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(new RegExp(`^${name} is null; expected: `, 'u')),
    });
  });
});

test.each([
  '2023-06-22T09:34:00+0600',
  '2023-06-22T09:34:00+06',
  '2023-06-22 09:34:00+06',
  '2023-06-22 09:34:00.000000+06:00',
  '2023-06-22T09:34+06:00',
  '2023-06-22T03:34Z',
  '2023-06-22 03:34:00 UTC',
  1_687_404_840,
  1_687_404_840_000,
])('the moment %j leaves no doubt', (moment) => {
  const value = { url: 'https://a.example/1', headline: 'A', published_at: moment, embargoed_until: moment };
  const at = new Date('2023-06-22T03:34:00Z');
  expect(readArticleJson(value, {})).toMatchObject({ article: { publishedAt: at, embargoedUntil: at } });
  expect(readArticlePatch({ embargoed_until: moment }, '1', at)).toMatchObject({
    stated: { embargoedUntil: at },
  });
});
