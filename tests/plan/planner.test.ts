import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { articleStatuses, type Article } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { ArticlePlan, KnownPost } from '../../src/news/plan.ts';
import { canMove, postStates } from '../../src/news/post.ts';
import { oldestTaken, planArticle, planDeletion } from '../../src/plan/planner.ts';
import { after, article, channel, noon, post } from '../stage/builders.ts';

const hourMs = 3_600_000;
const correctionDelayMs = 20_000;
const correctedAt = after(correctionDelayMs);

function plan(news: Article, posts: readonly KnownPost[], channels: readonly Channel[] = [channel()]) {
  return planArticle(news, posts, { channels, correctionDelayMs }, noon);
}

/** What a plan does to the one post, in a word. */
function fate({ promises, renewals, drops, dueChanges }: ArticlePlan): string {
  return [
    ...promises.map(() => 'promise'),
    ...renewals.map(() => 'renew'),
    ...drops.map((drop) => `drop: ${drop.reason}`),
    ...dueChanges.map((change) => change.dueChange),
  ].join(', ');
}

describe('a promise', () => {
  test('is made to each channel that takes the article', () => {
    const channels = [
      channel({ name: 'kk', language: 'kk' }),
      channel({ name: 'ru', language: 'ru' }),
      channel({ name: 'all' }),
    ];
    expect(plan(article(), [], channels)).toEqual({
      articleId: 'a1',
      revision: 1,
      promises: [
        { channel: 'kk', priority: 2, sortAt: noon },
        { channel: 'all', priority: 2, sortAt: noon },
      ],
      renewals: [],
      drops: [],
      dueChanges: [],
    });
  });

  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [8, 2],
  ])('of urgency %i has the priority %i', (urgency, priority) => {
    expect(plan(article({ urgency }), []).promises).toMatchObject([{ priority }]);
  });

  test('stands in the order of the moment from which it may be posted', () => {
    const news = article({ publishedAt: after(-3 * hourMs), embargoedUntil: after(-hourMs) });
    expect(plan(news, []).promises).toMatchObject([{ sortAt: after(-hourMs) }]);
  });

  test.each([
    ['an hour old to the millisecond', { publishedAt: after(-hourMs) }, true],
    ['a millisecond older', { publishedAt: after(-hourMs - 1) }, false],
    ['old, and its embargo ended lately', { publishedAt: after(-9 * hourMs), embargoedUntil: noon }, true],
    [
      'old, and so was its embargo',
      { publishedAt: after(-9 * hourMs), embargoedUntil: after(-2 * hourMs) },
      false,
    ],
  ])('in a channel that takes what is an hour old: %s', (_what, news, isPromised) => {
    expect(plan(article(news), [], [channel({ maxAgeMs: hourMs })]).promises).toHaveLength(
      isPromised ? 1 : 0,
    );
  });

  test('is not made of what is withheld or canceled', () => {
    expect(fate(plan(article({ status: 'withheld' }), []))).toBe('');
    expect(fate(plan(article({ status: 'canceled' }), []))).toBe('');
  });
});

