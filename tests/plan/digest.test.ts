import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/news/article.ts';
import type { DigestPlan } from '../../src/news/channel.ts';
import { parseSchedule } from '../../src/time/cron.ts';
import { chooseForDigest, owedDigest } from '../../src/plan/digest.ts';
import { article, channel } from '../stage/builders.ts';

const hourMs = 3_600_000;
const at = new Date('2026-11-24T03:00:00Z');

function plan(given: Partial<DigestPlan> = {}): DigestPlan {
  const schedule = parseSchedule('0 8 * * *');
  if (schedule === null) throw new Error('it is a schedule');
  return { schedule, top: 10, by: 'views', periodMs: 24 * hourMs, isPinned: false, ...given };
}

function before(hours: number): Date {
  return new Date(at.getTime() - hours * hourMs);
}

describe('a digest is owed', () => {
  // 08:00 in Almaty is 03:00 UTC.
  const table: [string, string | null, string, string | null][] = [
    ['when its moment comes', '2026-11-23T03:00:00Z', '2026-11-24T03:00:00Z', '2026-11-24T03:00:00Z'],
    ['not a moment before', '2026-11-23T03:00:00Z', '2026-11-24T02:59:59Z', null],
    ['once', '2026-11-24T03:00:00Z', '2026-11-24T03:00:05Z', null],
    ['later, when we were off', '2026-11-22T03:00:00Z', '2026-11-24T14:00:00Z', '2026-11-24T03:00:00Z'],
    ['half of its period later still', null, '2026-11-24T15:00:00Z', '2026-11-24T03:00:00Z'],
    ['not any later', null, '2026-11-24T15:00:00.001Z', null],
    [
      'only for the last of several missed ones',
      '2026-11-01T03:00:00Z',
      '2026-11-24T03:10:00Z',
      '2026-11-24T03:00:00Z',
    ],
    [
      'again after an editor posted one by hand',
      '2026-11-24T02:00:00Z',
      '2026-11-24T03:00:00Z',
      '2026-11-24T03:00:00Z',
    ],
  ];
  test.each(table)('%s', (_, promised, now, due) => {
    const last = promised === null ? null : new Date(promised);
    const expected = due === null ? null : new Date(due);
    expect(owedDigest(plan(), last, new Date(now), 'Asia/Almaty')).toEqual(expected);
  });
});

describe('a digest takes', () => {
  const ids = (articles: Article[]) => articles.map(({ id }) => id);

  test('what is usable, is taken by the channel and was due within the period', () => {
    const articles = [
      article({ id: 'in', publishedAt: before(1) }),
      article({ id: 'withheld', publishedAt: before(1), status: 'withheld' }),
      article({ id: 'canceled', publishedAt: before(1), status: 'canceled' }),
      article({ id: 'other', publishedAt: before(1), language: 'ru' }),
      article({ id: 'old', publishedAt: before(24) }),
      article({ id: 'later', publishedAt: before(-1) }),
      article({ id: 'embargo over', publishedAt: before(48), embargoedUntil: before(2) }),
      article({ id: 'embargo', publishedAt: before(2), embargoedUntil: before(-1) }),
      article({ id: 'edge', publishedAt: at }),
    ];
    const chosen = chooseForDigest(
      articles,
      channel({ language: article().language === 'ru' ? 'kk' : article().language }),
      plan(),
      at,
    );
    expect(ids(chosen).toSorted()).toEqual(['edge', 'embargo over', 'in']);
  });

  const three = [
    article({ id: 'a', views: 5, urgency: 5, publishedAt: before(3) }),
    article({ id: 'b', views: 9, urgency: 6, publishedAt: before(5) }),
    article({ id: 'c', views: 1, urgency: 1, publishedAt: before(4) }),
  ];
  test.each([
    ['views', ['b', 'a', 'c']],
    ['urgency', ['c', 'a', 'b']],
    ['latest', ['a', 'c', 'b']],
  ] as const)('the first by %s', (by, expected) => {
    expect(ids(chooseForDigest(three, channel(), plan({ by }), at))).toEqual(expected);
    expect(ids(chooseForDigest(three, channel(), plan({ by, top: 1 }), at))).toEqual(expected.slice(0, 1));
  });

  test('the same in whatever order they come', () => {
    const some = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1 }),
        views: fc.integer({ min: 0, max: 2 }),
        urgency: fc.integer({ min: 1, max: 3 }),
        hours: fc.integer({ min: 1, max: 3 }),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(some, fc.constantFrom('views', 'urgency', 'latest'), (records, by) => {
        const articles = records.map(({ hours, ...rest }) =>
          article({ ...rest, publishedAt: before(hours) }),
        );
        const chosen = chooseForDigest(articles, channel(), plan({ by }), at);
        expect(chooseForDigest(articles.toReversed(), channel(), plan({ by }), at)).toEqual(chosen);
        expect(chosen.length).toBe(Math.min(10, articles.length));
      }),
    );
  });
});

test('by reactions, the article whose post has most of them comes first; without any, the most read', () => {
  const articles = ['a', 'b', 'c', 'd'].map((id, index) =>
    article({ id, publishedAt: before(index + 1), views: id === 'd' ? 9 : 0 }),
  );
  const reactions = new Map([
    ['b', 3],
    ['c', 12],
  ]);
  const chosen = chooseForDigest(articles, channel(), plan({ by: 'reactions' }), at, reactions);
  expect(chosen.map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a']);
});
