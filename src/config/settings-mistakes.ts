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
    `    expected: ${mistake.expected.replaceAll('\n', '\n              ')}`,
    `    example:  ${mistake.example.replaceAll('\n', '\n              ')}`,
  ].join('\n');
}
