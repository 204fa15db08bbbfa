import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { plan } from '../stage/builders.ts';
import { lanesOf } from '../stage/databases.ts';
import { khabarshy, makePlace, withStore, type Place } from '../stage/place.ts';
import { claim } from '../stage/stored-posts.ts';

const secret = 'AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';

/** What `--json` prints, as far as these tests look. */
interface Printed {
  mode: string;
  isRunning: boolean;
  articles: { total: number; isAnyUnplanned: boolean };
  posts: Record<string, number>;
  channels: { name: string; id: string | null; posts: Record<string, number>; lastSentAt: string | null }[];
  troubles: { key: string }[];
  concerns: { articleId: string; state: string }[];
}

/** Three articles: one sent, one refused, one promised; a post in a channel that the settings do not have. */
async function fill(store: Store, now: Date): Promise<void> {
  for (const [id, channel] of [
    ['sent', 'kk'],
    ['refused', 'kk'],
    ['promised', 'kk'],
    ['elsewhere', 'old'],
  ] as const) {
    await store.articles.save({ id, url: 'https://news.example/', language: 'kk', headline: 'Тақырып' }, now);
    const promises = [{ channel, priority: 2 as const, sortAt: now }];
    await store.ledger.record([plan(id, { promises })], now);
    const [post] = await store.posts.postsOf([id]);
    const postId = post?.id ?? 0;
    if (id === 'promised') continue;
    await claim(store, postId, now);
    if (id === 'refused') await (await lanesOf(store)).markRefused(postId, 'Bad Request: too sad', now);
    else {
      const arrival = { messageId: 7, chatId: '-1001', link: 'https://t.me/khabarshy_kk/7' };
      await (await lanesOf(store)).markSent(postId, arrival, null, now);
    }
  }
}

async function printedStatus(place: Place): Promise<Printed> {
  const { stdout } = await khabarshy(place, ['status', '--json']);
  return JSON.parse(stdout) as Printed; // the test itself says what it should be
}

