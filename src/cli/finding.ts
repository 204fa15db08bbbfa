import { styleText } from 'node:util';
import { printableLine } from './terminal.ts';

/** What one check of the doctor found. */
export interface Finding {
  /** `unchecked`: there is nothing to check, or it cannot be checked now; `text` says why. */
  verdict: 'well' | 'wrong' | 'unchecked';
  subject: string;
  /** What was seen; for what is wrong, also what to do. */
  text: string;
}

const marks = {
  well: ['green', '✓'],
  wrong: ['red', '✗'],
  unchecked: ['yellow', '–'],
} as const;

/** One line for the terminal. */
export function describeFinding({ verdict, subject, text }: Finding): string {
  const [colour, mark] = marks[verdict];
  return `${styleText(colour, mark)} ${printableLine(`${subject}: ${text}`)}`;
}
