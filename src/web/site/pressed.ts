import type { Visit } from './site-parts.ts';

/** The fields of a form. */
export type Fields = Readonly<Record<string, string>>;

/** What became of a press: sentences for the person, or a question that has to be answered first. */
export type Pressed =
  | { kind: 'said'; lines: readonly string[] }
  | { kind: 'asks'; question: string; about: string }
  /** The form names something that is not there (any more). */
  | { kind: 'unknown' };

/** Does what a form asks for. `isConfirmed`: the person said yes to its question. */
export type Action = (visit: Visit, fields: Fields, isConfirmed: boolean) => Promise<Pressed>;

/** `null` lines are left out. */
export function said(...lines: (string | null)[]): Pressed {
  return { kind: 'said', lines: lines.filter((line) => line !== null) };
}
