import { expect, test } from 'vitest';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { noon } from '../../stage/builders.ts';
import type { Stage } from '../../stage/databases.ts';
import { promise, rowOf, written as message } from '../../stage/stored-posts.ts';

forEachEngine((engine) => {
  const link = 'https://t.me/News/7';
  test.each([
    { to: { name: 'new', id: '-1007' }, becomes: 'new' },
    { to: { name: 'new', id: '@news' }, becomes: 'new' },
    { to: { name: 'new', id: '-1008' }, becomes: 'main' },
    { to: { name: 'new', id: '@new' }, becomes: 'main' },
    { to: { name: 'new', id: '@new', chatId: '-1007' }, becomes: 'new' },
    { to: { name: 'new', id: '@news', chatId: '-1008' }, becomes: 'main' },
  ])('a channel named $to.name in the settings, $to.id, is the one of before: $becomes', async (given) => {
    const { lanes, store, newsroom } = await openStage(engine);
    await store.channels.load(['main']);
    const id = await promise(store);
    await lanes.claim({ postId: id, revision: 1, message, form: 'text', isSilent: false }, noon);
    await lanes.markSent(id, { messageId: 7, chatId: '-1007', link }, null, noon);
    const to = { topic: null, chatId: null, ...given.to };
    expect(await store.channels.keepRenamed([{ ...to, name: 'main' }])).toEqual([]);
    const renamed = await store.channels.keepRenamed([to]);
    expect(renamed).toEqual(given.becomes === 'new' ? [{ from: 'main', to: 'new' }] : []);
    expect(await rowOf(newsroom, id)).toMatchObject({ channel: given.becomes });
    expect([...(await store.channels.read()).keys()]).toEqual([given.becomes]);
  });

  test('what editors wrote by hand goes to the channel under its new name', async () => {
    const { newsroom, store } = await openStage(engine);
    await store.channels.load(['main', 'other']);
    await writeByHand(newsroom, ['other', 'main']);
    await newsroom.run("update channels set chat_id = '-1007' where name = 'main'");
    await store.channels.keepRenamed([
      { name: 'new', id: '-1007', topic: null, chatId: '-1007' },
      { name: 'other', id: '-1008', topic: null, chatId: '-1008' },
    ]);
    expect((await store.articles.find('desk-1'))?.written?.channels).toEqual(['other', 'new']);
  });
});

async function writeByHand(newsroom: Stage['newsroom'], channels: string[]): Promise<void> {
  const written = { text: 'A', marks: [], channels, bot: 'main', hasPreview: true };
  await newsroom.run(
    "insert into articles (id, language, headline, written) values ('desk-1', 'kk', 'A', ?)",
    [JSON.stringify(written)],
  );
}
