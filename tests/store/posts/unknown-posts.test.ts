import { expect, test } from 'vitest';
import { noon, plan } from '../../stage/builders.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

forEachEngine((engine) => {
  const link = 'https://news.example.kz/a';
  const post = { channel: 'main', messageId: 12, shown: 'A\n\nRead more', link, isPhoto: null };
  const digest = {
    channel: 'main',
    messageId: 20,
    shown: 'Best of 2 March\n\n1. A\n\n2. B\n\n3. C\n\nour footer',
    link,
    isPhoto: false,
  };
  const plain = {
    channel: 'main',
    messageId: 30,
    shown: 'D\n\nhttps://news.example.kz/d',
    link: null,
    isPhoto: false,
  };

  test.each([
    { what: 'the article itself, and not the digest that lists it', link, shown: ['A2'], found: 12 },
    {
      what: 'the article under another spelling of its address',
      link: 'http://www.news.example.kz/a/',
      shown: ['A2'],
      found: 12,
    },
    { what: 'a part of its page', link: 'https://news.example.kz/a#live', shown: ['A2'], found: null },
    { what: 'a text without entities', link: 'https://news.example.kz/d', shown: [plain.shown], found: 30 },
    { what: 'a digest as it was', link: null, shown: [digest.shown], found: 20 },
    { what: 'a digest in another order', link: null, shown: ['Best of 2 March\n\n1. X\n\n2. B'], found: 20 },
    {
      what: 'another digest of the day',
      link: null,
      shown: ['Best of 2 March\n\n1. X\n\n2. Y\n\nour footer'],
      found: null,
    },
    { what: 'a digest of another day', link: null, shown: ['Best of 3 March\n\n1. A\n\n2. B'], found: null },
    { what: 'another article', link: 'https://news.example.kz/x', shown: ['A'], found: null },
  ])('$what', async ({ link: wanted, shown, found }) => {
    const { store } = await openStage(engine);
    for (const unknown of [post, digest, plain]) await store.unknownPosts.add(unknown);
    expect((await store.unknownPosts.find('main', wanted, shown, true))?.messageId ?? null).toBe(found);
    expect(await store.unknownPosts.find('other', wanted, shown, true)).toBeNull();
  });

  test('what an editor wrote is found by its whole text, and by no line of a list', async () => {
    const { store } = await openStage(engine);
    const weather = { channel: 'main', shown: 'Weather\n1. Astana: +5', link: null, isPhoto: false };
    await store.unknownPosts.add({ ...weather, messageId: 40 });
    const find = (text: string) => store.unknownPosts.find('main', null, [text], false);
    expect(await find(weather.shown)).toMatchObject({ messageId: 40 });
    expect(await find('Weather\n1. Astana: +5\n2. Oral: +3')).toBeNull();
  });

  test('a canceled post that an editor wrote is killed where its first line was seen', async () => {
    const { newsroom, store } = await openStage(engine);
    const written = JSON.stringify({
      text: 'A\n\nB',
      marks: [],
      channels: [],
      bot: 'main',
      hasPreview: true,
    });
    for (const id of ['desk-1', 'desk-2'])
      await newsroom.run(
        "insert into articles (id, language, headline, status, written) values (?, 'kk', ?, 'canceled', ?)",
        [id, id === 'desk-1' ? 'A' : 'B B', written],
      );
    const shown = { shown: 'AI\n\nA\n\nB', link: null, isPhoto: false };
    await store.unknownPosts.add({ ...shown, channel: 'main', messageId: 50 });
    const drops = [{ postId: 1, reason: 'canceled' as const }];
    const insert = 'insert into posts (channel, article_id, state, priority, sort_at, promised_at) values';
    await newsroom.run(`${insert} ('main', 'desk-1', 'promised', 0, 0, 0)`);
    await store.ledger.record([plan('desk-1', { drops }), plan('desk-2')], noon);
    // It is not dropped: its lane finds it in the channel and kills it there.
    const posts = await newsroom.rows('select article_id, state from posts');
    expect(posts).toEqual([{ article_id: 'desk-1', state: 'promised' }]);
  });
});
