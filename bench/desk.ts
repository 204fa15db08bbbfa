import { join } from 'node:path';
import { openStore } from '../src/store/store.ts';
import { channel, DeskTelegram } from './desk-telegram.ts';
import { atMost, percentile, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder, settingsFor, start } from './program.ts';

const articles = 1_000_000;
export const posts = 100_000;
const repetitions = 40;
const backlog = 20_000;

/** Articles per transaction while the word index is built. With fewer, the preparation takes much longer. */
const indexBatch = 1_000;

/** Texts of a usual length, because rows without a text would be faster to read than real ones. */
const text = { html: 'x'.repeat(500), shown: 'x'.repeat(400) };
const message = JSON.stringify({ photo: null, text, plain: text.shown, previewUrl: null, link: null });

/** Commands, and how long an answer may take, in milliseconds. */
const questions: readonly (readonly [string, number])[] = [
  ['/help', 50],
  ['/status', 50],
  ['/latest', 50],
  ['/queue', 50],
  ['/find headline', 200],
  ['/find library reading a12', 200],
  ['/stats soon', 50],
];

const statisticsLimitMs = 2_000;

/** Time from an update to its answer with a million articles, at rest and while a backlog is posted. */
export async function measureDesk(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const database = join(folder, 'bench.db');
  await fill(database);
  const telegram = new DeskTelegram(posts);
  const settings = {
    ...settingsFor(await telegram.start(), database),
    ADMIN_IDS: String(telegram.ownerId),
    MAX_AGE: '0',
    // The pace that Telegram allows. Without a limit the test server would be the bottleneck.
    POSTS_PER_SECOND: '25',
  };
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('"running"');
  const figures: Figure[] = [];
  const measure = async (when: string) => {
    for (const [question, limitMs] of questions) {
      const tookMs: number[] = [];
      // A command that was not answered once is not repeated.
      while (tookMs.length < repetitions && tookMs.at(-1) !== Infinity)
        tookMs.push(await telegram.ask(question));
      figures.push(atMost(`${question}, ${when}, p95`, percentile(tookMs, 0.95), 'ms', limitMs));
    }
    figures.push(atMost(`/stats 90d, ${when}`, await telegram.ask('/stats 90d'), 'ms', statisticsLimitMs));
  };
  await measure('at rest');
  const newsroom = openNewsroom(database);
  newsroom.insertMany(backlog, 'young-');
  newsroom.close();
  await program.waitFor('"posted"');
  await measure('while a backlog drains');
  await program.stop();
  telegram.stop();
  remove();
  return figures;
}

/** Writes a million planned and indexed articles, one per minute up to now. The last ones are posted. */
export async function fill(database: string): Promise<void> {
  await (await openStore(`sqlite:${database}`)).close();
  const newsroom = openNewsroom(database);
  newsroom.insertMany(articles, 'a');
  newsroom.database.exec(`
    update articles set planned_revision = 1,
      published_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (${articles} - substr(id, 2)) || ' minutes');
    update articles set planned_revision = revision;
    insert into unindexed_articles select id from articles;
    insert into posts (channel, article_id, state, priority, sort_at, message_id, chat_id, link, promised_at, claimed_at,
        sent_at, revision, form, message)
      select 'main', id, 'sent', 2, at, row_number() over (order by at), '${channel.id}',
        'https://t.me/${channel.username}/' || row_number() over (order by at), at, at, at + 1000, 1, 'text', '${message}' from (
        select id, cast(strftime('%s', published_at) as integer) * 1000 as at
        from articles order by published_at desc limit ${posts});`);
  newsroom.close();
  const store = await openStore(`sqlite:${database}`);
  while ((await store.search.indexSome(indexBatch)) > 0);
  await store.close();
}