describe('a post that exists', () => {
  type Fates = { usable: string; withheld: string; filtered: string; canceled: string };
  const queued = { usable: 'renew', withheld: 'drop', filtered: 'drop', canceled: 'drop: canceled' };
  const asked = { usable: 'edit', withheld: '', filtered: 'edit', canceled: 'drop: canceled' };
  const left = { usable: 'edit', withheld: '', filtered: 'edit', canceled: 'kill' };
  const killed = { usable: '', withheld: '', filtered: '', canceled: 'kill' };
  const revocable = { usable: 'renew', withheld: '', filtered: '', canceled: '' };
  const over = { usable: '', withheld: '', filtered: '', canceled: '' };
  const fates: [given: Partial<KnownPost>, fates: Fates][] = [
    [{ state: 'promised' }, queued],
    [{ state: 'waiting' }, queued],
    [{ state: 'ready' }, queued],
    [{ state: 'promised', priority: 0 }, asked],
    [{ state: 'ready', priority: 0 }, asked],
    [{ state: 'sending' }, left],
    [{ state: 'unsure' }, left],
    [{ state: 'uncertain' }, left],
    [{ state: 'sent' }, left],
    [{ state: 'sent', dueChange: 'edit' }, left],
    [{ state: 'sent', dueChange: 'kill' }, killed],
    [{ state: 'refused', reason: 'message is too long' }, revocable],
    [{ state: 'dropped', reason: 'withheld' }, revocable],
    [{ state: 'dropped', reason: 'filtered out' }, revocable],
    [{ state: 'dropped', reason: 'too old' }, revocable],
    [{ state: 'dropped', reason: 'canceled' }, over],
    [{ state: 'dropped', reason: 'editor' }, over],
    [{ state: 'killed', reason: 'deleted' }, over],
  ];

  test.each(fates)('%o', (given, { usable, withheld, filtered, canceled }) => {
    const posts = [post(given)];
    const because = (what: string, reason: string) => (what === 'drop' ? `drop: ${reason}` : what);
    expect(fate(plan(article(), posts))).toBe(usable);
    expect(fate(plan(article({ status: 'withheld' }), posts))).toBe(because(withheld, 'withheld'));
    const elsewhere = plan(article(), posts, [channel({ language: 'ru' })]);
    expect(fate(elsewhere)).toBe(because(filtered, 'filtered out'));
    expect(fate(plan(article({ status: 'canceled' }), posts))).toBe(canceled);
    expect(fate(planDeletion('a1', posts, noon))).toBe(canceled);
  });

  test.each([
    [hourMs, 'renew'],
    [hourMs + 1, ''],
  ])('that was too old is promised again if its article is young after all: %i ms', (ageMs, expected) => {
    const news = article({ publishedAt: after(-ageMs) });
    const made = plan(news, [post({ state: 'dropped', reason: 'too old' })], [channel({ maxAgeMs: hourMs })]);
    expect(fate(made)).toBe(expected);
  });

  test('is corrected after the delay, and taken back at once', () => {
    const posts = [post({ state: 'sent' })];
    expect(plan(article(), posts).dueChanges).toEqual([{ postId: 1, dueChange: 'edit', at: correctedAt }]);
    expect(plan(article({ status: 'canceled' }), posts).dueChanges).toEqual([
      { postId: 1, dueChange: 'kill', at: noon },
    ]);
  });

  test('is not corrected when its article is planned again for a further section', () => {
    const sent = post({ state: 'sent', revision: 3 });
    const again = article({ revision: 3, sections: ['News', 'Sport'] });
    const settings = {
      channels: [channel(), channel({ name: 'sport', sections: ['Sport'] })],
      correctionDelayMs: 0,
    };
    const made = planArticle(again, [sent], settings, noon);
    expect(made.dueChanges).toEqual([]);
    expect(made.promises).toMatchObject([{ channel: 'sport' }]);
  });

  test('however old the article is now, is corrected', () => {
    const news = article({ publishedAt: after(-99 * hourMs) });
    expect(fate(plan(news, [post({ state: 'sent' })], [channel({ maxAgeMs: hourMs })]))).toBe('edit');
  });

  test('in a channel that is served no more is taken back with its article, and else left alone', () => {
    const posts = [post({ channel: 'closed last year', state: 'sent' })];
    expect(fate(plan(article(), posts, []))).toBe('');
    expect(fate(plan(article({ status: 'canceled' }), posts, []))).toBe('kill');
  });

  test('takes the priority and the place of the newest revision', () => {
    const news = article({ urgency: 1, publishedAt: after(-5) });
    expect(plan(news, [post({ state: 'ready' })]).renewals).toEqual([
      { postId: 1, priority: 1, sortAt: after(-5) },
    ]);
  });
});

test.each([
  ['no channel gets it, and one would', [channel({ maxAgeMs: hourMs })], true],
  ['a channel gets it', [channel({ maxAgeMs: hourMs }), channel({ name: 'all' })], undefined],
  ['no channel would take it', [channel({ maxAgeMs: hourMs, language: 'ru' })], undefined],
])('an old article is too old: %s', (_, channels, isTooOld) => {
  const news = article({ publishedAt: after(-2 * hourMs) });
  expect(plan(news, [], channels).isTooOld).toBe(isTooOld);
});

test('what was withheld and then released is promised again', () => {
  const known = apply(
    [post({ state: 'ready' })],
    plan(article({ status: 'withheld' }), [post({ state: 'ready' })]),
  );
  expect(known).toMatchObject([{ state: 'dropped', reason: 'withheld' }]);
  expect(apply(known, plan(article(), known))).toMatchObject([{ state: 'promised', reason: null }]);
});

test('the deletion of an article says so, and nothing of a revision', () => {
  expect(planDeletion('a9', [], noon)).toEqual({
    articleId: 'a9',
    revision: null,
    promises: [],
    renewals: [],
    drops: [],
    dueChanges: [],
  });
});

describe('the oldest article that any channel takes', () => {
  test.each<[(number | null)[], Date | null]>([
    [[hourMs], after(-hourMs)],
    [[hourMs, 3 * hourMs, 2 * hourMs], after(-3 * hourMs)],
    [[hourMs, null], null],
    [[], noon],
  ])('of channels with the limits %o', (limits, oldest) => {
    const channels = limits.map((maxAgeMs, index) => channel({ name: `c${index}`, maxAgeMs }));
    expect(oldestTaken(channels, noon)).toEqual(oldest);
  });
});

