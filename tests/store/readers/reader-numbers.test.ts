import { describe, expect, test } from 'vitest';
import type { ReaderEvent } from '../../../src/store/readers/reader-numbers.ts';
import { after, noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Newsroom, type Stage } from '../../stage/databases.ts';

const chatId = '-1001';
const group = '-1002';
const day = '2026-03-02';

type Unnumbered = ReaderEvent extends infer Each
  ? Each extends ReaderEvent
    ? Omit<Each, 'updateId'>
    : never
  : never;

function numbered(events: readonly Unnumbered[], first = 1): ReaderEvent[] {
  return events.map((event, index) => ({ ...event, updateId: first + index }));
}

function count({ store }: Stage, events: readonly ReaderEvent[], channels = ['main']): Promise<void> {
  return store.readers.numbers.count(events, day, (chat) => (chat === chatId ? channels : []));
}

async function addPost(newsroom: Newsroom, number: number, album: number[] | null = null): Promise<void> {
  await newsroom.run(
    `insert into posts (channel, article_id, state, priority, sort_at, promised_at, sent_at, chat_id, message_id,
       message_ids, link)
     values ('main', ?, 'sent', 2, 0, 0, ?, ?, ?, ?, 'https://t.me/x/1')`,
    [`a${number}`, noon.getTime(), chatId, number, album === null ? null : JSON.stringify(album)],
  );
}

async function seen({ newsroom }: Stage): Promise<unknown[]> {
  const rows = await newsroom.rows(
    'select article_id, reactions, comments from article_posts order by message_id',
  );
  return rows.map(({ article_id, reactions, comments }) => [article_id, reactions, comments]);
}

const reactions = (messageId: number, number: number, at = noon): Unnumbered => {
  return { kind: 'reactions', chatId, messageId, count: number, at };
};
const thread = (messageId: number, threadId: number): Unnumbered => {
  return { kind: 'thread', chatId, messageId, group, threadId, postedAt: noon };
};
const comment = (threadId: number, number: number): Unnumbered => ({
  kind: 'comment',
  group,
  threadId,
  number,
});

