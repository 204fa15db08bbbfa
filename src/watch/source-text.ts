import type { Button } from '../deliver/messenger.ts';
import type { Brake } from '../intake/brakes.ts';
import type { Overrun } from '../intake/polling/further-pages.ts';
import { codeOfFailure } from '../intake/polling/source-failure.ts';
import { brakeDecisions } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { sourceWords } from '../words/sources.ts';

/** What was kept back of a source, as it stands in the detail of its trouble. */
export interface BrakeDetail {
  kind: Brake;
  count: number;
  example: string;
}

export const failsKey = (source: string): string => `source:${source}`;
export const movedKey = (source: string): string => `source moved:${source}`;
export const overrunKey = (source: string): string => `source overrun:${source}`;
export const brakeKey = (source: string): string => `source brake:${source}`;

export function isSourceKey(key: string): boolean {
  return /^source(?: moved| brake| overrun)?:/u.test(key);
}

/** A question that was answered, an address that was corrected, and what was told once need no word at their end. */
export function endsSilently(key: string): boolean {
  return /^source (?:moved|brake|overrun):/u.test(key);
}

/** The text of a trouble of a source. */
export function sourceText({ detail, endedAt, key }: Trouble, language: SpokenLanguage): string {
  const words = sourceWords[language];
  const [kind, source = ''] = key.split(':', 2);
  if (endedAt !== null) return words.back(source);
  if (kind === 'source moved') return words.moved(source, detail);
  if (kind === 'source overrun') {
    const { isClosed, pages } = JSON.parse(detail) as Overrun; // written by SourceWatch
    return words.overrun(source, pages, isClosed);
  }
  if (kind === 'source brake') {
    const { count, example, kind: brake } = JSON.parse(detail) as BrakeDetail; // written by SourceWatch
    return words.brakes[brake](source, count, example);
  }
  return failureText(source, detail, language);
}

function failureText(source: string, detail: string, language: SpokenLanguage): string {
  const words = sourceWords[language];
  const code = codeOfFailure(detail) ?? 'SOURCE_FAILS';
  if (code === 'SOURCE_GONE') return words.isGone(source);
  return words.fails(source, words.failures[code], detail);
}

/** The buttons of the question about what was kept back; none for other troubles. */
export function brakeButtons({ endedAt, key }: Trouble, language: SpokenLanguage): Button[] {
  const [kind, source = ''] = key.split(':', 2);
  if (kind !== 'source brake' || endedAt !== null) return [];
  return brakeDecisions.map((decision) => ({
    text: sourceWords[language].brakeButtons[decision],
    data: `brake:${source}:${decision}`,
  }));
}