/** The ledger in a few lines: what recording a plan makes of the posts. */
function apply(
  posts: readonly KnownPost[],
  { promises, renewals, drops, dueChanges, articleId }: ArticlePlan,
) {
  const known = posts.map((post) => ({ ...post }));
  for (const { postId, priority } of renewals) {
    const post = known.find(({ id }) => id === postId);
    if (post === undefined) continue;
    post.priority = priority;
    if (canMove(post.state, 'promised')) Object.assign(post, { state: 'promised', reason: null });
  }
  for (const { postId, reason } of drops) {
    const post = known.find(({ id }) => id === postId);
    if (post !== undefined && canMove(post.state, 'dropped'))
      Object.assign(post, { state: 'dropped', reason });
  }
  for (const { postId, dueChange } of dueChanges)
    Object.assign(known.find(({ id }) => id === postId) ?? {}, { dueChange });
  for (const { channel, priority } of promises) {
    known.push(post({ id: 100 + known.length, articleId, channel, priority }));
  }
  return known;
}

describe('for any article, channels and posts', () => {
  const names = ['a', 'b', 'c'];
  const articles = fc
    .record({
      language: fc.constantFrom('kk', 'ru'),
      section: fc.constantFrom(null, 'News', 'Sport'),
      urgency: fc.integer({ min: 1, max: 8 }),
      status: fc.constantFrom(...articleStatuses),
      publishedAt: fc.integer({ min: -3 * hourMs, max: 0 }).map(after),
    })
    .map(article);
  const channels = fc
    .uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        language: fc.constantFrom(null, 'kk', 'ru'),
        sections: fc.constantFrom(null, ['News']),
        maxAgeMs: fc.constantFrom(null, hourMs),
      }),
      { selector: ({ name }) => name },
    )
    .map((list) => list.map(channel));
  const posts = fc
    .uniqueArray(
      fc.record({
        channel: fc.constantFrom(...names),
        state: fc.constantFrom(...postStates),
        dueChange: fc.constantFrom(null, 'edit' as const, 'kill' as const),
        priority: fc.constantFrom(0 as const, 1 as const, 2 as const),
        reason: fc.constantFrom(null, 'withheld', 'filtered out', 'editor', 'canceled'),
      }),
      { selector: ({ channel }) => channel },
    )
    .map((list) => list.map((given, index) => post({ ...given, id: index + 1 })));

  test('planning twice adds nothing', () => {
    fc.assert(
      fc.property(articles, channels, posts, (news, channels, posts) => {
        const once = apply(posts, plan(news, posts, channels));
        const again = plan(news, once, channels);
        expect(again.promises).toEqual([]);
        expect(apply(once, again)).toEqual(once);
      }),
    );
  });

  test('a channel never has two promises, and each post has one fate at most', () => {
    fc.assert(
      fc.property(articles, channels, posts, (news, channels, posts) => {
        const { promises, renewals, drops, dueChanges } = plan(news, posts, channels);
        const served = [...posts, ...promises].map(({ channel }) => channel);
        expect(new Set(served).size).toBe(served.length);
        const touched = [...renewals, ...drops, ...dueChanges].map(({ postId }) => postId);
        expect(new Set(touched).size).toBe(touched.length);
      }),
    );
  });

  test('a post that was killed or asked off by an editor never comes back by itself', () => {
    fc.assert(
      fc.property(articles, channels, posts, (news, channels, posts) => {
        const over = posts.filter(
          ({ state, reason }) => state === 'killed' || (state === 'dropped' && reason === 'editor'),
        );
        const result = apply(posts, plan(news, posts, channels));
        for (const post of over) expect(result.find(({ id }) => id === post.id)?.state).toBe(post.state);
      }),
    );
  });

  test('after a withdrawal nothing is left to send, and all that may stand is taken back', () => {
    fc.assert(
      fc.property(articles, channels, posts, (news, channels, posts) => {
        for (const withdrawal of [
          plan({ ...news, status: 'canceled' }, posts, channels),
          planDeletion(news.id, posts, noon),
        ]) {
          const left = apply(posts, withdrawal);
          expect(left.filter(({ state }) => ['promised', 'waiting', 'ready'].includes(state))).toEqual([]);
          const mayStand = left.filter(({ state }) =>
            ['sending', 'unsure', 'uncertain', 'sent'].includes(state),
          );
          expect(mayStand.filter(({ dueChange }) => dueChange !== 'kill')).toEqual([]);
        }
      }),
    );
  });
});
