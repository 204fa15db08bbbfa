import type { Button } from '../deliver/messenger.ts';
import { cutAtLetter } from '../compose/text/cutting.ts';
import type { Article } from '../news/article.ts';
import { draftDecisions } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Draft } from '../store/sources/push-records.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { draftWords } from '../words/drafts.ts';

const prefix = 'draft:';

/** Limits of letters on a card. */
const mostTitle = 300;
const mostText = 700;

/** What editors are shown of a draft, as it stands in the detail of its trouble. */
interface Detail {
  number: number;
  revision: number;
  from: string;
  headline: string;
  text: string;
  url: string;
  /** The names of those that would get it. Absent: it was asked about before they were written down. */
  channels?: readonly string[];
}

/**
 * The key and the detail of the trouble that asks about a draft. A changed one is asked about anew.
 * @param channels the names of those that would get it.
 */
export function draftTrouble(
  { number, pushedBy }: Draft,
  { body, headline, revision, summary, url }: Article,
  channels: readonly string[],
): { key: string; detail: string } {
  const detail: Detail = {
    number,
    revision,
    from: pushedBy,
    headline: cutAtLetter(headline, mostTitle),
    text: cutAtLetter(summary ?? body ?? '', mostText),
    url: url ?? '',
    channels,
  };
  return { key: `${prefix}${number}:${revision}`, detail: JSON.stringify(detail) };
}

export function isDraft({ key }: Pick<Trouble, 'key'>): boolean {
  return key.startsWith(prefix);
}

export function draftText(trouble: Trouble, language: SpokenLanguage): string {
  const { from, headline, text, url } = detailOf(trouble);
  const lines = [draftWords[language].asks(from), '', headline, ...(text === '' ? [] : ['', text]), '', url];
  return lines.join('\n');
}

/** The data holds the revision, so that a yes to an old text is no yes to a new one. */
export function draftButtons(trouble: Trouble, language: SpokenLanguage): Button[] {
  const { number, revision } = detailOf(trouble);
  return draftDecisions.map((decision) => ({
    text: draftWords[language].buttons[decision],
    data: `draft:${number}:${revision}:${decision}`,
  }));
}

/** The names of the channels that would get a draft. `detail`: that of its trouble. */
export function channelsOfDraft(detail: string): string[] {
  return [...(detailOf({ detail }).channels ?? [])];
}

function detailOf({ detail }: Pick<Trouble, 'detail'>): Detail {
  return JSON.parse(detail) as Detail; // written by draftTrouble
}
