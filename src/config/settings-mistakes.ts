import { KhabarshyError } from '../news/errors.ts';

/** One thing that is wrong with the settings. Nothing in it is secret: what was seen is veiled before. */
export interface Mistake {
  /** The setting, or the place in a file: `channels.yaml:7 channels[1].images`. */
  name: string;
  /** As it was found; null: nothing was there. */
  seen: string | null;
  expected: string;
  /** A line that would be right. */
  example: string;
}

/** One error with every mistake; `hints` are guesses that may explain them. */
export function settingsError(mistakes: readonly Mistake[], hints: readonly string[]): KhabarshyError {
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  const blocks = mistakes.map(describe);
  const guesses = hints.map((hint) => `Perhaps: ${hint}`);
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

/** The known name that someone probably meant, at most two slips of the finger away; null: none. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const near = known
    .map((candidate) => ({ candidate, slips: slipsBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= (candidate.length < 6 ? 1 : 2))
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.candidate ?? null;
}

/** How many letters were added, left out or replaced (Levenshtein's distance). */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
