/** What one look at the running program showed. */
export interface Sample {
  rssMb: number;
  heapMb: number;
  /** What V8 keeps for the heap, used or not. */
  heapTotalMb: number;
  /** Memory outside of the heap that JavaScript holds: buffers, and what SQLite's statements keep. */
  externalMb: number;
  /** Open files and sockets. */
  handles: number;
  walMb: number;
}

/** The medians of a minute: single samples swing with the garbage. */
export type Minute = Sample & { minute: number };

/** How far each figure may rise after the program has settled. */
const allowedRise: Sample = { rssMb: 5, heapMb: 5, heapTotalMb: 5, externalMb: 5, handles: 5, walMb: 5 };

const columns = Object.keys(allowedRise) as (keyof Sample)[];

/** Minutes within which the program settles: caches fill, statements are prepared. */
export const settlingMinutes = 10;

export interface Rise {
  figure: keyof Sample;
  /** The median of the minutes in which the program had just settled. */
  settled: number;
  /** The median of the last ten minutes. */
  last: number;
  highest: number;
  isFlat: boolean;
}

export function minuteOf(minute: number, samples: readonly Sample[]): Minute {
  const figures = columns.map((column) => [column, median(samples.map((sample) => sample[column]))]);
  return { minute, ...(Object.fromEntries(figures) as Sample & Record<string, number>) }; // one for each column
}

/**
 * Compares the last ten minutes with the ten after settling. In a shorter run the ranges are shorter, and may not
 * overlap. Empty: it was too short for a verdict.
 */
export function risesOf(minutes: readonly Minute[]): Rise[] {
  const settled = minutes.filter(({ minute }) => minute > settlingMinutes);
  const range = Math.min(10, Math.floor(settled.length / 2));
  if (range === 0) return [];
  return columns.map((figure) => {
    const first = median(settled.slice(0, range).map((minute) => minute[figure]));
    const last = median(settled.slice(-range).map((minute) => minute[figure]));
    const highest = Math.max(...settled.map((minute) => minute[figure]));
    // NaN, a figure that this system does not show, is no rise.
    return { figure, settled: first, last, highest, isFlat: !(last - first > allowedRise[figure]) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

export const headLine = 'minute   RSS MB  heap MB  of MB  external MB  handles  WAL MB   posts  to do';

export function lineOf(minute: Minute, posts: number, unfinished: number): string {
  const { rssMb, heapMb, heapTotalMb, externalMb, handles, walMb } = minute;
  const cells = [
    minute.minute,
    rssMb.toFixed(1),
    heapMb.toFixed(1),
    heapTotalMb.toFixed(1),
    externalMb.toFixed(1),
  ];
  const others = [handles, walMb.toFixed(1), posts, unfinished];
  const widths = [6, 9, 9, 7, 13, 9, 8, 8, 7];
  return [...cells, ...others].map((cell, index) => String(cell).padStart(widths[index] ?? 0)).join('');
}

export function verdictOf(rises: readonly Rise[]): string {
  if (rises.length === 0) return 'too short for a verdict: the first ten minutes do not count';
  const lines = rises.map(({ figure, settled, last, highest, isFlat }) => {
    const words = [settled, last, highest].map((value) => value.toFixed(1));
    return `  ${isFlat ? 'flat ' : 'RISES'} ${figure}: ${words[0]} settled, ${words[1]} at the end, ${words[2]} highest`;
  });
  const isFlat = rises.every((rise) => rise.isFlat);
  return [isFlat ? 'verdict: flat' : 'verdict: it rises', ...lines].join('\n');
}
