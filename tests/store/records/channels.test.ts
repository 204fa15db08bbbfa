import { describe, expect, test } from 'vitest';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { after, noon } from '../../stage/builders.ts';

forEachEngine((engine) => {
  describe('a channel', () => {
    const fresh = {
      name: 'kk',
      movedTo: null,
      limitedUntil: null,
      closedAt: null,
      closedReason: null,
      retryAt: null,
      retries: 0,
      pause: null,
      quiet: undefined,
    };

    test('is remembered from its first loading, and loading it again changes nothing', async () => {
      const { store } = await openStage(engine);
      expect(await store.channels.load([])).toEqual(new Map());
      expect(await store.channels.load(['kk'])).toEqual(new Map([['kk', fresh]]));
      await store.channels.limit('kk', after(5));
      await store.channels.move('kk', '-1007');
      const known = { ...fresh, limitedUntil: after(5), movedTo: '-1007' };
      expect((await store.channels.load(['kk', 'ru'])).get('kk')).toEqual(known);
      expect([...(await store.channels.read()).keys()].sort()).toEqual(['kk', 'ru']);
    });

    test('is closed with the reason, and open again without a trace', async () => {
      const { store } = await openStage(engine);
      await store.channels.load(['kk']);
      const closed = { at: noon, reason: 'bot was kicked', retryAt: after(60_000), retries: 2 };
      await store.channels.close('kk', closed);
      expect((await store.channels.read()).get('kk')).toEqual({
        ...fresh,
        closedAt: noon,
        closedReason: 'bot was kicked',
        retryAt: after(60_000),
        retries: 2,
      });
      await store.channels.reopen('kk');
      expect((await store.channels.read()).get('kk')).toEqual(fresh);
    });
  });

  describe('a trouble', () => {
    test('is new once, told once, and ends once', async () => {
      const { store } = await openStage(engine);
      const { troubles } = store;
      expect(await troubles.begin('channel:kk', 'kicked', noon)).toBe(true);
      expect(await troubles.begin('channel:kk', 'kicked again', after(1))).toBe(false);
      const [begun] = await troubles.untold();
      const told = { key: 'channel:kk', detail: 'kicked', beganAt: noon, isTold: false, endedAt: null };
      expect(begun).toEqual(told);
      await troubles.markTold(begun ?? told, after(2));
      expect(await troubles.untold()).toEqual([]);
      expect(await troubles.open()).toEqual([{ ...told, isTold: true }]);
      expect(await troubles.end('channel:kk', after(3))).toBe(true);
      expect(await troubles.end('channel:kk', after(4))).toBe(false);
      expect(await troubles.open()).toEqual([]);
      const [ended] = await troubles.untold();
      expect(ended).toEqual({ ...told, isTold: true, endedAt: after(3) });
      await troubles.markTold(ended ?? told, after(5));
      expect(await troubles.untold()).toEqual([]);
      expect(await troubles.begin('channel:kk', 'kicked', after(6))).toBe(true);
    });

    test('that ended meanwhile is not forgotten by telling of its start', async () => {
      const { store } = await openStage(engine);
      await store.troubles.begin('database', 'full', noon);
      const [begun] = await store.troubles.untold();
      await store.troubles.end('database', after(1));
      expect(begun).toBeDefined();
      if (begun !== undefined) await store.troubles.markTold(begun, after(2));
      expect(await store.troubles.untold()).toMatchObject([{ isTold: true, endedAt: after(1) }]);
    });
  });

  test('unknown posts are found by their link, or else by their words, the newest first', async () => {
    const { store } = await openStage(engine);
    const link = 'https://news.example/a1';
    const seen = { channel: 'kk', messageId: 7, shown: 'Парк', link, isPhoto: true };
    await store.unknownPosts.add(seen);
    await store.unknownPosts.add({ ...seen, shown: 'seen twice' });
    await store.unknownPosts.add({ ...seen, messageId: 9, link: null });
    expect(await store.unknownPosts.find('kk', seen.link, ['other words'], false)).toEqual(seen);
    expect(await store.unknownPosts.find('kk', null, ['x', 'Парк'], false)).toMatchObject({ messageId: 9 });
    expect(await store.unknownPosts.find('kk', 'https://news.example/a2', ['Парк'], false)).toBeNull();
    expect(await store.unknownPosts.find('ru', seen.link, ['Парк'], false)).toBeNull();
    expect(await store.unknownPosts.lastNumber('kk')).toBe(9);
    await store.unknownPosts.remove('kk', 9);
    expect(await store.unknownPosts.lastNumber('kk')).toBe(7);
    expect(await store.unknownPosts.lastNumber('ru')).toBeNull();
  });
});
