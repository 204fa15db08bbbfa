import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/news/post.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

const now = new Date('2026-11-24T03:00:00.000Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

const message: Message = {
  photo: null,
  text: { html: '<b>Top</b>', shown: 'Top' },
  plain: 'Top',
  previewUrl: null,
  link: null,
};

forEachEngine((engine) => {
  describe('a digest', () => {
    test('is promised once for a moment, also by two at once', async () => {
      const { store } = await openStage(engine);
      expect(await store.digests.lastPromised('main')).toBeNull();
      const digest = { channel: 'main', at: now, message, listed: [], priority: 1, state: 'ready' } as const;
      const results = await Promise.all([1, 2, 3].map(() => store.digests.promise(digest, now)));
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await store.digests.promise({ ...digest, channel: 'other' }, now)).toBe(true);
      expect(await store.digests.promise({ ...digest, at: hours(24) }, now)).toBe(true);
      expect(await store.digests.lastPromised('main')).toEqual(hours(24));
      expect(await store.ledger.next('main', now)).toMatchObject({
        post: { articleId: null, state: 'ready', message, dueAt: now },
        article: null,
      });
    });

    test('is pinned after it was sent, the newest only, and names the one before', async () => {
      const { lanes, store } = await openStage(engine);
      const send = async (at: Date, messageId: number) => {
        await store.digests.promise(
          { channel: 'main', at, message, listed: [], priority: 1, state: 'ready' },
          now,
        );
        const work = await store.ledger.next('main', now);
        if (!('post' in work)) throw new Error('nothing to do');
        const postId = work.post.id;
        await lanes.claim({ postId, revision: null, message, form: 'text', isSilent: false }, now);
        expect(await store.digests.toPin('main')).toBeNull();
        await lanes.markSent(postId, { messageId, chatId: '-100', link: null }, null, now);
        return postId;
      };
      const first = await send(now, 5);
      expect(await store.digests.toPin('main')).toEqual({ postId: first, messageId: 5, previous: null });
      await lanes.markPinned(first, now);
      expect(await store.digests.toPin('main')).toBeNull();
      expect(await store.digests.toPin('other')).toBeNull();
      await lanes.markPinned(await send(hours(24), 7), now);
      const third = await send(hours(48), 9);
      expect(await store.digests.toPin('main')).toEqual({ postId: third, messageId: 9, previous: 7 });
      // The group became a supergroup: what has these numbers there is somebody else's.
      expect(await store.digests.toPin('main', '-100')).toEqual({ postId: third, messageId: 9, previous: 7 });
      expect(await store.digests.toPin('main', '-1009')).toBeNull();
    });
  });

  test('that lists what was withdrawn is mended: before it left, and after', async () => {
    const { lanes, store } = await openStage(engine);
    const save = (id: string, status: 'usable' | 'canceled') =>
      store.articles.save(
        { id, url: 'https://news.kz/1', language: 'en', headline: id, publishedAt: now, status },
        now,
      );
    for (const id of ['a', 'b']) await save(id, 'usable');
    const digest = {
      channel: 'main',
      at: now,
      message,
      listed: ['a', 'b'],
      priority: 1,
      state: 'ready',
    } as const;
    await store.digests.promise(digest, now);
    expect(await store.digests.spoilt('main')).toEqual([]);
    await save('a', 'canceled');
    const [spoilt] = await store.digests.spoilt('main');
    if (spoilt === undefined) throw new Error('it is not seen');
    expect(spoilt).toMatchObject({ at: now, listed: ['b'] });
    await store.digests.rewrite(spoilt, { ...message, plain: 'Mended' }, now);
    expect(await store.digests.spoilt('main')).toEqual([]);
    const { postId } = spoilt;
    expect(await store.digests.listed(postId)).toEqual(['b']);
    await lanes.claim({ postId, revision: null, message, form: 'text', isSilent: false }, now);
    await lanes.markSent(postId, { messageId: 5, chatId: '-100', link: null }, null, now);
    await store.digests.correctSent('main', ['a']);
    expect(await store.ledger.next('main', now)).toEqual({ wakeAt: null });
    await store.digests.correctSent('main', ['b']);
    expect(await store.ledger.next('main', now)).toMatchObject({ post: { dueChange: 'edit', revision: 1 } });
    // A second wish is not forgotten, whether it comes before the edit for the first one leaves or after it.
    await store.digests.correctSent('main', ['b']);
    expect(await lanes.beginCorrection(postId, null, 1)).toBe(false);
    expect(await store.ledger.next('main', now)).toMatchObject({ post: { dueChange: 'edit', revision: 2 } });
    expect(await lanes.beginCorrection(postId, null, 2)).toBe(true);
    await store.digests.correctSent('main', ['b']);
    await lanes.markCorrected(postId, 0, { message, form: 'text', picture: null }, now);
    expect(await store.ledger.next('main', now)).toMatchObject({ post: { dueChange: 'edit' } });
    await lanes.leaveAsIs(postId, 0, null);
    expect(await store.ledger.next('main', now)).toEqual({ wakeAt: null });
    await save('b', 'canceled');
    await store.digests.correctSent('main', ['b']);
    expect(await store.ledger.next('main', now)).toMatchObject({ post: { dueChange: 'kill' } });
  });

  test('what editors dropped for a channel, or have not said yes to, is kept back there only', async () => {
    const { newsroom, store } = await openStage(engine);
    for (const [id, state, reason] of [
      ['asked', 'waiting', null],
      ['dropped', 'dropped', 'editor'],
      ['old', 'dropped', 'too old'],
      ['next', 'promised', null],
    ] as const) {
      await store.articles.save(
        { id, url: 'https://news.kz/1', language: 'en', headline: 'x', publishedAt: now },
        now,
      );
      await store.orders.order(id, 'main', now, now);
      await newsroom.run('update posts set state = ?, reason = ? where article_id = ?', [state, reason, id]);
    }
    await newsroom.run(
      "insert into articles (id, url, language, headline) values ('timed', 'https://news.kz/2', 'en', 'x')",
    );
    await store.orders.order('timed', 'main', now, now, new Date(now.getTime() + 3_600_000));
    const ids = ['asked', 'dropped', 'old', 'next', 'timed', 'unknown'];
    expect(await store.digests.keptBack('main', ids)).toEqual(new Set(['asked', 'dropped', 'timed']));
    expect(await store.digests.keptBack('other', ids)).toEqual(new Set());
    expect(await store.digests.keptBack('main', [])).toEqual(new Set());
  });

  test('articles due within a time: usable ones, by publication or by embargo, without their bodies', async () => {
    const { store } = await openStage(engine);
    const usual = { url: 'https://news.kz/1', language: 'en', headline: 'x', body: 'Long.' };
    for (const article of [
      { id: 'in', publishedAt: hours(-1) },
      { id: 'edge', publishedAt: now },
      { id: 'old', publishedAt: hours(-24) },
      { id: 'later', publishedAt: hours(1) },
      { id: 'withheld', publishedAt: hours(-1), status: 'withheld' as const },
      { id: 'embargo over', publishedAt: hours(-90), embargoedUntil: hours(-2) },
      { id: 'embargo', publishedAt: hours(-1), embargoedUntil: hours(2) },
      { id: 'both', publishedAt: hours(-2), embargoedUntil: hours(-1) },
      { id: 'other', publishedAt: hours(-1), language: 'ru' },
    ]) {
      await store.articles.save({ ...usual, ...article }, now);
    }
    const ids = async (language: string | null) =>
      (await store.articles.dueWithin(hours(-24), now, language)).map(({ id, body }) => [id, body]);
    expect(
      (await ids('en')).toSorted(([one = ''], [other = '']) => ((one ?? '') < (other ?? '') ? -1 : 1)),
    ).toEqual([
      ['both', null],
      ['edge', null],
      ['embargo over', null],
      ['in', null],
    ]);
    expect(await ids(null)).toContainEqual(['other', null]);
  });

  test('quiet hours that editors chose are remembered, and so is that they want none', async () => {
    const { store, newsroom } = await openStage(engine);
    await store.channels.load(['a', 'b', 'c']);
    const hours = { fromMinute: 1380, toMinute: 420, mode: 'keep' } as const;
    await store.channels.setQuiet('a', hours);
    await store.channels.setQuiet('b', null);
    const states = await store.channels.read();
    expect([...states.values()].map(({ name, quiet }) => [name, quiet])).toEqual(
      expect.arrayContaining([
        ['a', hours],
        ['b', null],
        ['c', undefined],
      ]),
    );
    // Until 0.2.0 `keep` was called `hold`.
    await newsroom.run("update channels set quiet = ? where name = 'a'", [
      JSON.stringify({ ...hours, mode: 'hold' }),
    ]);
    expect((await store.channels.read()).get('a')?.quiet).toEqual(hours);
  });
});
