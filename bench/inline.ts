import { join } from 'node:path';
import { fill, posts } from './desk.ts';
import { channel, DeskTelegram } from './desk-telegram.ts';
import { atMost, percentile, type Figure } from './figures.ts';
import { makeFolder, settingsFor, start } from './program.ts';

const repetitions = 100;

/** The limit for readers, who type on meanwhile. */
const limitMs = 100;

/**
 * What readers type, and what is hard about it. Of a million articles the last hundred thousand are posted.
 */
const questions: readonly (readonly [string, string])[] = [
  ['', 'nothing: the newest posts'],
  ['headline', 'a word of all articles'],
  ['library reading', 'two words of all articles'],
  ['a99', 'the beginning of many that are posted'],
  ['a12', 'the beginning of many of which none is posted'],
  ['headline a999999', 'one post'],
  ['%_* OR "', 'only signs'],
];

/** Time from a reader's inline query to the answer with a million articles. */
export async function measureInline(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const database = join(folder, 'bench.db');
  await fill(database);
  const telegram = new DeskTelegram(posts);
  const settings = {
    ...settingsFor(await telegram.start(), database),
    CHANNEL_ID: `@${channel.username}`,
    ADMIN_IDS: String(telegram.ownerId),
    MAX_AGE: '0',
    INLINE_SEARCH: 'true',
  };
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('"running"');
  const figures: Figure[] = [];
  await telegram.search('headline');
  if (telegram.foundByReader === 0)
    throw new Error('readers find nothing, so that there is nothing to measure');
  for (const [words, what] of questions) {
    const tookMs: number[] = [];
    while (tookMs.length < repetitions && tookMs.at(-1) !== Infinity)
      tookMs.push(await telegram.search(words));
    figures.push(atMost(`@bot ${words} (${what}), p95`, percentile(tookMs, 0.95), 'ms', limitMs));
  }
  await program.stop();
  telegram.stop();
  remove();
  return figures;
}
