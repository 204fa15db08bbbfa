import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment, type Config } from '../../config/config.ts';
import { parseDays } from '../../desk/statistics/statistics.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { summariseReaders, type Period } from '../../readers/reader-summary.ts';
import { localDay } from '../../readers/reader-counts.ts';
import { openExistingStore, type Store } from '../../store/store.ts';
import { lastDays } from '../../time/local-clock.ts';
import { csvLine } from './csv.ts';
import { tellOnStderr } from '../terminal.ts';

export const usage = `Usage: khabarshy stats [7d] [channel] [--csv] [--subscribers]

Shows what readers did in the last days (7 without a number, today included, at most 3650), for all channels or for one:
subscribers, joins and leaves, and the reactions and comments of the posts of these days.

  --csv           Print a row for each post that stands, by RFC 4180, with a header.
  --subscribers   With --csv: a row for each day and channel instead.

What nobody counted is empty. Nothing here says who a reader is.
`;

const mostDays = 3_650;

export async function execute(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { csv: { type: 'boolean' }, subscribers: { type: 'boolean' } },
  });
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  const { channels, period } = readAsked(positionals, config);
  if (values.subscribers === true && values.csv !== true)
    throw new KhabarshyError(
      'COMMAND_WRONG',
      '--subscribers needs --csv. For example: khabarshy stats --csv --subscribers',
    );
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  try {
    if (values.csv !== true) await printTable(store, channels, period);
    else if (values.subscribers === true) await printDays(store, channels, period);
    else await printPosts(store, channels, period);
    return 0;
  } finally {
    await store.close();
  }
}

function readAsked(words: readonly string[], { channels, timeZone }: Config) {
  const [first = '', second, ...more] = words;
  const isNumber = /^\d+ ?\p{L}*$/u.test(first) && !channels.some(({ name }) => name === first);
  const days = isNumber ? daysOf(first) : 7;
  const name = isNumber ? second : words[0];
  const known = channels.map((channel) => channel.name);
  if (days === null || more.length > 0 || (!isNumber && second !== undefined))
    throw new KhabarshyError(
      'COMMAND_WRONG',
      'What is asked for is not clear. For example: khabarshy stats 30d main --csv',
    );
  if (name !== undefined && !known.includes(name))
    throw new KhabarshyError('COMMAND_WRONG', `There is no channel ${name}; there are ${known.join(', ')}.`);
  const { bounds } = lastDays(timeZone, days, new Date());
  const [since = new Date(0), until = new Date(0)] = [bounds[0], bounds.at(-1)];
  const period: Period = { since, until, timeZone };
  return { channels: name === undefined ? known : [name], period };
}

function daysOf(text: string): number | null {
  const days = parseDays(text) ?? Number(/^(\d{1,4})d?$/.exec(text)?.[1] ?? Number.NaN);
  return days >= 1 && days <= mostDays ? days : null;
}

async function printTable(store: Store, channels: readonly string[], period: Period): Promise<void> {
  const rows = await summariseReaders(store, channels, period);
  const shown = (count: number | null) => (count === null ? '—' : String(count));
  const table = [
    ['channel', 'subscribers', 'joins', 'leaves', 'reactions', 'comments'],
    ...rows.map((row) => [
      row.channel,
      shown(row.subscribers),
      shown(row.joins),
      shown(row.leaves),
      shown(row.reactions),
      shown(row.comments),
    ]),
  ];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}

async function printPosts(
  store: Store,
  channels: readonly string[],
  { since, until }: Period,
): Promise<void> {
  const header = ['sent_at', 'channel', 'article_id', 'headline', 'link', 'reactions', 'comments'];
  process.stdout.write(csvLine(header));
  for (const channel of channels) {
    for await (const post of store.readers.posts.all(channel, since, until)) {
      const { articleId, comments, headline, link, reactions, sentAt } = post;
      process.stdout.write(csvLine([sentAt, channel, articleId, headline, link, reactions, comments]));
    }
  }
}

async function printDays(
  store: Store,
  channels: readonly string[],
  { since, timeZone, until }: Period,
): Promise<void> {
  process.stdout.write(csvLine(['day', 'channel', 'subscribers', 'joins', 'leaves']));
  const last = localDay(new Date(until.getTime() - 1), timeZone);
  const days = await store.readers.numbers.days(channels, localDay(since, timeZone), last);
  for (const { channel, day, joins, leaves, subscribers } of days)
    process.stdout.write(csvLine([day, channel, subscribers, joins, leaves]));
}
