import { abbreviationKind, opensSentence } from './abbreviations.ts';
import type { AbbreviationKind } from './abbreviations.ts';
import { canBeWhole } from './clauses.ts';

/** The words after a possible end of a sentence. */
export interface Next {
  dash: boolean;
  /** A bracket opens before the word. */
  isBracketed: boolean;
  /** The next word with attached punctuation. */
  word: string;
  second: string;
  /** The next 80 units, enough for a title and a name. */
  ahead: string;
  begins: 'lower' | 'upper' | 'digit' | 'other';
  newLine: boolean;
}

// Enough for an abbreviation and the number before it. The limit keeps the search fast.
const tailLength = 60;

export function fullStopEnds(sentence: string, next: Next, language: string): boolean {
  const before = sentence.slice(-tailLength);
  const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}.'’/·-]*$/u.exec(before)?.[0] ?? '';
  if (isListNumber(before) || firstOfList.test(before)) return false;
  // "N°. 1026"
  if (/[Nn]°$/.test(before)) return next.begins !== 'digit';
  // «189-б. 4-бөлігі», «2-т. бойынша»: a numbered part of a law.
  if (language === 'kk' && /^\d+-(?:б|бөл|т|тарм)$/u.test(token)) return next.begins !== 'digit';
  if (token === '' || /\d/.test(token) || /[\d°]\s?[CFСКK]$/.test(before)) return true;
  if (isDateline(before, next)) return false;
  if (isInitials(token) && !/^[AP]\.M$/.test(token)) return initialsEnd(before, token, next, language);
  const kind = kindOf(before, token, language);
  if (kind === undefined) return true;
  // A new line after the full stop is a second sign of an end.
  if (next.newLine && next.begins === 'upper' && kind !== 'before') return true;
  return !next.dash && abbreviationEnds(kind, sentence, token, next, language);
}

/** "1. The first point", "• 9. The ninth point", "1.) The first point": only the number of a list item stands before. */
export function isListNumber(before: string): boolean {
  return /^[•▪●⁃◦(]?\s?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[ivx]{1,4}|\p{L})$/u.test(before);
}

// "The law has three parts: 1. A tax cut. 2. A new fund."
const firstOfList = /[\p{L})»]:\s1$/u;

/** «АСТАНА. KAZINFORM – Президент»: place and agency, before the sentence. */
function isDateline(before: string, next: Next): boolean {
  return /^\p{Lu}[\p{Lu}\s-]+$/u.test(before) && /^\p{Lu}{3}/u.test(next.word) && /^[–—-]$/.test(next.second);
}

function isInitials(token: string): boolean {
  // Initials of two letters in English spelling: "R. Sh. Karimov", "Yu. Kim".
  if (/^(?:[SZCKGTP]h|Ts|Y[aeou])$/.test(token)) return true;
  // "U.S", "K.-J", and "Ex-U.S", "anti-E.U".
  return (
    /^(?:\p{L}+-(?=\p{Lu}\.))?\p{Lu}(?:\.?-?\p{Lu})*$/u.test(token) &&
    (token.includes('.') || token.length === 1)
  );
}

function isInitial(next: Next): boolean {
  return /^\p{Lu}\p{Ll}?\./u.test(next.word);
}

// A letter after these words is not an initial.
const lettered =
  /(?:plan|vitamin|group|grade|class|category|hepatitis|section|type|план|витамин|групп[аыеу]|категори[яиею]|класса?|гепатит|тобы|санаты|дәрумені) $/iu;
const surname = /\p{Lu}\p{L}+(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ский|ская|ко|ян|ұлы|улы|қызы|кызы)$/u;

/** "A. Baitursynuly" goes on; "in the U.S. The minister" and «Иванов А. А. Участники» do not. */
function initialsEnd(before: string, token: string, next: Next, language: string): boolean {
  if (next.begins !== 'upper') return false;
  // "in the U.S.A. Mr. Park": nobody says "the U.S.A. Embassy", and a title begins a sentence after a country.
  if (/^U\.(?:S\.A|S\.S\.R|A\.E)$/.test(token)) return true;
  if (/^(?:[UE]\.[SKUN]|D\.C)$/.test(token) && /^(?:Mr|Mrs|Ms|Dr)\./.test(next.word)) return true;
  if (isInitial(next)) return false;
  if (opensSentence(wordOf(next), language)) return true;
  const ahead = before.slice(0, before.length - token.length);
  if (token.length === 1 && lettered.test(ahead)) return true;
  const named = ahead.replace(/(?:\p{Lu}\.\s*)+$/u, '').trimEnd();
  // «Е. Рыбакина А. Соболенконы жеңді»: the name has initials already, so the next ones belong to another name.
  if (/\p{Lu}\.\s?\p{Lu}[\p{L}-]+$/u.test(named)) return false;
  return surname.test(named) && !surname.test(wordOf(next));
}

