import type { Notices } from '../deliver/notices.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import type { Store } from '../store/store.ts';
import { dayMs, dayNumberAt, momentOf, weekdayOf } from '../time/local-clock.ts';
import { words } from '../words/log-chat.ts';
import { statisticsWords } from '../words/statistics.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Working hours of newsrooms in this region, from Monday to Friday. */
const opensMs = 9 * hourMs;
const closesMs = 19 * hourMs;
const workdayMs = closesMs - opensMs;

/** Language versions of one story appear within this time, and count as one piece of news. */
const togetherMs = minuteMs;

/** How many of the latest gaps tell what is usual. With fewer than the second number, nothing is concluded. */
const gapsKnown = 200;
const gapsLeast = 20;

/** A newsroom is called silent after this time at the earliest, and only after `factor` times its longest usual gap. */
const shortestMs = 2 * hourMs;
const factor = 3;

/** How many publications are read. Enough to find the gaps, with languages and nights between them. */
const publicationsRead = 800;

export type Silence =
  | { kind: 'silent'; gapMs: number; usualMs: number }
  | { kind: 'usual' }
  /** Nights and weekends say nothing, and too few articles neither. */
  | { kind: 'unknown' };

/**
 * Judges whether no new article came for longer than usual in working hours. Gaps are measured in working time, so that
 * Friday's last article and Monday's first are as close as two of one day. Usual is the 95th percentile of the latest
 * gaps between articles of working hours. `publications` are newest first, none after `now`.
 */
export function judgeSilence(publications: readonly Date[], now: Date, timeZone: string): Silence {
  const clock = workingClock(timeZone);
  const latest = publications[0];
  if (latest === undefined) return { kind: 'unknown' };
  const gapMs = clock(now).workedMs - clock(latest).workedMs;
  const gaps = gapsBetween(publications.map(clock).filter(({ isOpen }) => isOpen)).slice(0, gapsKnown);
  if (gaps.length < gapsLeast) return { kind: 'unknown' };
  const sorted = gaps.toSorted((one, other) => one - other);
  const usualMs = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  if (gapMs <= Math.max(shortestMs, factor * usualMs)) return { kind: 'usual' };
  return clock(now).isOpen ? { kind: 'silent', gapMs, usualMs } : { kind: 'unknown' };
}

interface WorkingMoment {
  /** Working time since a fixed Monday, milliseconds. */
  workedMs: number;
  isOpen: boolean;
}

function gapsBetween(newestFirst: readonly WorkingMoment[]): number[] {
  const gaps: number[] = [];
  let later: WorkingMoment | undefined;
  for (const moment of newestFirst) {
    const gapMs = later === undefined ? null : later.workedMs - moment.workedMs;
    if (gapMs !== null && gapMs < togetherMs) continue;
    if (gapMs !== null) gaps.push(gapMs);
    later = moment;
  }
  return gaps;
}

/** Converts moments into working time; the beginning of each working day is looked up once. */
function workingClock(timeZone: string): (at: Date) => WorkingMoment {
  const openings = new Map<number, number>();
  return (at) => {
    const dayNumber = dayNumberAt(at, timeZone);
    const openedAt = openings.get(dayNumber) ?? momentOf(dayNumber * dayMs + opensMs, timeZone).getTime();
    openings.set(dayNumber, openedAt);
    const sinceOpeningMs = at.getTime() - openedAt;
    const isWorkday = weekdayOf(dayNumber) <= 5;
    const todayMs = isWorkday ? Math.min(Math.max(sinceOpeningMs, 0), workdayMs) : 0;
    return {
      workedMs: workdaysBefore(dayNumber) * workdayMs + todayMs,
      isOpen: isWorkday && sinceOpeningMs >= 0 && sinceOpeningMs <= workdayMs,
    };
  };
}

/** Days from Monday to Friday before this one, since Monday, 5 January 1970, which is day 4. */
function workdaysBefore(dayNumber: number): number {
  const days = dayNumber - 4;
  const weeks = Math.floor(days / 7);
  return weeks * 5 + Math.min(days - weeks * 7, 5);
}

export const silenceKey = 'silence';

/** Looks once whether the newsroom is silent for longer than usual, and reports that it is, or that it is over. */
export async function lookForSilence(
  statistics: Store['statistics'],
  notices: Notices,
  timeZone: string,
  now: Date,
): Promise<void> {
  const publications = await statistics.publications(now, publicationsRead);
  const silence = judgeSilence(publications, now, timeZone);
  if (silence.kind === 'silent') {
    const { gapMs, usualMs } = silence;
    await notices.begin(silenceKey, JSON.stringify({ gapMs, usualMs }));
  }
  if (silence.kind === 'usual') await notices.end(silenceKey);
}

/** The text of this trouble in the log chat. */
export function silenceText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (trouble.endedAt !== null) return say.silenceOver;
  const { gapMs, usualMs } = JSON.parse(trouble.detail) as { gapMs: number; usualMs: number }; // written above
  const { formats } = statisticsWords[language];
  return say.silence(formats.duration(gapMs), formats.duration(usualMs));
}
