import type { AnswerHeaders } from '../../http/answer.ts';
import type { DocumentFacts } from '../../sources/source-document.ts';

/** What a site says of how often it wants to be asked. */
export interface PollHints {
  /** How long the answer stays fresh in caches; null: it does not say. */
  freshMs: number | null;
  /** `ttl`, or `sy:updatePeriod` and `sy:updateFrequency`. */
  periodMs: number | null;
  /** Hours of the day in UTC, and days of the week with 0 for Sunday, in which nothing comes. */
  skipHours: readonly number[];
  skipDays: readonly number[];
}

type Rhythm = Pick<
  DocumentFacts,
  'skipDays' | 'skipHours' | 'ttlMinutes' | 'updateFrequency' | 'updatePeriod'
>;

export const noHints: PollHints = { freshMs: null, periodMs: null, skipHours: [], skipDays: [] };

/** `facts`: null for an answer without a document. Then what `known` says of the feed still holds. */
export function hintsOf(headers: AnswerHeaders, facts: Rhythm | null, known: PollHints): PollHints {
  const freshMs = freshMsOf(headers);
  if (facts === null) return { ...known, freshMs };
  const ttlMs = facts.ttlMinutes === null ? null : facts.ttlMinutes * 60_000;
  const { skipDays = [], skipHours = [] } = facts;
  return { freshMs, periodMs: ttlMs ?? updatePeriodMs(facts), skipDays, skipHours };
}

const periodsMs: Readonly<Record<string, number>> = {
  hourly: 3_600_000,
  daily: 86_400_000,
  weekly: 7 * 86_400_000,
  monthly: 30 * 86_400_000,
  yearly: 365 * 86_400_000,
};

/** WordPress writes `hourly` and 1 into every feed, however often news comes. That says nothing. */
function updatePeriodMs({ updateFrequency, updatePeriod }: Rhythm): number | null {
  const periodMs = periodsMs[updatePeriod ?? ''];
  const frequency = updateFrequency ?? 1;
  if (periodMs === undefined || (updatePeriod === 'hourly' && frequency === 1)) return null;
  return periodMs / frequency;
}

/** A cache gives the same answer until then, so asking earlier shows nothing new. */
function freshMsOf(headers: AnswerHeaders): number | null {
  const control = headers['cache-control'] ?? '';
  const [, seconds] = /(?:^|[\s,])max-age="?(\d{1,9})/iu.exec(control) ?? [];
  if (seconds === undefined || /no-(?:cache|store)/iu.test(control)) return null;
  const age = Number(/^\d{1,9}$/u.exec(headers['age']?.trim() ?? '')?.[0] ?? 0);
  return Math.max(0, Number(seconds) - age) * 1000;
}
