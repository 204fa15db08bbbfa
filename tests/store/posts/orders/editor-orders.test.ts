import { expect, test } from 'vitest';
import type { Message } from '../../../../src/news/post.ts';
import type { Store } from '../../../../src/store/store.ts';
import { forEachEngine, lanesOf, openStage } from '../../../stage/databases.ts';

const noon = new Date('2026-03-02T12:00:00.000Z');
const after = (ms: number) => new Date(noon.getTime() + ms);
const rendering = { html: 'x', shown: 'x' };
const message: Message = { photo: null, text: rendering, plain: 'x', previewUrl: null, link: null };

async function save(store: Store, id: string, status: 'usable' | 'withheld' = 'usable'): Promise<void> {
  const article = {
    id,
    url: `https://news.example/${id}`,
    language: 'en',
    headline: id,
    publishedAt: noon,
    status,
  };
  await store.articles.save(article, noon);
}

/** Promises, claims and sends a post. @returns its number in the ledger. */
async function send(store: Store, id: string, messageId: number): Promise<number> {
  await store.orders.order(id, 'main', noon, noon);
  const [post] = await store.orders.postsOf([id]);
  const postId = post?.id ?? 0;
  const revision = (await store.articles.find(id))?.revision ?? 0;
  const lanes = await lanesOf(store);
  expect(await lanes.claim({ postId, revision, message, form: 'text', isSilent: false }, noon)).toBe(true);
  const link = `https://t.me/main/${messageId}`;
  await lanes.markSent(postId, { messageId, chatId: '-1001', link }, null, noon);
  return postId;
}