describe('status', () => {
  test('of a new database says that there is nothing', async () => {
    const place = makePlace();
    await withStore(place, () => Promise.resolve());
    const { code, stdout, stderr } = await khabarshy(place, ['status']);
    expect(stdout).toMatch(/^khabarshy does not run on the sandbox \(BOT_TOKEN is empty\) with sqlite:/);
    expect(stdout).toContain('articles: 0\nposts: none\n');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test.each([['status'], ['preview', 'a'], ['backup', 'copy.db']])(
    '%s makes no database where there is none',
    async (...args) => {
      const place = makePlace({ DATABASE_URL: 'sqlite:data/slip.db' });
      const { code, stderr } = await khabarshy(place, args);
      expect(stderr).toContain(`There is no database ${join(place.cwd, 'data/slip.db')} yet`);
      expect(code).toBe(1);
      expect(readdirSync(place.cwd)).toEqual(['.env']);
    },
  );

  test('shows each channel in a line, and what needs a look', async () => {
    const place = makePlace({ TIMEZONE: 'Asia/Almaty' });
    const now = new Date('2026-11-24T20:39:00Z');
    await withStore(place, async (store) => {
      await fill(store, now);
      await store.channels.load(['ru']);
      await store.channels.close('ru', { at: now, reason: 'chat not found', retryAt: now, retries: 1 });
      await store.channels.limit('ru', new Date(Date.now() + 3_600_000));
      await store.troubles.begin('closed:ru', 'chat not found', now);
    });
    const { stdout } = await khabarshy(place, ['status']);
    const lines = stdout.split('\n').map((line) => line.split(/\s{2,}/));
    const header = lines.find(([first]) => first === 'channel') ?? [];
    const valuesOf = (name: string) => {
      const row = lines.find(([first]) => first === name) ?? [];
      return Object.fromEntries(header.map((column, index) => [column, row[index]]));
    };
    expect(valuesOf('kk')).toMatchObject({
      promised: '1',
      ready: '0',
      sent: '1',
      refused: '1',
      unsure: '0',
      uncertain: '0',
      'last post': '2026-11-25 01:39 https://t.me/khabarshy_kk/7',
    });
    expect(stdout).toContain('articles: 4\nposts: 1 promised, 2 sent, 1 refused\n');
    expect(stdout).toContain('ru: closed to us since 2026-11-25 01:39, chat not found');
    expect(stdout).toContain('ru: Telegram asked for silence until');
    expect(stdout).toContain('old: is not in the settings');
    expect(stdout).toContain('closed:ru since 2026-11-25 01:39: chat not found');
    expect(stdout).toMatch(/kk refused refused: Bad Request: too sad/);
  });

  test('--json is the same for programs', async () => {
    const place = makePlace();
    const now = new Date('2026-11-24T20:39:00Z');
    await withStore(place, (store) => fill(store, now));
    const status = await printedStatus(place);
    expect(status).toMatchObject({
      mode: 'sandbox',
      isRunning: false,
      articles: { total: 4, isAnyUnplanned: false },
      posts: { promised: 1, sent: 2, refused: 1, uncertain: 0 },
      concerns: [{ articleId: 'refused', state: 'refused', reason: 'Bad Request: too sad' }],
    });
    expect(status.channels.map(({ name, id }) => [name, id])).toEqual([
      ['kk', '@khabarshy_kk'],
      ['ru', '@khabarshy_ru'],
      ['en', '@khabarshy_en'],
      ['old', null],
    ]);
    expect(status.channels[0]).toMatchObject({ posts: { sent: 1 }, lastSentAt: now.toISOString() });
  });

  test('knows whether a khabarshy runs, and does not keep one from starting', async () => {
    const place = makePlace();
    await withStore(place, async (store) => {
      const unlock = await store.lock(() => undefined);
      expect((await printedStatus(place)).isRunning).toBe(true);
      await unlock?.();
      expect((await printedStatus(place)).isRunning).toBe(false);
      const again = await store.lock(() => undefined);
      expect(again).not.toBeNull();
      await again?.();
    });
  });

  test('shows no secret', async () => {
    const place = makePlace({ BOT_TOKEN: `123456789:${secret}`, CHANNEL_ID: '@my_news' });
    await withStore(place, (store) =>
      store.troubles.begin('token', `bot123456789:${secret} failed`, new Date()),
    );
    for (const args of [['status'], ['status', '--json']]) {
      const { stdout, stderr } = await khabarshy(place, args);
      expect(stdout).toMatch(/bot\[(token|secret)\] failed/);
      expect(stdout + stderr).not.toContain(secret);
    }
  });
});

describe('backup', () => {
  test('writes a whole copy, and its size', async () => {
    const place = makePlace();
    const file = join(place.cwd, 'copy.db');
    await withStore(place, async (store) => {
      await fill(store, new Date());
      // While somebody has the database open: what is in its log is in the copy too.
      const { code, stdout } = await khabarshy(place, ['backup', file]);
      expect(stdout).toMatch(/^.*copy\.db: \d+(\.\d)? (kB|MB)\n$/);
      expect(code).toBe(0);
    });
    await withStore({ ...place, databaseUrl: `sqlite:${file}` }, async (store) => {
      expect(await store.articles.count()).toBe(4);
      expect(await store.standings.concerns(10)).toHaveLength(1);
    });
  });

  test('never overwrites, and leaves nothing half done', async () => {
    const place = makePlace();
    await withStore(place, () => Promise.resolve());
    const file = place.write('mine.txt', 'precious');
    const { code, stderr } = await khabarshy(place, ['backup', file]);
    expect(stderr).toContain('a backup never overwrites a file');
    expect(code).toBe(2);
    expect(statSync(file).size).toBe('precious'.length);
    const lost = await khabarshy(place, ['backup', 'no/such/folder/copy.db']);
    expect(lost.stderr).toContain('Check that its folder exists');
    expect(lost.code).toBe(2);
    expect(existsSync(join(place.cwd, 'no'))).toBe(false);
    expect(readdirSync(place.cwd).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('several bots: which bot each channel has, and which one stopped', async () => {
    const place = makePlace({ NEWS_TOKEN: `5001:${secret}`, SPORT_TOKEN: `5002:${secret}` });
    place.write(
      'channels.yaml',
      [
        'bots:',
        '  - { name: news, token: "${NEWS_TOKEN}" }',
        '  - { name: sport, token: "${SPORT_TOKEN}" }',
        'channels:',
        '  - { id: "@a_news", name: a, bot: news }',
        '  - { id: "@b_news", name: b, bot: sport }',
      ].join('\n'),
    );
    await withStore(place, async (store) => {
      await store.ofBot('sport').troubles.begin('token', 'sport', new Date());
      for (const name of ['news', 'sport']) await store.ofBot(name).troubles.begin('disk', '1', new Date());
    });
    const { stdout } = await khabarshy(place, ['status']);
    expect(stdout).toContain('on Telegram with');
    expect(stdout).toContain('bots: news, sport (stopped: Telegram does not accept its token)');
    expect(stdout).toMatch(/^b +sport +0/m);
    expect(stdout).toMatch(/^ {2}sport: token since /m);
    expect(stdout.match(/^ {2}disk since /gm)).toHaveLength(1);
    const json = await khabarshy(place, ['status', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      bots: [
        { name: 'news', channels: ['a'], isStopped: false },
        { name: 'sport', channels: ['b'], isStopped: true },
      ],
      channels: [{ bot: 'news' }, { bot: 'sport' }],
    });
  });
});
