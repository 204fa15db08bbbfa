/**
 * Whether a corrected text says something else, and not only the same with fewer mistakes of typing. In doubt it does:
 * readers would rather read "Updated" once too often than not hear that a figure was wrong.
 */
export function isSubstantial(before: string, after: string): boolean {
  return changedRuns(wordsOf(before), wordsOf(after)).some(({ removed, added }) => !isTypo(removed, added));
}

interface ChangedRun {
  removed: string[];
  added: string[];
}

/** More words are not compared one by one; a post has fewer. */
const mostWords = 1_000;

function wordsOf(text: string): string[] {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .matchAll(/\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}\p{N}]+/gu);
  return Array.from(words, ([word]) => word).slice(0, mostWords);
}

/** The runs of words between those that both texts have in the same order. */
function changedRuns(before: readonly string[], after: readonly string[]): ChangedRun[] {
  const lengths = commonLengths(before, after);
  const lengthAt = (one: number, other: number) => lengths[one * (after.length + 1) + other] ?? 0;
  const runs: ChangedRun[] = [];
  let run: ChangedRun = { removed: [], added: [] };
  const end = () => {
    if (run.removed.length + run.added.length > 0) runs.push(run);
    run = { removed: [], added: [] };
  };
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    const [old, fresh] = [before[one], after[other]];
    if (old !== undefined && old === fresh) {
      end();
      one += 1;
      other += 1;
    } else if (
      fresh === undefined ||
      (old !== undefined && lengthAt(one + 1, other) >= lengthAt(one, other + 1))
    ) {
      run.removed.push(old ?? '');
      one += 1;
    } else {
      run.added.push(fresh);
      other += 1;
    }
  }
  end();
  return runs;
}

/** For each pair of ends of the texts, how many words they have in common in the same order. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let one = before.length - 1; one >= 0; one -= 1) {
    for (let other = after.length - 1; other >= 0; other -= 1) {
      const place = one * width + other;
      lengths[place] =
        before[one] === after[other]
          ? (lengths[place + width + 1] ?? 0) + 1
          : Math.max(lengths[place + width] ?? 0, lengths[place + 1] ?? 0);
    }
  }
  return lengths;
}

/** Words that turn a sentence around, however short they are. */
const negations = new Set('не ни нет без емес жоқ no not nor never'.split(' '));

/** A word of so many letters or fewer, such as a preposition, is often forgotten. */
const shortWord = 2;

function isTypo(removed: readonly string[], added: readonly string[]): boolean {
  const all = [...removed, ...added];
  if (all.some((word) => /\p{N}/u.test(word) || negations.has(word))) return false;
  // Only the spaces changed.
  if (removed.join('') === added.join('')) return true;
  if (removed.length === added.length)
    return removed.every((word, index) => isMistyped(word, added[index] ?? ''));
  return all.every((word) => word.length <= shortWord);
}

/** One letter differs, in a long word two. */
function isMistyped(one: string, other: string): boolean {
  const shortest = Math.min(one.length, other.length);
  if (shortest <= shortWord) return one === other || (one.length <= shortWord && other.length <= shortWord);
  return distance(one, other) <= (shortest < 8 ? 1 : 2);
}

/** How many letters are added, removed, changed, or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      here.push(
        Math.min(
          (oneBack[column] ?? 0) + 1,
          (here[column - 1] ?? 0) + 1,
          (oneBack[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (twoBack[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [twoBack, oneBack] = [oneBack, here];
  }
  return oneBack[other.length] ?? 0;
}