forEachEngine((engine) => {
  test('an order promises once, hastens, and leaves alone what stands or is under way', async () => {
    const { store } = await openStage(engine);
    await save(store, 'a');
    expect(await store.orders.order('a', 'main', noon, noon)).toBe('ordered');
    expect(await store.orders.order('a', 'main', noon, noon)).toBe('promised');
    await save(store, 'b');
    const place = { channel: 'main', priority: 2 as const, sortAt: noon };
    const plan = { articleId: 'b', revision: 1, promises: [place], renewals: [], drops: [], dueChanges: [] };
    await store.ledger.record([plan], noon);
    expect(
      (await store.queues.queue('main', { offset: 0, limit: 9 })).map(({ articleId }) => articleId),
    ).toEqual(['a', 'b']);
    expect(await store.orders.order('b', 'main', noon, noon)).toBe('hastened');
    const [b] = await store.orders.postsOf(['b']);
    expect(await store.queues.hasten(b?.id ?? 0)).toBe(false);
    expect(await store.queues.drop(b?.id ?? 0, noon)).toBe(true);
    expect(await store.queues.drop(b?.id ?? 0, noon)).toBe(false);
    expect(await store.orders.order('b', 'main', noon, noon)).toBe('ordered');
    await send(store, 'a', 7);
    expect(await store.orders.order('a', 'main', noon, noon)).toBe('sent');
    const [found] = await store.orders.postsAt(['other', 'main'], 7);
    expect(found?.articleId).toBe('a');
    expect(await store.orders.postsAt(['other'], 7)).toEqual([]);
    expect(await store.orders.postsAt([], 7)).toEqual([]);
  });

  test('a post that was taken back begins anew, and nothing of the old one is left', async () => {
    const { lanes, store, newsroom } = await openStage(engine);
    await save(store, 'a');
    const postId = await send(store, 'a', 7);
    expect(await store.orders.setStatus('a', ['usable', 'withheld'], 'canceled')).toBe(true);
    expect(await store.orders.setStatus('a', ['usable', 'withheld'], 'canceled')).toBe(false);
    const kill = { postId, dueChange: 'kill' as const, at: noon };
    await store.ledger.record(
      [{ articleId: 'a', revision: 2, promises: [], renewals: [], drops: [], dueChanges: [kill] }],
      noon,
    );
    await lanes.markKilled(postId, 'deleted', noon);
    await store.orders.setStatus('a', ['canceled'], 'usable');
    expect(await store.orders.order('a', 'main', noon, after(1))).toBe('ordered');
    const [row] = await newsroom.rows(
      'select state, message_id, message, sent_at, due_change, link from posts',
    );
    expect(row).toEqual({
      state: 'promised',
      message_id: null,
      message: null,
      sent_at: null,
      due_change: null,
      link: null,
    });
    await send(store, 'a', 8);
    expect((await store.orders.post(postId))?.link).toBe('https://t.me/main/8');
  });

  test('what is let go is promised, whether it was dropped or never promised', async () => {
    const { lanes, store } = await openStage(engine);
    await save(store, 'a', 'withheld');
    await store.orders.order('a', 'one', noon, noon);
    const [post] = await store.orders.postsOf(['a']);
    await lanes.drop(post?.id ?? 0, 'withheld', 1, noon);
    const promise = { channels: ['one', 'two'], priority: 2 as const, sortAt: noon };
    expect(await store.orders.release('a', promise, noon)).toBe(true);
    expect(await store.orders.release('a', promise, noon)).toBe(false);
    expect((await store.articles.find('a'))?.status).toBe('usable');
    expect((await store.orders.postsOf(['a'])).map(({ channel, state }) => [channel, state])).toEqual([
      ['one', 'promised'],
      ['two', 'promised'],
    ]);
  });

  test('while a channel rests only what has left already is next; the rest ends by itself', async () => {
    const { lanes, store } = await openStage(engine);
    await save(store, 'a');
    await save(store, 'b');
    const postId = await send(store, 'a', 7);
    await store.orders.order('b', 'main', noon, noon);
    expect(await store.channels.pausedUntil('main', noon)).toBeNull();
    await store.channels.pause('main', { at: noon, until: after(1_000), by: 'Aigul' });
    expect(await store.channels.pausedUntil('main', noon)).toEqual(after(1_000));
    expect((await store.channels.read()).get('main')?.pause).toEqual({
      at: noon,
      until: after(1_000),
      by: 'Aigul',
    });
    expect(await store.ledger.next('main', noon)).toEqual({ wakeAt: after(1_000) });
    await lanes.wantCorrection(postId);
    expect(await store.ledger.next('main', noon)).toMatchObject({ post: { id: postId } });
    expect(await store.ledger.next('main', after(1_000))).toMatchObject({ post: { articleId: 'b' } });
    expect(await store.ledger.next('main', after(1_000), true)).toMatchObject({ post: { id: postId } });
    expect(await store.channels.pausedUntil('main', after(1_000))).toBeNull();
    expect(await store.channels.resume('main', after(1_000))).toBe(false);
    await store.channels.pause('main', { at: noon, until: null, by: 'Aigul' });
    expect(await store.channels.pausedUntil('main', after(9_000_000))).toBe('open');
    expect(await store.channels.resume('main', noon)).toBe(true);
  });

  test('editors, their languages and what they did are kept', async () => {
    const { store } = await openStage(engine);
    const editor = { userId: 5_000_000_001, name: 'Борис', addedBy: 1, addedAt: noon, channels: null };
    expect([
      await store.editors.reachOf(editor.userId),
      await store.editors.add(editor),
      await store.editors.add(editor),
    ]).toEqual([null, true, false]);
    expect(await store.editors.list()).toEqual([editor]);
    expect([await store.editors.remove(editor.userId), await store.editors.remove(editor.userId)]).toEqual([
      'Борис',
      null,
    ]);
    expect(await store.editors.languageOf(1)).toBeNull();
    await store.editors.setLanguage(1, 'kk');
    await store.editors.setLanguage(1, 'ru');
    expect(await store.editors.languageOf(1)).toBe('ru');
    const entry = {
      at: noon,
      userId: 1,
      name: 'Aigul',
      action: 'kill' as const,
      subject: 'a',
      before: 'usable',
      after: 'canceled',
    };
    for (const subject of ['a', 'b', 'a']) await store.audit.write({ ...entry, subject });
    const log = await store.audit.read(null, 2);
    expect(log.map(({ subject }) => subject)).toEqual(['a', 'b']);
    expect(await store.audit.read(log[1]?.id ?? 0, 2)).toMatchObject([entry]);
    expect((await store.audit.last('a', ['kill', 'hold']))?.id).toBe(log[0]?.id);
    expect(await store.audit.last('a', ['hold'])).toBeNull();
  });

  test('an old entry of the audit is read under the word of today', async () => {
    const { store, newsroom } = await openStage(engine);
    await newsroom.run(
      `insert into audit (at, user_id, name, action, subject, "before", "after")
       values (?, 1, 'Aigul', 'held', 'a', 'held', 'again')`,
      [noon.getTime()],
    );
    expect(await store.audit.read(null, 1)).toMatchObject([{ action: 'uncertain', after: 'again' }]);
    expect(await store.audit.last('a', ['uncertain'])).toMatchObject({ name: 'Aigul' });
    expect(await store.audit.last('a', ['kill'])).toBeNull();
  });

  test('a channel is counted from a moment on', async () => {
    const { store } = await openStage(engine);
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      await save(store, id);
      if (index < 2) await send(store, id, index + 1);
      else await store.orders.order(id, 'main', noon, noon);
    }
    expect(await store.standings.read('main', noon)).toEqual({
      channel: 'main',
      queued: 1,
      waiting: 0,
      sentSince: 2,
      uncertain: 0,
      unsure: 0,
      refusedSince: 0,
      lastSentAt: noon,
      lastLink: expect.stringContaining('https://t.me/main/') as string,
    });
    expect((await store.standings.read('main', after(1))).sentSince).toBe(0);
    expect(await store.standings.uncertain(5)).toEqual([]);
  });

  test('open posts are found among many without a walk through them', async () => {
    const { newsroom, store } = await openStage(engine);
    await save(store, 'a');
    await send(store, 'a', 1);
    for (const [index, state] of ['uncertain', 'unsure', 'waiting', 'uncertain'].entries()) {
      await save(store, state + index);
      await store.orders.order(state + index, 'main', noon, noon);
      await newsroom.run('update posts set state = ?, uncertain_at = ? where article_id = ?', [
        state,
        noon.getTime() + index,
        state + index,
      ]);
    }
    expect(await store.standings.read('main', noon)).toMatchObject({ uncertain: 2, unsure: 1, waiting: 1 });
    expect((await store.standings.uncertain(5)).map(({ articleId }) => articleId)).toEqual([
      'uncertain0',
      'uncertain3',
    ]);
    expect(await store.posts.uncertainSince('main')).toEqual(after(3));
    if (engine.name === 'Postgres') return;
    const plan = await newsroom.rows(
      `explain query plan select id from posts where channel = 'main'
       and posts.state in ('waiting', 'sending', 'unsure', 'uncertain') and state = ?`,
      ['uncertain'],
    );
    expect(JSON.stringify(plan)).toContain('posts_open (channel=? AND state=?)');
  });
});
