import type { Config } from '../../config/config.ts';
import type { Channel } from '../../news/channel.ts';
import { includesAnySection } from '../../plan/filter.ts';
import type { Store } from '../../store/store.ts';
import { burstLines } from '../../watch/burst.ts';
import { openTroubles } from '../../watch/open-troubles.ts';
import { tooOldKey } from '../../watch/too-old.ts';
import { findMisfits, misfitLines } from '../../watch/misfits.ts';
import { nearestName } from '../../words/nearest-name.ts';
import type { Finding } from './finding.ts';

/** How many languages or sections of the store are named. */
const mostNamed = 8;

/** Compares what the channels take with what the newest articles of the store have, and names articles that fit none. */
export async function examineArticles(
  store: Store,
  config: Pick<Config, 'bots' | 'channels'>,
): Promise<Finding[]> {
  const { bots, channels } = config;
  const kinds = await store.survey.kinds();
  const notes = misfitLines(await findMisfits(store, channels, new Date()), 'en');
  const waiting = await burstLines(store, config, 'en');
  const troubles = await openTroubles(
    store,
    bots.map(({ name }) => name),
  );
  const tooOld = troubles.filter(({ key }) => key === tooOldKey);
  return [
    ...waiting.map((text): Finding => ({ verdict: 'wrong', subject: 'articles', text: `${text}.` })),
    ...(kinds.languages.length === 0 ? [] : channels.flatMap((channel) => compare(channel, kinds))),
    ...tooOld.map(({ detail }): Finding => ({
      verdict: 'unchecked',
      subject: 'articles',
      text: tooOldAdvice(detail),
    })),
    ...notes.map((text): Finding => ({ verdict: 'unchecked', subject: 'articles', text: `${text}.` })),
  ];
}

function tooOldAdvice(detail: string): string {
  return `too old to be posted: ${detail}. If that is not the time, set the clock of this machine.`;
}

function compare(channel: Channel, { languages, sections }: { languages: string[]; sections: string[] }) {
  const lacking = (sort: string, wanted: readonly string[], known: readonly string[]) =>
    wanted
      .filter((word) => !includesAnySection(known, [word], channel.sectionNames))
      .map((word) => lackOf(channel, sort, word, known));
  return [
    ...lacking('language', channel.language === null ? [] : [channel.language], languages),
    ...lacking('section', channel.sections ?? [], sections),
  ];
}

/** Not called wrong: the first article of a new section may still have to be written. */
function lackOf({ name }: Channel, sort: string, word: string, known: readonly string[]): Finding {
  const near = nearestName(word, known);
  const guess = near === null ? '' : ` You probably mean ${near}.`;
  const named = known.slice(0, mostNamed).join(', ');
  const others =
    known.length === 0 ? 'they have none' : `they have ${named}${known.length > mostNamed ? ', …' : ''}`;
  const text = `takes the ${sort} ${word}, which none of the newest articles has; ${others}.${guess}`;
  return { verdict: 'unchecked', subject: `channel ${name}`, text };
}
