import { KhabarshyError } from '../news/errors.ts';

/** One mistake in the settings, without secrets. */
export interface Mistake {
  /** The setting, or the place in a file: `channels.yaml:7 channels[1].images`. */
  name: string;
  /** The value that was found; null: there was none. */
  seen: string | null;
  expected: string;
  /** A correct line. */
  example: string;
}

/** One error with all mistakes. `hints` may explain them, such as unknown names that look like typing mistakes. */
export function settingsError(mistakes: readonly Mistake[], hints: readonly string[]): KhabarshyError {
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  const blocks = mistakes.map(describe);
  const guesses = hints.map((hint) => `Hint: ${hint}`);
  const text = [`The settings have ${count}; nothing was posted.`, ...blocks, ...guesses].join('\n\n');
  return new KhabarshyError('SETTINGS_INVALID', text);
}

function describe(mistake: Mistake): string {
  return [
    `  ${mistake.name}`,
    `    seen:     ${mistake.seen ?? '(nothing)'}`,
    `    expected: ${mistake.expected}`,
    `    example:  ${mistake.example.replaceAll('\n', '\n              ')}`,
  ].join('\n');
}

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
