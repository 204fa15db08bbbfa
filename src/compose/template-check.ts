import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { labelKinds } from '../news/label.ts';
import { spokenLanguages, type SpokenLanguage } from '../news/language.ts';
import { nearestName } from '../words/nearest-name.ts';
import { maxCaptionUnits } from './fitting.ts';
import { partsOf, type Parts } from './parts.ts';
import { fitTemplate, isComplete, mustache, pieceNames, renderTemplate, type PieceName } from './template.ts';

/** So many pieces under conditions are tried with each other. */
const mostConditions = 10;

/** A headline has at least this room in a caption beside everything that never shrinks, in UTF-16 units. */
const leastHeadline = 100;

/** What is wrong with the template of a channel, as a sentence for its owner; null: posts can be made by it. */
export function faultOfTemplate(channel: Channel): string | null {
  const { template } = channel;
  if (template === null) return null;
  const read = readTokens(template);
  if ('fault' in read) return read.fault;
  const conditions = [...new Set(read.conditions)];
  if (conditions.length > mostConditions) return `at most ${mostConditions} pieces stand under conditions`;
  for (const language of spokenLanguages) {
    const whole = partsOf(
      sample(language),
      { ...channel, labelPlace: 'first' },
      { updatedAt: null, isSigned: true },
    );
    for (const parts of variantsOf(whole, conditions)) {
      const fault = faultOfParts(template, parts);
      if (fault !== null) return fault;
    }
  }
  return faultOfLength(template, channel);
}

type Token = readonly unknown[];

/** The pieces that stand under a condition, in any depth. */
function readTokens(template: string): { conditions: PieceName[] } | { fault: string } {
  try {
    // The types of the package do not say what a token is: its kind, its name, places, and what stands in a section.
    return conditionsIn(mustache().parse(template));
  } catch (error) {
    return { fault: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function conditionsIn(tokens: readonly Token[]): { conditions: PieceName[] } | { fault: string } {
  const conditions: PieceName[] = [];
  for (const [kind, value, , , inside] of tokens) {
    if (kind === 'text' || kind === '!') continue;
    if (kind === '&') return { fault: 'values are escaped: write {{piece}}, not {{{piece}}} or {{&piece}}' };
    if (kind === '>' || kind === '=') return { fault: 'it includes nothing, and keeps the signs {{ and }}' };
    const name = String(value);
    if (!isPieceName(name)) return { fault: unknownPiece(name) };
    if (kind === 'name') continue;
    const deeper = conditionsIn(inside as Token[]); // a section has its tokens there
    if ('fault' in deeper) return deeper;
    conditions.push(name, ...deeper.conditions);
  }
  return { conditions };
}

function isPieceName(name: string): name is PieceName {
  return pieceNames.some((piece) => piece === name);
}

function unknownPiece(name: string): string {
  const nearest = nearestName(name, pieceNames);
  const meant = nearest === null ? '' : `; you probably mean {{${nearest}}}`;
  return `there is no piece {{${name}}}${meant}. There are ${pieceNames.join(', ')}`;
}

/** The parts with each choice of those under conditions left out. */
function* variantsOf(whole: Parts, conditions: readonly PieceName[]): Generator<Parts> {
  for (let mask = 0; mask < 2 ** conditions.length; mask += 1) {
    const parts = { ...whole };
    for (const [index, name] of conditions.entries()) {
      if ((mask & (1 << index)) !== 0) leaveOut(parts, name);
    }
    yield parts;
  }
}

function leaveOut(parts: Parts, name: PieceName): void {
  if (name === 'link' || name === 'url') parts.link = null;
  else if (name === 'footer') parts.footer = { text: '', spans: [] };
  else parts[name] = '';
}

function faultOfParts(template: string, parts: Parts): string | null {
  const tidy = renderTemplate(template, parts);
  if ('fault' in tidy) return tidy.fault;
  if (isComplete(tidy, parts)) return null;
  if (!isComplete(tidy, { ...parts, link: null }))
    return 'a post can come out without its labels: let {{labels}} stand outside of conditions on other pieces, spoilers and expandable quotations';
  return 'a post can come out without its link: let {{link}} stand outside of conditions on other pieces, or {{url}} in <a href="{{url}}">…</a>';
}

/** With everything that never shrinks at its longest, a caption still has room for a headline. */
function faultOfLength(template: string, channel: Channel): string | null {
  const whole = partsOf(sample('kk'), channel, { updatedAt: null, isSigned: true });
  const headline = 'Қ'.repeat(leastHeadline);
  const bare = {
    ...whole,
    headline,
    summary: '',
    quote: '',
    credit: '',
    hashtags: '',
    source: '',
    author: '',
  };
  const fitted = fitTemplate(template, bare, maxCaptionUnits, 'kk');
  const isHeadlineNamed = /\{\{[#^]?\s*headline\s*\}\}/u.test(template);
  if (fitted !== null && (!isHeadlineNamed || fitted.shown.includes(headline))) return null;
  return `its own words leave less than ${leastHeadline} characters for a headline under a photo`;
}

const samples: Readonly<Record<SpokenLanguage, Pick<Article, 'headline' | 'summary' | 'body'>>> = {
  kk: {
    headline: 'Алматыда жаңа саябақ ашылды',
    summary: 'Саябақта екі мың ағаш отырғызылды, кіру тегін.',
    body: 'Саябақта екі мың ағаш отырғызылды, кіру тегін. Құрылыс екі жылға созылды. '.repeat(6),
  },
  ru: {
    headline: 'В Алматы открыли новый парк <и> «сад» & сквер',
    summary: 'В парке посадили две тысячи деревьев, вход свободный.',
    body: 'В парке посадили две тысячи деревьев, вход свободный. Строили его два года. '.repeat(6),
  },
  en: {
    headline: 'A new park opens in "Almaty"',
    summary: 'Two thousand trees were planted, and the entrance is free.',
    body: 'Two thousand trees were planted, and the entrance is free. It was built in two years. '.repeat(6),
  },
};

function sample(language: SpokenLanguage): Article {
  const publishedAt = new Date('2026-03-02T09:05:00.000Z');
  return {
    id: 'sample',
    url: 'https://news.example/park?a=1&b=2',
    language,
    ...samples[language],
    section: 'Қоғам',
    sections: ['Қоғам'],
    author: 'А. Әлиева',
    imageUrl: 'https://news.example/park.jpg',
    imageCredit: 'Ақорда',
    media: null,
    keywords: ['парк', 'экология'],
    labels: labelKinds,
    age: 18,
    urgency: 1,
    status: 'usable',
    publishedAt,
    embargoedUntil: null,
    views: 0,
    storyId: null,
    follows: null,
    written: null,
    revision: 1,
  };
}
