import type { Store } from '../store/store.ts';

/** What readers of a channel did, one number per day. */
export interface ReadersByDay {
  channel: string;
  /** null: nobody counted on that day. */
  subscribers: (number | null)[];
  joins: number[];
  leaves: number[];
  /** To the posts that were sent on that day. */
  reactions: number[];
  comments: number[];
}

/** `dates`: local dates as UTC midnights; `bounds`: the beginning of each, and the end of the last. */
export interface Days {
  dates: readonly Date[];
  bounds: readonly Date[];
}

/** The readers of each of these channels, day by day. */
export async function readersByDay(
  { readers }: Pick<Store, 'readers'>,
  channels: readonly string[],
  { bounds, dates }: Days,
): Promise<ReadersByDay[]> {
  const names = dates.map((date) => date.toISOString().slice(0, 10));
  const rows = await readers.numbers.days(channels, names[0] ?? '', names.at(-1) ?? '');
  const counted: ReadersByDay[] = [];
  for (const channel of channels) {
    const own = new Map(rows.filter((row) => row.channel === channel).map((row) => [row.day, row]));
    const totals = [];
    for (const [day, since] of bounds.slice(0, -1).entries())
      totals.push(await readers.posts.totals(channel, since, bounds[day + 1] ?? since));
    counted.push({
      channel,
      subscribers: names.map((name) => own.get(name)?.subscribers ?? null),
      joins: names.map((name) => own.get(name)?.joins ?? 0),
      leaves: names.map((name) => own.get(name)?.leaves ?? 0),
      reactions: totals.map(({ reactions }) => reactions ?? 0),
      comments: totals.map(({ comments }) => comments ?? 0),
    });
  }
  return counted;
}
