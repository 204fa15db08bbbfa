import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { PostState } from '../../../src/news/post.ts';
import { openStore } from '../../../src/store/store.ts';
import { sectionsOf } from '../../../src/config/section-names.ts';
import { forEachEngine, openStage, type Newsroom } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';

const day = (number: number, clock = '00:00') => new Date(`2026-11-${20 + number}T${clock}:00.000Z`);
const bounds = [day(0), day(1), day(2), day(3)];

interface GivenPost {
  channel?: string;
  article?: string | null;
  state?: PostState;
  dueAt?: Date;
  sentAt?: Date | null;
  endedAt?: Date | null;
}

async function addPost(newsroom: Newsroom, post: GivenPost): Promise<void> {
  const { channel = 'main', article = null, state = 'sent', sentAt = null, endedAt = null } = post;
  const dueAt = post.dueAt ?? sentAt ?? day(0);
  await newsroom.run(
    `insert into posts (channel, article_id, digest, state, priority, sort_at, promised_at, sent_at, ended_at)
     values (?, ?, ?, ?, 2, ?, 0, ?, ?)`,
    [
      channel,
      article,
      article === null ? `${sentAt?.toISOString()}${Math.random()}` : null,
      state,
      dueAt.getTime(),
      sentAt?.getTime() ?? null,
      endedAt?.getTime() ?? null,
    ],
  );
}

async function addArticle(newsroom: Newsroom, id: string, section: string | null): Promise<void> {
  await newsroom.run(
    `insert into articles (id, url, language, headline, section) values (?, ?, 'kk', 'x', ?)`,
    [id, `https://news.example/${id}`, section],
  );
}