/** Looks for «т. д», «кв. м» first, then for the last word alone. */
function kindOf(before: string, token: string, language: string): AbbreviationKind | undefined {
  const compound = /(?:[\p{L}-]{1,4}\.[\s\u00A0]?){1,3}\p{L}{1,3}$/u.exec(before)?.[0].replace(/\s/g, '');
  for (
    let rest = compound;
    rest !== undefined && rest.includes('.');
    rest = rest.slice(rest.indexOf('.') + 1)
  ) {
    const kind = abbreviationKind(rest, language);
    if (kind !== undefined) return kind;
  }
  // «рынки и пр.» ends a list, but in «ул. Сатпаева и пр. Абая» it is an avenue.
  if (/(?:^|\s)и пр$/u.test(before)) return /\s(?:ул|пр|просп)\.\s/u.test(before) ? 'before' : 'closing';
  // A word in capitals is a name: ГА is not a hectare.
  if (/^\p{Script=Cyrillic}{2,}$/u.test(token) && token === token.toUpperCase()) return undefined;
  // "Lt.-Gen", «ген.-м»
  const kind = abbreviationKind(token, language) ?? abbreviationKind(token.replace(/^.*\.-/u, ''), language);
  if (kind !== undefined) return kind;
  // Unknown words with a full stop inside are addresses of web sites, except single letters, which are titles: «з.д. РК Н. Досов».
  // "i.v.", "f.e."
  if (token.includes('.'))
    return /^(?:\p{Script=Cyrillic}(?:\.\p{Ll})+|[a-z](?:\.[a-z])+)$/u.test(token) ? 'part' : undefined;
  // A single lower-case letter or consonants alone are not a word, so they are an abbreviation: «с. Шамалган», «мкр. Самал».
  return /^(?:[\p{Ll}]|[бвгғджзйкқлмнңпрстфхһцчшщ]{2,5})$/u.test(token) ? 'part' : undefined;
}

const afterNumber =
  /(?:\d(?:st|nd|rd|th|-?[йя]|-ші|-шы)?|\d[\s\u00A0]?п\.|\d[\s\u00A0]?%|(?:млн|млрд|трлн|тыс|мың|кв|куб|ш|mln|bn|sq)\.?)[\s\u00A0]*$/u;
// «на чел.», «за кг.»: a rate per unit.
const rate = /\d.*\s(?:за|на|в|per|a)\s$/u;
const afterYear = /(?:\b(?:1\d|20|21)\d\d|[IVXІХ]{1,5}|\d\d?-\p{L}{1,3})[\s\u00A0]*$/u;

function abbreviationEnds(
  kind: AbbreviationKind,
  before: string,
  token: string,
  next: Next,
  language: string,
): boolean {
  const ahead = before.slice(-tailLength, -token.length);
  const opens =
    next.begins === 'upper' && !/^\p{L}\./u.test(next.word) && opensSentence(wordOf(next), language);
  switch (kind) {
    case 'before':
      // «гр. Иванов», but «до –40 гр.»
      return token === 'гр' && afterNumber.test(ahead) && next.begins === 'upper';
    case 'number':
      return next.begins !== 'digit' && next.word !== '№' && !/^[IVXLC]+(?!\p{L})/u.test(next.word);
    case 'closing':
      // "Smith et al. (2010) found"
      return !/^\d{4}\)/.test(next.word);
    case 'hour':
      return !continuesHour(next) && (opens || !isHourAlone(before));
    case 'many':
      // «60 долл. WTI» ends, «60 долл. США» goes on with the country of the currency.
      if (token.startsWith('дол')) return next.begins === 'upper' && !/^(?:США|АҚШ)/u.test(next.word);
      return opens || (next.begins === 'upper' && !/^\p{Lu}{2}/u.test(next.word));
    case 'unit':
      // «за III кв.» is a quarter of a year, not a flat.
      if (token === 'кв' && /[IVX]\s$/.test(ahead)) return opens || yearEnds(before, ahead, next, language);
      return opens || (next.begins === 'upper' && (afterNumber.test(ahead) || rate.test(ahead)));
    case 'part':
      return (
        opens ||
        isFollowedByClause(before, next) ||
        (next.begins === 'upper' &&
          token.length <= 3 &&
          /^\p{Ll}/u.test(token) &&
          afterNumber.test(ahead) &&
          !isInitial(next))
      );
    case 'time':
      // «қар» is also snow, «қаз» a goose.
      if (language === 'kk' && !afterNumber.test(ahead)) return true;
      return opens || timeEnds(before, ahead, next, language);
    case 'year':
      return opens || yearEnds(before, ahead, next, language);
  }
}

