/**
 * A list for `in (…)`, filled up with its last member to one of a few lengths. Each length is a prepared statement of its
 * own, which stays in memory. With all lengths there would be hundreds of them, and ten take megabytes.
 */
export function padded<T>(list: readonly T[]): T[] {
  const last = list.at(-1);
  if (last === undefined) return [];
  const length = lengths.find((candidate) => candidate >= list.length) ?? list.length;
  return [...list, ...Array.from<T>({ length: length - list.length }).fill(last)];
}

const lengths = [1, 4, 16, 64, 200, 500];

/** Cuts a list into runs of `size`, and the rest into single members, so that two statements serve any length. */
export function runsOf<T>(list: readonly T[], size: number): T[][] {
  const whole = list.length - (list.length % size);
  const runs: T[][] = [];
  for (let start = 0; start < whole; start += size) runs.push(list.slice(start, start + size));
  for (const one of list.slice(whole)) runs.push([one]);
  return runs;
}
