import type { QuietHours } from '../news/channel.ts';
import { dailySchedule, lastMoment, nextMoment } from '../time/schedule.ts';

/** The rule for ordinary posts at a moment, and until when it holds. null: always. */
export interface Quiet {
  kind: 'open' | 'silent' | 'keep';
  until: Date | null;
  /** When it began. null: it always held. */
  since: Date | null;
}

/**
 * The rule at a moment. The hours begin and end by local time, also over midnight and when the clock changes. If the
 * clock skips a beginning or an end, it is the moment of the change; if the clock shows it twice, it is the first one.
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
 * Whether the quiet hours that ended last kept a post: it was promised before their end, and they are over. Such posts
 * leave slowly, one after another.
 */
export function wasKept(hours: QuietHours | null, promisedAt: Date, now: Date, timeZone: string): boolean {
  if (hours === null || hours.mode !== 'keep') return false;
  const { kind, since } = quietAt(hours, now, timeZone);
  return kind === 'open' && since !== null && promisedAt < since;
}
