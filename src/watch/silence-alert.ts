import type { SpokenLanguage } from '../news/language.ts';
import type { Store } from '../store/store.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { judgeSilence, publicationsRead } from './silence.ts';
import { statisticsWords } from '../words/statistics.ts';
import { words } from '../words/log-chat.ts';

export const silenceKey = 'silence';

/** Those who are told of the beginning and the end of a trouble. */
interface Told {
  begin(key: string, detail: string): Promise<void>;
  end(key: string): Promise<void>;
}

/** Looks once whether the newsroom is silent for longer than usual, and says so, or that it is over. */
export async function lookForSilence(
  statistics: Store['statistics'],
  alerts: Told,
  timeZone: string,
  now: Date,
): Promise<void> {
  const publications = await statistics.publications(now, publicationsRead);
  const silence = judgeSilence(publications, now, timeZone);
  if (silence.kind === 'silent') {
    const { gapMs, usualMs } = silence;
    await alerts.begin(silenceKey, JSON.stringify({ gapMs, usualMs }));
  }
  if (silence.kind === 'usual') await alerts.end(silenceKey);
}

/** What the log chat reads of it. */
export function silenceText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (trouble.endedAt !== null) return say.silenceOver;
  const { gapMs, usualMs } = JSON.parse(trouble.detail) as { gapMs: number; usualMs: number }; // written above
  const { formats } = statisticsWords[language];
  return say.silence(formats.duration(gapMs), formats.duration(usualMs));
}
