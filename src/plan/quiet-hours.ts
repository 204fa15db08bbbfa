import type { QuietHours } from '../news/channel.ts';
import { dailySchedule, lastMoment, nextMoment } from '../time/schedule.ts';

/** What applies to ordinary posts at a moment, and until when; null: for ever. */
export interface Quiet {
  kind: 'open' | 'silent' | 'keep';
  until: Date | null;
  /** When it began; null: it was never otherwise. */
  since: Date | null;
}

/**
 * What applies at a moment. The hours begin and end by the clock on the wall, over midnight and over changes of
 * the clock: a bound that the clock skips is the moment of the change, one that it shows twice is the first.
 */
export function quietAt(hours: QuietHours | null, at: Date, timeZone: string): Quiet {
  if (hours === null) return { kind: 'open', until: null, since: null };
  const [from, to] = [dailySchedule(hours.fromMinute), dailySchedule(hours.toMinute)];
  const began = lastMoment(from, at, timeZone);
  const ended = lastMoment(to, at, timeZone);
  const isQuiet = began !== null && (ended === null || began > ended);
  return isQuiet
    ? { kind: hours.mode, until: nextMoment(to, at, timeZone), since: began }
    : { kind: 'open', until: nextMoment(from, at, timeZone), since: ended };
}

/**
 * Whether a post was kept through the quiet hours that ended last: it was promised before their end, and it is
 * open now. Such posts leave one after another, slowly.
 */
export function wasKept(hours: QuietHours | null, promisedAt: Date, now: Date, timeZone: string): boolean {
  if (hours === null || hours.mode !== 'keep') return false;
  const { kind, since } = quietAt(hours, now, timeZone);
  return kind === 'open' && since !== null && promisedAt < since;
}
