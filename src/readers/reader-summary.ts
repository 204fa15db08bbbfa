import type { ChannelDay } from '../store/readers/reader-numbers.ts';
import type { Store } from '../store/store.ts';
import { localDay } from './reader-counts.ts';

/** What readers of a channel did in a period. null: nobody counted. */
export interface ReaderSummary {
  channel: string;
  /** On the last day of the period on which they were counted. */
  subscribers: number | null;
  joins: number;
  leaves: number;
  reactions: number | null;
  comments: number | null;
}

export interface Period {
  since: Date;
  until: Date;
  timeZone: string;
}

/** The readers of each of these channels over a period; reactions and comments are those of the posts sent in it. */
export async function summariseReaders(
  store: Pick<Store, 'readers'>,
  channels: readonly string[],
  { since, timeZone, until }: Period,
): Promise<ReaderSummary[]> {
  const first = localDay(since, timeZone);
  const last = localDay(new Date(until.getTime() - 1), timeZone);
  const days = Map.groupBy(await store.readers.numbers.days(channels, first, last), ({ channel }) => channel);
  const summaries: ReaderSummary[] = [];
  for (const channel of channels) {
    const totals = await store.readers.posts.totals(channel, since, until);
    summaries.push({ channel, ...membersOf(days.get(channel) ?? []), ...totals });
  }
  return summaries;
}

function membersOf(days: readonly ChannelDay[]): Pick<ReaderSummary, 'subscribers' | 'joins' | 'leaves'> {
  return {
    subscribers: days.findLast(({ subscribers }) => subscribers !== null)?.subscribers ?? null,
    joins: days.reduce((sum, { joins }) => sum + joins, 0),
    leaves: days.reduce((sum, { leaves }) => sum + leaves, 0),
  };
}

/** All channels together. */
export function sumOf(summaries: readonly ReaderSummary[]): Omit<ReaderSummary, 'channel'> {
  const total = (key: 'subscribers' | 'reactions' | 'comments') => {
    const known = summaries.map((summary) => summary[key]).filter((number) => number !== null);
    return known.length === 0 ? null : known.reduce((sum, number) => sum + number, 0);
  };
  return {
    subscribers: total('subscribers'),
    joins: summaries.reduce((sum, { joins }) => sum + joins, 0),
    leaves: summaries.reduce((sum, { leaves }) => sum + leaves, 0),
    reactions: total('reactions'),
    comments: total('comments'),
  };
}
