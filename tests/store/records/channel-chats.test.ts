import { expect, test } from 'vitest';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { noon } from '../../stage/builders.ts';
import { promise, rowOf, written as message } from '../../stage/stored-posts.ts';

const main = { name: 'main', id: '@news', topic: null };
const unasked = { topic: null, stranger: null, refusedId: null };

forEachEngine((engine) => {
  async function sent(chatId: string, link: string | null) {
    const stage = await openStage(engine);
    await stage.store.channels.load(['main']);
    const id = await promise(stage.store);
    await stage.lanes.claim({ postId: id, revision: 1, message, form: 'text', isSilent: false }, noon);
    await stage.lanes.markSent(id, { messageId: 7, chatId, link }, null, noon);
    return { ...stage, id };
  }

  test.each([
    ['https://t.me/news/7', { username: 'news', foundAs: '@news' }],
    ['https://t.me/c/7/7', { username: null, foundAs: '-1007' }],
  ])('what an earlier version wrote: the chat of the newest post, %s', async (link, expected) => {
    const { store } = await sent('-1007', link);
    const chats = await store.channelChats.read([main]);
    expect(chats.get('main')).toEqual({ ...unasked, ...expected, chatId: '-1007' });
  });

  test('what was written under the @name gets the number, once it is known', async () => {
    const { store, newsroom, id } = await sent('@news', null);
    await store.channelNumbers.learn('main', '@news', { last: 40 });
    expect(await store.channelChats.read([main])).toEqual(new Map());
    await store.channelChats.keep(main, { chatId: '-1007', username: 'news' });
    const chats = await store.channelChats.read([main]);
    expect(chats.get('main')).toEqual({ ...unasked, chatId: '-1007', username: 'news', foundAs: '@news' });
    expect(await rowOf(newsroom, id)).toMatchObject({ chat_id: '-1007' });
    expect(await store.channelNumbers.of('main', '-1007')).toMatchObject({ last: 40 });
  });

  test.each([true, false])('a stranger is asked about until a person decides: %s', async (isOurs) => {
    const { store } = await sent('-1007', 'https://t.me/news/7');
    await store.channelChats.keep(main, { chatId: '-1007', username: 'news' });
    await store.channelChats.suspect('main', { chatId: '-1008', title: 'Other' });
    expect((await store.channelChats.read([main])).get('main')?.stranger?.chatId).toBe('-1008');
    expect(await store.channelChats.decide('main', '-1009', isOurs)).toBe(false);
    expect(await store.channelChats.decide('main', '-1008', isOurs)).toBe(true);
    expect(await store.channelChats.decide('main', '-1008', isOurs)).toBe(false);
    expect((await store.channelChats.read([main])).get('main')).toMatchObject({
      chatId: isOurs ? '-1008' : '-1007',
      stranger: null,
      refusedId: isOurs ? null : '-1008',
    });
  });

  test('numbers of one chat are shared by its channels, and a post of another topic is no copy', async () => {
    const { store, id } = await sent('-1007', null);
    const topic = { name: 'topic', id: '-1007', topic: 5 };
    await store.channelChats.keep({ ...main, id: '-1007' }, { chatId: '-1007', username: null });
    await store.channelChats.keep(topic, { chatId: '-1007', username: null });
    expect(await store.posts.isOther({ id: 999, channel: 'topic' }, '-1007', 7)).toBe(true);
    expect(await store.posts.isOther({ id, channel: 'main' }, '-1007', 7)).toBe(false);
    expect(await store.posts.isOther({ id: 999, channel: 'elsewhere' }, '-1009', 7)).toBe(false);
  });
});
