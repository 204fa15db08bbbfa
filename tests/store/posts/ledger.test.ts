import { describe, expect, test } from 'vitest';
import { forEachEngine, openStage, type Stage } from '../../stage/databases.ts';
import { after, noon, plan } from '../../stage/builders.ts';
import { article, promise, rowOf, written as message } from '../../stage/stored-posts.ts';

const minuteMs = 60_000;
const arrival = { messageId: 42, chatId: '-1001', link: 'https://t.me/main/42' };

function claim(postId: number, revision: number | null = 1) {
  return { postId, revision, message, form: 'text', isSilent: false } as const;
}

forEachEngine((engine) => {
  describe('what was planned', () => {
    test('is recorded once, however often', async () => {
      const { store, newsroom } = await openStage(engine);
      await store.articles.save(article(), noon);
      const promises = ['kk', 'ru'].map((channel) => ({ channel, priority: 2 as const, sortAt: noon }));
      const record = (at: Date) => store.ledger.record([plan('a1', { promises })], at);
      expect(await record(noon)).toMatchObject({ planned: 1, promised: 2, unreadable: [] });
      const before = await newsroom.rows('select * from posts order by id');
      expect(await record(after(minuteMs))).toMatchObject({ planned: 1, promised: 0, unreadable: [] });
      expect(await newsroom.rows('select * from posts order by id')).toEqual(before);
      expect(await store.ledger.record([], noon)).toMatchObject({ planned: 0, promised: 0 });
    });

    test('a promise is unique in the database', async () => {
      const { newsroom, store } = await openStage(engine);
      await promise(store);
      const again = newsroom.run(
        `insert into posts (channel, article_id, state, priority, sort_at, promised_at)
         values ('main', 'a1', 'promised', 2, 0, 0)`,
      );
      await expect(again).rejects.toThrow(/unique/i);
    });

    test('many at once go through', async () => {
      const { store, newsroom } = await openStage(engine);
      const channels = Array.from({ length: 13 }, (_, index) => `c${index}`);
      const plans = Array.from({ length: 200 }, (_, index) =>
        plan(`a${index}`, {
          promises: channels.map((channel) => ({ channel, priority: 2 as const, sortAt: noon })),
        }),
      );
      expect(await store.ledger.record(plans, noon)).toMatchObject({ promised: 2_600 });
      expect(await store.ledger.record(plans, noon)).toMatchObject({ promised: 0 });
      expect(await newsroom.rows('select count(distinct article_id) as n from posts')).toMatchObject([
        { n: expect.toSatisfy((n: unknown) => Number(n) === 200) as unknown },
      ]);
    });

    test('an article that changed since it was read stays unplanned', async () => {
      const { store } = await openStage(engine);
      await store.articles.save(article(), noon);
      await store.articles.save({ ...article(), headline: 'Newer' }, noon);
      await store.ledger.record([plan('a1')], noon);
      expect(await store.articles.isAnyUnplanned()).toBe(true);
      await store.ledger.record([plan('a1', { revision: 2 })], noon);
      expect(await store.articles.isAnyUnplanned()).toBe(false);
    });

    test.runIf(engine.name === 'Postgres')(
      'what somebody else is changing, for as long as they like, keeps nobody waiting',
      async () => {
        const { store, url } = await openStage(engine);
        for (const id of ['a1', 'a2']) await store.articles.save(article(id), noon);
        const editor = await engine.connect(url);
        await editor.run('begin');
        await editor.run("update articles set views = 7 where id = 'a1'");
        const unplanned = async (leftOut: string[]) => {
          const { articles: found } = await store.articles.unplanned(after(minuteMs), null, 10, leftOut);
          return found.map(({ id }) => id);
        };
        expect(await unplanned([])).toEqual(['a1', 'a2']);
        expect(await store.articles.busy(['a1', 'a2', 'a3'])).toEqual(['a1']);
        expect(await unplanned(['a1'])).toEqual(['a2']);
        // Too many to be named.
        expect(await unplanned(Array.from({ length: 201 }, (_, index) => `b${index}`))).toEqual(['a2']);
        const promises = [{ channel: 'main', priority: 2 as const, sortAt: noon }];
        const plans = ['a1', 'a2'].map((id) => plan(id, { promises }));
        const kept = await store.ledger.record(plans, noon, { keepsOrder: true });
        expect(kept).toMatchObject({ planned: 0, promised: 0, unsettled: ['a1'] });
        expect(await store.posts.postsOf(['a1', 'a2'])).toEqual([]);
        const recorded = await store.ledger.record(plans, noon);
        expect(recorded).toMatchObject({ planned: 1, promised: 1, left: ['a1'], unsettled: [] });
        expect((await store.posts.postsOf(['a1', 'a2'])).map(({ articleId }) => articleId)).toEqual(['a2']);
        await editor.run('commit');
        await editor.close();
        expect(await store.ledger.record(plans, noon)).toMatchObject({ planned: 2, promised: 1, left: [] });
      },
    );

    test.runIf(engine.name === 'Postgres')(
      'a promise that keeps the order is not made of a revision that is over',
      async () => {
        const { store, newsroom } = await openStage(engine);
        await store.articles.save(article('a1'), noon);
        await newsroom.run("update articles set section = 'Sport' where id = 'a1'");
        const promises = [{ channel: 'main', priority: 2 as const, sortAt: noon }];
        const record = (revision: number) =>
          store.ledger.record([plan('a1', { promises, revision })], noon, { keepsOrder: true });
        expect(await record(1)).toMatchObject({ planned: 0, promised: 0, unsettled: ['a1'] });
        expect(await record(2)).toMatchObject({ planned: 1, promised: 1, unsettled: [] });
      },
    );

    test('all of it or nothing', async () => {
      const { store } = await openStage(engine);
      await store.articles.save(article(), noon);
      const good = { channel: 'main', priority: 2 as const, sortAt: noon };
      const bad = { ...good, channel: 'other', sortAt: new Date(Number.NaN) };
      const recorded = store.ledger.record([plan('a1', { promises: [good, bad] })], noon);
      await expect(recorded).rejects.toThrow(/nan|null/i);
      expect(await store.posts.postsOf(['a1'])).toEqual([]);
      expect(await store.articles.isAnyUnplanned()).toBe(true);
    });

    test('renews the place of what is not sent, and what was dropped comes back clean', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await lanes.postpone(postId, after(minuteMs));
      const renewal = { postId, priority: 1 as const, sortAt: after(-5) };
      await store.ledger.record([plan('a1', { renewals: [renewal] })], noon);
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'promised', priority: 1, wake_at: null });
      await lanes.drop(postId, 'withheld', 1, noon);
      await store.ledger.record([plan('a1', { renewals: [renewal] })], noon);
      expect(await rowOf(newsroom, postId)).toMatchObject({
        state: 'promised',
        reason: null,
        ended_at: null,
      });
    });
  });

  describe('a claim', () => {
    test('writes the text down before anything leaves', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const postId = await promise(store);
      expect(await lanes.claim({ ...claim(postId), isSilent: true }, after(7))).toBe(true);
      const row = await rowOf(newsroom, postId);
      expect(row).toMatchObject({ state: 'sending', form: 'text', silent: 1, revision: 1, floor: null });
      expect(JSON.parse(String(row['message']))).toEqual(message);
      expect(Number(row['claimed_at'])).toBe(after(7).getTime());
    });

    test('is refused a second time', async () => {
      const { lanes, store } = await openStage(engine);
      const postId = await promise(store);
      const claims = await Promise.all([1, 2, 3].map(() => lanes.claim(claim(postId), noon)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    test.each([
      ['that changed since it was composed', { headline: 'Newer' }, 1],
      ['that is withheld', { status: 'withheld' }, 2],
      ['that is canceled', { status: 'canceled' }, 2],
    ] as const)('of an article %s is refused', async (_what, change, revision) => {
      const { lanes, store, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await store.articles.save({ ...article(), ...change }, noon);
      expect(await lanes.claim(claim(postId, revision), noon)).toBe(false);
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'promised', message: null });
    });

    test('of an article whose row is gone is refused', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await newsroom.run('delete from articles');
      expect(await lanes.claim(claim(postId), noon)).toBe(false);
    });

    test('of a digest asks for no article', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      await newsroom.run(
        `insert into posts (channel, digest, state, priority, sort_at, promised_at)
         values ('main', '2026-03-02T09:00:00.000Z', 'promised', 2, 0, 0)`,
      );
      const work = await store.ledger.next('main', noon);
      expect(work).toMatchObject({ article: null, post: { articleId: null, state: 'promised' } });
      const id = 'post' in work ? work.post.id : 0;
      expect(await lanes.claim(claim(id, null), noon)).toBe(true);
    });

    test('remembers the last number known in the channel, and keeps the first one after an unsure try', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const [first, second, third] = [
        await promise(store, 'a1'),
        await promise(store, 'a2'),
        await promise(store, 'a3'),
      ];
      const elsewhere = await promise(store, 'a1', { channel: 'other' });
      for (const [postId, messageId] of [
        [first, 10],
        [elsewhere, 900],
      ] as const) {
        await lanes.claim(claim(postId), noon);
        await lanes.markSent(postId, { ...arrival, messageId }, null, noon);
      }
      await lanes.claim(claim(second), noon);
      expect((await rowOf(newsroom, second))['floor']).toBe(10);
      await lanes.markUnsure(second, 'timeout', noon);
      await lanes.claim(claim(third), noon);
      await lanes.markSent(third, { ...arrival, messageId: 12 }, null, noon);
      await lanes.markReady(second);
      await lanes.claim(claim(second), noon);
      expect(Number((await rowOf(newsroom, second))['floor'])).toBe(10);
    });

    test('counts numbers of the present chat only, once a group has moved', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      await store.channels.load(['main']);
      const [old, next] = [await promise(store, 'a1'), await promise(store, 'a2')];
      await lanes.claim(claim(old), noon);
      await lanes.markSent(old, { ...arrival, messageId: 5_000, chatId: '-7' }, null, noon);
      await store.channels.move('main', '-1007');
      await lanes.claim(claim(next), noon);
      expect((await rowOf(newsroom, next))['floor']).toBeNull();
    });

    test.each([
      { stands: '-1007', chatId: '-1007', isKnown: true },
      { stands: '-1007', chatId: '-1009', isKnown: false },
      { stands: '@News', chatId: '@news', isKnown: true },
      { stands: '-1007', link: 'https://t.me/News/7', chatId: '@news', isKnown: true },
      { stands: '-1007', link: 'https://t.me/news2/7', chatId: '@news', isKnown: false },
    ])('a post in $stands $link, asked about $chatId', async ({ stands, link = null, chatId, isKnown }) => {
      const { lanes, store, newsroom } = await openStage(engine);
      const [old, next] = [await promise(store, 'a1'), await promise(store, 'a2')];
      await lanes.claim(claim(old), noon);
      await lanes.markSent(old, { messageId: 7, chatId: stands, link }, null, noon);
      await lanes.claim({ ...claim(next), chatId }, noon);
      expect(Number((await rowOf(newsroom, next))['floor'] ?? 0)).toBe(isKnown ? 7 : 0);
      const other = { id: next, channel: 'main' };
      expect(await store.posts.isOther(other, chatId, 7)).toBe(isKnown);
      expect(await store.posts.isOther({ ...other, id: old }, chatId, 7)).toBe(false);
      expect(await store.posts.messageIdOf('main', 'a1', chatId)).toBe(isKnown ? 7 : null);
      expect(await store.unknownPosts.lastNumber('main', chatId)).toBe(isKnown ? 7 : null);
    });

    test.each([
      { from: 5, left: 5 },
      { from: 8, left: null },
      { from: null, left: null },
    ])('that stands earlier than it was sent is swept below that: from $from', async ({ from, left }) => {
      const { lanes, store, newsroom } = await openStage(engine);
      const id = await promise(store, 'a1');
      await lanes.claim(claim(id), noon);
      await lanes.markSent(id, { ...arrival, messageId: 9 }, from, noon);
      const shown = { ...message, plain: 'What stands there shows less' };
      await lanes.standsEarlier(id, { ...arrival, messageId: 8 }, shown);
      const row = await rowOf(newsroom, id);
      expect(JSON.parse(String(row['message']))).toEqual(shown);
      expect(Number(row['message_id'])).toBe(8);
      expect(row['sweep_from'] === null ? null : Number(row['sweep_from'])).toBe(left);
    });

    test('that a step left half-way is unsure again in its own channel only', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const id = await promise(store, 'a1');
      await lanes.claim(claim(id), noon);
      expect(await lanes.recover('other', noon)).toBe(false);
      expect(await lanes.recover('main', noon)).toBe(true);
      expect(await rowOf(newsroom, id)).toMatchObject({ state: 'unsure' });
    });

    test('between the planner’s look and its write does not save a post from being withdrawn', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const id = await promise(store, 'a1');
      await lanes.claim(claim(id), noon);
      const nothing = { promises: [], renewals: [], dueChanges: [] };
      const drops = [{ postId: id, reason: 'canceled' as const }];
      await store.ledger.record([{ articleId: 'a1', revision: 1, drops, ...nothing }], noon);
      expect(await rowOf(newsroom, id)).toMatchObject({ state: 'sending', due_change: 'kill' });
    });
  });

  test('claimed between the planner’s look and its write, a post whose article changed is mended', async () => {
    const { lanes, store, newsroom } = await openStage(engine);
    const postId = await promise(store, 'a1');
    await lanes.claim(claim(postId), noon);
    const renewals = [{ postId, priority: 2 as const, sortAt: noon }];
    await store.ledger.record([plan('a1', { renewals })], after(9));
    expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'sending', due_change: 'edit' });
  });

  test('is not dropped for what its article was before it changed', async () => {
    const { lanes, store, newsroom } = await openStage(engine);
    const postId = await promise(store, 'a1');
    await store.articles.save({ ...article(), headline: 'Second' }, noon);
    const state = async () => (await rowOf(newsroom, postId))['state'];
    await lanes.drop(postId, 'withheld', 1, noon);
    await lanes.drop(postId, 'canceled', null, noon);
    expect(await state()).toBe('promised');
    await lanes.drop(postId, 'withheld', 2, noon);
    expect(await state()).toBe('dropped');
  });

  describe('what is next in a channel', () => {
    test('goes by turn: unsure, kill, asked for, breaking, correction, ordinary', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const ids: Record<string, number> = {};
      const early = { sortAt: after(-minuteMs) };
      ids['ordinary, later'] = await promise(store, 'late', { sortAt: after(minuteMs) });
      ids['ordinary'] = await promise(store, 'ordinary', early);
      ids['breaking'] = await promise(store, 'breaking', { priority: 1 });
      ids['asked'] = await promise(store, 'asked', { priority: 0 });
      for (const dueChange of ['edit', 'kill'] as const) {
        const id = (ids[dueChange] = await promise(store, dueChange, early));
        await lanes.claim(claim(id), noon);
        await lanes.markSent(id, arrival, null, noon);
        const dueChanges = [{ postId: id, dueChange, at: noon }];
        await store.ledger.record([plan(dueChange, { dueChanges })], noon);
      }
      ids['unsure'] = await promise(store, 'unsure');
      await lanes.claim(claim(ids['unsure']), noon);
      await lanes.markUnsure(ids['unsure'], 'timeout', noon);
      await promise(store, 'elsewhere', { channel: 'other', priority: 0 });
      const order: string[] = [];
      for (;;) {
        const work = await store.ledger.next('main', noon);
        if (!('post' in work)) break;
        expect(work.article?.id).toBe(work.post.articleId);
        order.push(Object.keys(ids).find((name) => ids[name] === work.post.id) ?? '');
        await newsroom.run("update posts set state = 'killed' where id = ?", [work.post.id]);
      }
      expect(order).toEqual(['unsure', 'kill', 'asked', 'breaking', 'edit', 'ordinary', 'ordinary, later']);
    });

    test('leaves a post alone until its moment, and says when that is', async () => {
      const { lanes, store } = await openStage(engine);
      const [one, two] = [await promise(store, 'a1'), await promise(store, 'a2')];
      await lanes.postpone(one, after(minuteMs));
      expect(await store.ledger.next('main', noon)).toMatchObject({ post: { id: two } });
      await lanes.postpone(two, after(2 * minuteMs));
      expect(await store.ledger.next('main', noon)).toEqual({ wakeAt: after(minuteMs) });
      expect(await store.ledger.next('main', after(minuteMs))).toMatchObject({ post: { id: one } });
      expect(await store.ledger.next('empty', noon)).toEqual({ wakeAt: null });
    });

    test('brings the article as it stands now, and none when its row is gone', async () => {
      const { store, newsroom } = await openStage(engine);
      const id = await promise(store);
      const keywords = ['Әуежай', 'жол'];
      await store.articles.save({ ...article(), headline: 'Newer', keywords }, noon);
      expect(await store.ledger.next('main', noon)).toEqual({
        post: expect.objectContaining({ id, state: 'promised', revision: 0, message: null }) as unknown,
        article: await store.articles.find('a1'),
        hasUnknownPosts: false,
        hasLateCopies: false,
        changed: null,
        isUnreadable: false,
      });
      await newsroom.run('delete from articles');
      expect(await store.ledger.next('main', noon)).toMatchObject({ post: { id }, article: null });
    });
  });

  describe('a correction', () => {
    /** A sent post, its article at revision 2, and the wish to mend it. */
    async function openCorrection({ lanes, store }: Stage): Promise<number> {
      const postId = await promise(store);
      await lanes.claim(claim(postId), noon);
      await lanes.markSent(postId, arrival, null, noon);
      await store.articles.save({ ...article(), headline: 'Second' }, noon);
      const dueChanges = [{ postId, dueChange: 'edit' as const, at: noon }];
      await store.ledger.record([plan('a1', { revision: 2, dueChanges })], noon);
      return postId;
    }

    test('is done with the revision that it shows', async () => {
      const stage = await openStage(engine);
      const postId = await openCorrection(stage);
      await stage.lanes.markCorrected(postId, 2, { message, form: 'text', picture: null }, after(9));
      expect(await rowOf(stage.newsroom, postId)).toMatchObject({
        state: 'sent',
        revision: 2,
        due_change: null,
      });
      expect(await stage.store.ledger.next('main', noon)).toEqual({ wakeAt: null });
    });

    test.each(['markCorrected', 'leaveAsIs'] as const)(
      'is still wished for when the article changed again meanwhile (%s)',
      async (step) => {
        const stage = await openStage(engine);
        const { articles } = stage.store;
        const postId = await openCorrection(stage);
        await articles.save({ ...article(), headline: 'Third' }, noon);
        if (step === 'markCorrected')
          await stage.lanes.markCorrected(postId, 2, { message, form: 'text', picture: null }, noon);
        else await stage.lanes.leaveAsIs(postId, 2, null);
        expect(await rowOf(stage.newsroom, postId)).toMatchObject({ revision: 2, due_change: 'edit' });
        await stage.lanes.leaveAsIs(postId, 3, 'there is nothing to edit');
        expect(await rowOf(stage.newsroom, postId)).toMatchObject({ revision: 3, due_change: null });
      },
    );

    test('that waits keeps its moment when the article changes again, and a done one is wished for anew', async () => {
      const stage = await openStage(engine);
      const { ledger } = stage.store;
      const postId = await openCorrection(stage);
      const again = (at: Date) =>
        ledger.record([plan('a1', { dueChanges: [{ postId, dueChange: 'edit', at }] })], noon);
      const wakeAt = async () => Number((await rowOf(stage.newsroom, postId))['wake_at']);
      await again(after(9));
      expect(await wakeAt()).toBe(noon.getTime());
      await stage.lanes.markCorrected(postId, 2, { message, form: 'text', picture: null }, noon);
      await again(after(9));
      expect(await rowOf(stage.newsroom, postId)).toMatchObject({ due_change: 'edit' });
      expect(await wakeAt()).toBe(after(9).getTime());
    });

    test('is over when there is no article to show', async () => {
      const stage = await openStage(engine);
      const postId = await openCorrection(stage);
      await stage.newsroom.run('delete from articles');
      await stage.lanes.leaveAsIs(postId, 1, null);
      expect(await rowOf(stage.newsroom, postId)).toMatchObject({ due_change: null });
    });

    test('never takes the place of a withdrawal', async () => {
      const stage = await openStage(engine);
      const { ledger } = stage.store;
      const postId = await openCorrection(stage);
      const dueChanges = [{ postId, dueChange: 'kill' as const, at: noon }];
      await ledger.record([plan('a1', { revision: 2, dueChanges })], noon);
      await stage.lanes.markCorrected(postId, 2, { message, form: 'text', picture: null }, noon);
      await stage.lanes.leaveAsIs(postId, 2, null);
      await stage.lanes.wantCorrection(postId);
      expect(await rowOf(stage.newsroom, postId)).toMatchObject({ state: 'sent', due_change: 'kill' });
      await stage.lanes.markKilled(postId, 'deleted', noon);
      expect(await rowOf(stage.newsroom, postId)).toMatchObject({ state: 'killed', due_change: null });
    });

    test('waits for its moment', async () => {
      const { lanes, store } = await openStage(engine);
      const postId = await promise(store);
      await lanes.claim(claim(postId), noon);
      await lanes.markSent(postId, arrival, null, noon);
      const dueChanges = [{ postId, dueChange: 'edit' as const, at: after(minuteMs) }];
      await store.ledger.record([plan('a1', { dueChanges })], noon);
      expect(await store.ledger.next('main', noon)).toEqual({ wakeAt: after(minuteMs) });
    });
  });

  describe('after a crash', () => {
    test('what was being sent is unsure, once', async () => {
      const { lanes, store, newsroom } = await openStage(engine);
      const [sending, ready] = [await promise(store, 'a1'), await promise(store, 'a2')];
      await lanes.claim(claim(sending), noon);
      expect(await store.lanes.take('main', after(5))).toMatchObject({ unsure: 1 });
      expect(await store.lanes.take('main', after(6))).toMatchObject({ unsure: 0 });
      const row = await rowOf(newsroom, sending);
      expect(row).toMatchObject({ state: 'unsure', unsure_tries: 1 });
      expect(Number(row['unsure_at'])).toBe(after(5).getTime());
      expect(await rowOf(newsroom, ready)).toMatchObject({ state: 'promised' });
    });

    test('the pacer learns what left lately', async () => {
      const { lanes, store } = await openStage(engine);
      const [old, young] = [await promise(store, 'a1'), await promise(store, 'a2', { channel: 'other' })];
      for (const [postId, at] of [
        [old, noon],
        [young, after(minuteMs)],
      ] as const) {
        await lanes.claim(claim(postId), noon);
        await lanes.markSent(postId, arrival, null, at);
      }
      const departures = async (since: Date) =>
        Object.fromEntries(await store.posts.departures(['main', 'other'], since));
      expect(await departures(after(1))).toEqual({ main: [], other: [after(minuteMs)] });
      const dueChanges = [{ postId: old, dueChange: 'edit' as const, at: noon }];
      await store.ledger.record([plan('a1', { dueChanges })], noon);
      await lanes.markCorrected(old, 1, { message, form: 'text', picture: null }, after(2 * minuteMs));
      expect((await departures(noon))['main']).toEqual([noon, after(2 * minuteMs)]);
      // What was in flight when the program died may have arrived.
      const unsure = await promise(store, 'a3');
      await lanes.claim(claim(unsure), after(minuteMs));
      await store.lanes.take('main', after(3 * minuteMs));
      expect((await departures(after(1)))['main']).toEqual([after(minuteMs), after(2 * minuteMs)]);
      expect(await store.posts.departures([], noon)).toEqual(new Map());
    });
  });

  test('an uncertain post tells since when, and is decided once', async () => {
    const { lanes, store, newsroom } = await openStage(engine);
    const postId = await promise(store);
    expect(await store.posts.uncertainSince('main')).toBeNull();
    await lanes.claim(claim(postId), noon);
    await lanes.markUnsure(postId, 'timeout', noon);
    await lanes.markUncertain(postId, 'protected', after(3));
    expect(await store.posts.uncertainSince('main')).toEqual(after(3));
    expect(await store.ledger.decideUncertain(postId, 'there', after(4))).toBe(true);
    expect(await store.ledger.decideUncertain(postId, 'drop', after(5))).toBe(false);
    expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'sent', message_id: null });
    expect(await store.posts.messageIdOf('main', 'a1')).toBeNull();
  });
});