const englishVerb = /\b(?:is|are|was|were|has|had|have|will|said|\p{Ll}{2,}ed)\b/u;

/** "is at 14 Elm St. Admission is free": both parts have a verb. "Martin Luther King Jr. Day is" has only one. */
function isFollowedByClause(before: string, next: Next): boolean {
  return (
    englishVerb.test(before) &&
    /^\p{Lu}\p{Ll}+s?$/u.test(next.word) &&
    /^(?:is|are|was|were|has|have|had|will|can|may|begins?|opens?|starts?)$/.test(next.second)
  );
}

const day =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)/;

/** "5 p.m. Monday", "5 p.m. EST", "5 p.m. Astana time", "5 p.m. 22 June". */
function continuesHour({ word, second, begins }: Next): boolean {
  if (begins === 'digit') return day.test(second);
  return day.test(word) || timeZoneName.test(word) || /^(?:time|Time)\b/.test(second) || begins === 'other';
}

const timeZoneName =
  /^(?:Local|GMT|UTC|UT|MSK|ALMT|[ECMPA][SD]?T|[BIJKS]ST|A[EWC][SD]T|CES?T|EES?T|SGT|HKT|WIB)\b/;

// Words that may stand before an hour without saying anything yet.
const beforeHour =
  /^(?:(?:and|but|then|so|at|by|from|until|till|since|before|after|around|about|between|just|only|shortly|nearly|almost|exactly|early|late|to|on|the|next|same|this|that|last|every|day|morning|afternoon|evening|night|a|few|\d+|minutes?|hours?|past|half|\p{Lu}\p{Ll}+days?|[\d:.]+|[ap]\.m)[\s,.]*)+$/iu;

/** "At 5 p.m." alone is no sentence: "At 5 p.m. President Lee met the ministers." */
function isHourAlone(before: string): boolean {
  return before.length < 80 && beforeHour.test(before);
}

// «с ноября», "in Sept.": a month after a preposition, without a number.
const afterPreposition =
  /(?:^|\s)(?:в|во|с|со|до|к|на|по|от|за|in|last|this|next|since|until|till|by|from|to|of|through|early|late|mid)[\s-]$/iu;

function timeEnds(before: string, ahead: string, next: Next, language: string): boolean {
  if (next.begins !== 'upper' || !(afterNumber.test(ahead) || afterPreposition.test(ahead))) return false;
  return language === 'kk' || canBeWhole(before);
}

/** A Kazakh sentence ends with its verb, so «2023 ж.» never ends it. */
function yearEnds(before: string, ahead: string, next: Next, language: string): boolean {
  if (language === 'kk' || next.begins !== 'upper') return false;
  // In «школа № 5 г. Шымкента» and «ТЭЦ-2 г. Алматы» it means a town, not a year.
  if (/(?:№\s?|\p{Lu}-)\d+\s$/u.test(ahead)) return false;
  if (!afterYear.test(ahead) && !/[снт]\.\s?$/u.test(ahead))
    return afterNumber.test(ahead) && !/^\p{Lu}\./u.test(next.word);
  return canBeWhole(before);
}

export function wordOf(next: Next): string {
  return /^[\p{L}\p{M}’'-]+/u.exec(next.word)?.[0] ?? '';
}
