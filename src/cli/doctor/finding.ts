import { styleText } from 'node:util';
import { printableLine } from '../../terminal-text.ts';

/** The result of one check of the doctor. */
export interface Finding {
  /** `unchecked`: there is nothing to check, or it cannot be checked now. `text` gives the reason. */
  verdict: 'well' | 'wrong' | 'unchecked';
  subject: string;
  /** The details. For `wrong` also the advice. */
  text: string;
  /** A setting is wrong, so that `run` would not start. */
  isSetting?: true;
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
