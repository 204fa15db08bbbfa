import { expect, test } from 'vitest';
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
    expect((await store.unknownPosts.find('main', wanted, shown))?.messageId ?? null).toBe(found);
    expect(await store.unknownPosts.find('other', wanted, shown)).toBeNull();
  });
});