forEachEngine((engine) => {
  test('posts are counted into the day in which they were sent, a bound belonging to the later day', async () => {
    const { store, newsroom } = await openStage(engine);
    await addArticle(newsroom, 'a', 'Қоғам');
    const sent = [
      day(-1, '23:59'),
      day(0),
      day(0, '23:59'),
      day(1),
      day(2, '12:00'),
      day(2, '12:00'),
      day(3),
    ];
    for (const [index, sentAt] of sent.entries()) {
      await addArticle(newsroom, `a${index}`, 'Қоғам');
      await addPost(newsroom, { article: `a${index}`, sentAt });
    }
    await addPost(newsroom, { channel: 'other', article: 'a', sentAt: day(1) });
    const statistics = await store.statistics.posts(['main', 'empty'], bounds);
    expect(statistics.channels.map(({ channel, sent }) => [channel, sent])).toEqual([
      ['main', [2, 1, 2]],
      ['empty', [0, 0, 0]],
    ]);
    expect(statistics.sections).toEqual([{ section: 'Қоғам', sent: [2, 1, 2] }]);
    expect(statistics.channels[1]).toEqual({ channel: 'empty', sent: [0, 0, 0], refused: 0, delays: null });
  });

  test('sections are one without regard to case, and those with most posts come first', async () => {
    const { store, newsroom } = await openStage(engine);
    const sections = ['Sport', 'ҚОҒАМ', 'қоғам', 'Қоғам', null, ' ', 'Sport'];
    for (const [index, section] of sections.entries()) {
      await addArticle(newsroom, `a${index}`, section);
      await addPost(newsroom, { article: `a${index}`, sentAt: day(1, `0${index}:00`) });
    }
    await addPost(newsroom, { sentAt: day(2) });
    const statistics = await store.statistics.posts(['main'], bounds);
    expect(statistics.sections).toEqual([
      { section: 'Қоғам', sent: [0, 3, 0] },
      { section: 'Sport', sent: [0, 2, 0] },
      { section: null, sent: [0, 2, 0] },
    ]);
    expect(statistics.digests).toEqual([0, 0, 1]);
    expect(statistics.channels[0]?.sent).toEqual([0, 7, 1]);
  });

  test('a section that has several names is counted once', async () => {
    const { store, newsroom } = await openStage(engine);
    for (const [index, section] of ['Society', 'Қоғам', 'общество', 'Sport'].entries()) {
      await addArticle(newsroom, `a${index}`, section);
      await addPost(newsroom, { article: `a${index}`, sentAt: day(1, `0${index}:00`) });
    }
    const known = sectionsOf({ Society: ['Общество', 'Қоғам'] });
    const { sections } = await store.statistics.posts(['main'], bounds, known);
    expect(sections).toEqual([
      { section: 'общество', sent: [0, 3, 0] },
      { section: 'Sport', sent: [0, 1, 0] },
    ]);
  });

  test('delays are the nearest ranks, count from the moment an article was due, and are never negative', async () => {
    const { store, newsroom } = await openStage(engine);
    const dueAt = day(1);
    const secondsLate = [...Array.from({ length: 18 }, (_, index) => index + 1), 100, 1000];
    for (const [index, seconds] of secondsLate.entries()) {
      const sentAt = new Date(dueAt.getTime() + seconds * 1000);
      await addPost(newsroom, { channel: 'main', article: `a${index}`, dueAt, sentAt });
    }
    await addPost(newsroom, { channel: 'early', article: 'a1', dueAt: day(2), sentAt: day(1) });
    await addPost(newsroom, { channel: 'digests', dueAt: day(0), sentAt: day(2) });
    const { channels, delays } = await store.statistics.posts(['main', 'early', 'digests'], bounds);
    expect(channels.map((channel) => channel.delays)).toEqual([
      { medianMs: 10_000, p95Ms: 100_000 },
      { medianMs: 0, p95Ms: 0 },
      null,
    ]);
    expect(delays).toEqual({ medianMs: 10_000, p95Ms: 100_000 });
  });

  test('refused posts count when they were refused; withdrawn ones were sent; one wanted again was not', async () => {
    const { store, newsroom } = await openStage(engine);
    await addPost(newsroom, { article: 'r1', state: 'refused', endedAt: day(0) });
    await addPost(newsroom, { article: 'r2', state: 'refused', endedAt: day(2, '23:59') });
    await addPost(newsroom, { article: 'r3', state: 'refused', endedAt: day(3) });
    await addPost(newsroom, { article: 'k', state: 'killed', sentAt: day(1), endedAt: day(2) });
    await addPost(newsroom, { article: 'p', state: 'promised', sentAt: day(1) });
    const { channels } = await store.statistics.posts(['main'], bounds);
    expect(channels).toEqual([
      { channel: 'main', sent: [0, 1, 0], refused: 2, delays: { medianMs: 0, p95Ms: 0 } },
    ]);
  });

  test('more posts than one page are all counted once, also when they left in one millisecond', async () => {
    const { store, newsroom } = await openStage(engine);
    const values = Array.from(
      { length: 1_234 },
      (_, index) =>
        `('main', 'a${index}', 'sent', 2, 0, 0, ${day(index < 700 ? 1 : 2).getTime() + Math.floor(index / 600)})`,
    );
    await newsroom.run(
      `insert into posts (channel, article_id, state, priority, sort_at, promised_at, sent_at) values ${values.join()}`,
    );
    const { channels } = await store.statistics.posts(['main'], bounds);
    expect(channels[0]?.sent).toEqual([0, 700, 534]);
  });

  test('publications come newest first, none from the future', async () => {
    const { store, newsroom } = await openStage(engine);
    for (const [index, at] of [day(1), day(3), day(0), day(2)].entries()) {
      await addArticle(newsroom, `a${index}`, null);
      await newsroom.run('update articles set published_at = ? where id = ?', [
        at.toISOString(),
        `a${index}`,
      ]);
    }
    expect(await store.statistics.publications(day(2), 2)).toEqual([day(2), day(1)]);
  });
});

test('on SQLite the counts are read by their indexes', async () => {
  const plans: string[] = [];
  const folder = makeFolder();
  await (await openStore(`sqlite:${join(folder, 'news.db')}`)).close();
  const database = new SqliteDatabase(join(folder, 'news.db'));
  for (const sql of [
    `select id from posts where channel = 'c' and sent_at is not null and sent_at >= 1 and sent_at < 9 order by sent_at, id limit 5`,
    `select count(*) from posts where channel = 'c' and state = 'refused' and ended_at >= 1 and ended_at < 9`,
    `select published_at from articles where published_at <= 'x' order by published_at desc limit 5`,
  ]) {
    const rows = database.prepare(`explain query plan ${sql}`).all() as { detail: string }[]; // SQLite's columns
    plans.push(rows.map(({ detail }) => detail).join('; '));
  }
  database.close();
  expect(plans[0]).toMatch(
    /USING (COVERING )?INDEX posts_sent \(channel=\? AND sent_at>\? AND sent_at<\?\)$/,
  );
  expect(plans[1]).toMatch(/INDEX posts_refused/);
  expect(plans[2]).toMatch(/INDEX articles_by_publication/);
});