forEachEngine((engine) => {
  describe('reactions', () => {
    test('are those of the last count, of our own posts only, and an album has them as one', async () => {
      const stage = await openStage(engine);
      await addPost(stage.newsroom, 5);
      await addPost(stage.newsroom, 10, [10, 11, 12]);
      await count(
        stage,
        numbered([
          reactions(5, 3),
          reactions(5, 7, after(2_000)),
          reactions(5, 4, after(1_000)),
          reactions(12, 2),
          reactions(6, 9),
          reactions(13, 9),
        ]),
      );
      expect(await seen(stage)).toEqual([
        ['a5', 7, null],
        ['a10', 2, null],
      ]);
      expect(await stage.newsroom.rows('select message_id from post_readers')).toHaveLength(2);
    });

    test('under a post that was killed and posted anew are counted anew', async () => {
      const stage = await openStage(engine);
      await addPost(stage.newsroom, 5);
      await count(stage, numbered([reactions(5, 3)]));
      await stage.newsroom.run('update posts set message_id = 9');
      expect(await seen(stage)).toEqual([['a5', null, null]]);
    });
  });

  test('comments are counted once each, from the copy of the post on', async () => {
    const stage = await openStage(engine);
    await addPost(stage.newsroom, 5);
    // The copy may come before the ledger knows the number.
    await count(stage, numbered([comment(50, 51), thread(5, 50), comment(50, 52), comment(50, 53)]));
    expect(await seen(stage)).toEqual([['a5', null, 2]]);
    // Nobody said anything new: the same updates come again after a crash, and with new numbers.
    await count(stage, numbered([comment(50, 52), comment(50, 53), thread(5, 50)], 100));
    expect(await seen(stage)).toEqual([['a5', null, 2]]);
  });

  test('joins and leaves are counted by day, joins by their link too, and no update twice', async () => {
    const stage = await openStage(engine);
    await stage.newsroom.run(
      "insert into invite_links (channel, name, url, made_by, made_at) values ('main', 'site', 'https://t.me/+s', 'A', 0)",
    );
    const join = (link: string | null): Unnumbered => ({ kind: 'join', chatId, link });
    const events = numbered([join('https://t.me/+s'), join(null), { kind: 'leave', chatId }], 41);
    await count(stage, events);
    await count(stage, events);
    // More of them than go into one transaction.
    await count(
      stage,
      numbered(
        Array.from({ length: 45 }, () => join('https://t.me/+s')),
        44,
      ),
    );
    await stage.store.readers.numbers.setSubscribers('main', day, 900);
    expect(await stage.store.readers.numbers.days(['main'], day, day)).toEqual([
      { channel: 'main', day, subscribers: 900, joins: 47, leaves: 1 },
    ]);
    expect(await stage.newsroom.rows('select joins from invite_links')).toEqual([{ joins: 46 }]);
    // After a quiet week Telegram begins at another number.
    await count(stage, numbered([join(null)], 5_000_000));
    await count(stage, numbered([join(null)], 7));
    const [row] = await stage.store.readers.numbers.days(['main'], day, day);
    expect(row?.joins).toBe(49);
  });

  test('posts that stand are listed by their numbers, and summed up', async () => {
    const stage = await openStage(engine);
    const { posts } = stage.store.readers;
    for (const number of [5, 6, 7, 8]) await addPost(stage.newsroom, number);
    await count(
      stage,
      numbered([reactions(5, 1), reactions(6, 9), reactions(7, 30), thread(8, 50), comment(50, 51)]),
    );
    await stage.newsroom.run("update posts set state = 'killed' where message_id = 7");
    const shown = (list: { articleId: string | null; reactions: number | null }[]) =>
      list.map(({ articleId, reactions: given }) => [articleId, given]);
    expect(shown(await posts.top(['main', 'other'], noon, 10))).toEqual([
      ['a6', 9],
      ['a5', 1],
      ['a8', null],
    ]);
    expect(await posts.top(['main'], after(1), 10)).toEqual([]);
    expect(shown(await posts.top(['main'], noon, 1))).toEqual([['a6', 9]]);
    expect(await posts.totals('main', noon, after(1))).toEqual({ reactions: 10, comments: 1 });
    expect(await posts.totals('main', after(1), after(2))).toEqual({ reactions: null, comments: null });
    const all = [];
    for await (const each of posts.all('main', noon, after(1))) all.push(each);
    expect(shown(all)).toEqual([
      ['a5', 1],
      ['a6', 9],
      ['a8', null],
    ]);
    expect(await posts.reactionsIn('main', ['a5', 'a6', 'a9'])).toEqual(
      new Map([
        ['a5', 1],
        ['a6', 9],
      ]),
    );
    expect(await posts.reactionsIn('main', [])).toEqual(new Map());
  });

  test('each bot has counted up to a number of its own', async () => {
    const stage = await openStage(engine);
    const second = stage.store.ofBot('second');
    const join = numbered([{ kind: 'join', chatId, link: null }], 500);
    await count(stage, join);
    await second.readers.numbers.count(numbered([{ kind: 'join', chatId, link: null }], 400), day, () => [
      'other',
    ]);
    expect(await stage.store.readers.numbers.days(['main', 'other'], day, day)).toMatchObject([
      { channel: 'main', joins: 1 },
      { channel: 'other', joins: 1 },
    ]);
  });

  test('numbers leave when their posts are older than articles are kept', async () => {
    const stage = await openStage(engine);
    const { retention } = stage.store;
    for (const number of [5, 6, 7]) await addPost(stage.newsroom, number);
    await stage.newsroom.run('update posts set sent_at = ? where message_id = 7', [
      after(86_400_000).getTime(),
    ]);
    await count(stage, numbered([5, 6, 7].map((number) => reactions(number, 1))));
    await stage.store.readers.numbers.setSubscribers('main', '2026-03-01', 5);
    await stage.store.readers.numbers.setSubscribers('main', '2026-03-03', 6);
    expect(await retention.pruneReaders(after(1), 1)).toBe(1);
    expect(await retention.pruneReaders(after(1), 10)).toBe(1);
    expect(await seen(stage)).toEqual([
      ['a5', null, null],
      ['a6', null, null],
      ['a7', 1, null],
    ]);
    expect(await stage.store.readers.numbers.countedOn('2026-03-01')).toEqual(new Set());
    expect(await stage.store.readers.numbers.countedOn('2026-03-03')).toEqual(new Set(['main']));
  });
});
