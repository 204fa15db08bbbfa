import type { Button } from '../deliver/messenger.ts';
import type { GonePage } from '../intake/pages/gone-pages.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { gonePageWords } from '../words/gone-pages.ts';

const prefix = 'gone page:';

/** What people are told of a page, as it stands in the detail of its trouble. */
interface Detail extends Pick<GonePage, 'sign' | 'isCanceled'> {
  headline: string;
  url: string;
  /** The short number of the article; null: it has none yet. */
  key: number | null;
}

/** The key and the detail of the trouble that asks about a page. */
export function gonePageTrouble({ article, sign, isCanceled }: GonePage): { key: string; detail: string } {
  const { id, headline, url, key } = article;
  const detail: Detail = { sign, isCanceled, headline: headline.slice(0, 300), url, key };
  return { key: `${prefix}${id}`, detail: JSON.stringify(detail) };
}

export function isGonePage({ key }: Pick<Trouble, 'key'>): boolean {
  return key.startsWith(prefix);
}

export function gonePageText(trouble: Trouble, language: SpokenLanguage): string {
  const words = gonePageWords[language];
  const { headline, isCanceled, sign, url } = detailOf(trouble);
  return words[isCanceled ? 'killed' : 'asks'](headline, words.signs[sign], url);
}

/** The same button as on the card of an article: it asks once more, and kills. */
export function gonePageButtons(trouble: Trouble, language: SpokenLanguage): Button[] {
  const { isCanceled, key } = detailOf(trouble);
  if (isCanceled || key === null) return [];
  return [{ text: gonePageWords[language].kill, data: `kill:${key.toString(36)}` }];
}

function detailOf({ detail }: Trouble): Detail {
  return JSON.parse(detail) as Detail; // written by gonePageTrouble
}
