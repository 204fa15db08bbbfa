/** The known name that someone probably meant, at most two typing mistakes away; null: none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const near = known
    .map((candidate) => ({ candidate, slips: slipsBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= (candidate.length < 6 ? 1 : 2))
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.candidate ?? null;
}

/**
 * How many letters have to be added, left out, replaced or swapped with the next one to turn one word into the
 * other (the optimal string alignment distance).
 */
function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let place = 0; place < other.length; place += 1) {
      const changed = (row[place] ?? 0) + (one[index] === other[place] ? 0 : 1);
      const isSwap = one[index] === other[place - 1] && one[index - 1] === other[place];
      const swapped = isSwap ? (before[place - 1] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
