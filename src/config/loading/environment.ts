import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { KhabarshyError } from '../../news/errors.ts';
import type { ProcessEnvironment } from '../given-settings.ts';

/** The environment of this process. No other place reads it. */
export function readEnvironment(): ProcessEnvironment {
  const env = { ...process.env };
  return {
    env,
    cwd: currentFolder(),
    isTerminal: isatty(1),
    isService: writesIntoJournal(env['JOURNAL_STREAM']),
  };
}

/** @throws KhabarshyError SETTINGS_INVALID if it was deleted, or an older copy of it put in its place */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const message =
      'The folder in which this command was started is not there any more. Go into it anew: cd "$PWD"';
    throw new KhabarshyError('SETTINGS_INVALID', message, { cause });
  }
}

/** systemd names the stream of a service. A program that a service started may write elsewhere: systemd.exec(5). */
function writesIntoJournal(stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(1);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
