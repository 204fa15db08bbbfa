import { abbreviationKind, opensSentence } from './abbreviations.ts';
import type { AbbreviationKind } from './abbreviations.ts';
import { canBeWhole } from './clauses.ts';

/** What stands after a possible end. */
export interface Next {
  dash: boolean;
  /** The word with what is attached to it. */
  word: string;
  second: string;
  /** The words that follow, as many as a title and a name have. */
  ahead: string;
  begins: 'lower' | 'upper' | 'digit' | 'other';
  newLine: boolean;
}

// As much as an abbreviation and the number before it can need; the rest would only be searched in vain.
const tailLength = 60;

export function fullStopEnds(sentence: string, next: Next, language: string): boolean {
  const before = sentence.slice(-tailLength);
  const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}.'’/·-]*$/u.exec(before)?.[0] ?? '';
  // "1. The first point": a number that is all of the sentence.
  if (/^(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|\p{L})$/u.test(token) && before.length <= token.length + 1)
    return false;
  // «189-б. 4-бөлігі», «2-т. бойынша»: a part of a law, by its number.
  if (language === 'kk' && /^\d+-(?:б|бөл|т|тарм)$/u.test(token)) return next.begins !== 'digit';
  if (token === '' || /\d/.test(token) || /[\d°]\s?[CFСКK]$/.test(before)) return true;
  if (isDateline(before, next)) return false;
  if (isInitials(token)) return initialsEnd(before, token, next, language);
  const kind = kindOf(before, token, language);
  if (kind === undefined) return true;
  // A new line after a full stop is a second sign.
  if (next.newLine && next.begins === 'upper' && kind !== 'before') return true;
  return !next.dash && abbreviationEnds(kind, sentence, token, next, language);
}

/** «АСТАНА. KAZINFORM – Президент»: where and by whom, and then the sentence. */
function isDateline(before: string, next: Next): boolean {
  return /^\p{Lu}[\p{Lu}\s-]+$/u.test(before) && /^\p{Lu}{3}/u.test(next.word) && /^[–—-]$/.test(next.second);
}

function isInitials(token: string): boolean {
  // Letters that English spells with two: "R. Sh. Karimov", "Yu. Kim".
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

// A letter after these is a name for a thing, not for a person.
const lettered =
  /(?:plan|vitamin|group|grade|class|category|hepatitis|section|type|план|витамин|групп[аыеу]|категори[яиею]|класса?|гепатит|тобы|санаты|дәрумені) $/iu;
const surname = /\p{Lu}\p{L}+(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ский|ская|ко|ян|ұлы|улы|қызы|кызы)$/u;

/** "A. Baitursynuly" goes on; "in the U.S. The minister" and «Иванов А. А. Участники» do not. */
function initialsEnd(before: string, token: string, next: Next, language: string): boolean {
  if (next.begins !== 'upper') return false;
  if (isInitial(next)) return false;
  if (opensSentence(wordOf(next), language)) return true;
  const ahead = before.slice(0, before.length - token.length);
  if (token.length === 1 && lettered.test(ahead)) return true;
  const named = ahead.replace(/(?:\p{Lu}\.\s*)+$/u, '').trimEnd();
  // «Е. Рыбакина А. Соболенконы жеңді»: who has initials already gets no others.
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
  // «рынки и пр.» is a list, «ул. Сатпаева и пр. Абая» an avenue.
  if (/(?:^|\s)и пр$/u.test(before)) return /\s(?:ул|пр|просп)\.\s/u.test(before) ? 'before' : 'closing';
  // ГА and ОК are no hectare and no "about": a name in capitals stands for nothing else.
  if (/^\p{Script=Cyrillic}{2,}$/u.test(token) && token === token.toUpperCase()) return undefined;
  // "Lt.-Gen", «ген.-м»
  const kind = abbreviationKind(token, language) ?? abbreviationKind(token.replace(/^.*\.-/u, ''), language);
  if (kind !== undefined) return kind;
  // With a full stop inside, what we do not know is an address; letters alone are a title: «з.д. РК Н. Досов».
  if (token.includes('.')) return /^\p{Script=Cyrillic}(?:\.\p{Ll})+$/u.test(token) ? 'part' : undefined;
  // One small letter, or consonants alone, are nobody's word: «с. Шамалган», «мкр. Самал».
  return /^(?:[\p{Ll}]|[бвгғджзйкқлмнңпрстфхһцчшщ]{2,5})$/u.test(token) ? 'part' : undefined;
}

const afterNumber =
  /(?:\d(?:st|nd|rd|th|-?[йя]|-ші|-шы)?|\d[\s\u00A0]?п\.|\d[\s\u00A0]?%|(?:млн|млрд|трлн|тыс|мың|кв|куб|ш|mln|bn|sq)\.?)[\s\u00A0]*$/u;
// «на чел.», «за кг.»: a price or a share of one.
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
      return next.begins !== 'digit' && next.word !== '№';
    case 'closing':
      return true;
    case 'hour':
      return !continuesHour(next);
    case 'many':
      // «60 долл. WTI»: a currency is named once.
      if (token.startsWith('дол')) return next.begins === 'upper' && !/^(?:США|АҚШ)/u.test(next.word);
      return opens || (next.begins === 'upper' && !/^\p{Lu}{2}/u.test(next.word));
    case 'unit':
      // «за III кв.»: a quarter of a year, not a flat.
      if (token === 'кв' && /[IVX]\s$/.test(ahead)) return opens || yearEnds(before, ahead, next, language);
      return opens || (next.begins === 'upper' && (afterNumber.test(ahead) || rate.test(ahead)));
    case 'part':
      return (
        opens ||
        (next.begins === 'upper' &&
          token.length <= 3 &&
          /^\p{Ll}/u.test(token) &&
          afterNumber.test(ahead) &&
          !isInitial(next))
      );
    case 'time':
      return opens || timeEnds(before, ahead, next, language);
    case 'year':
      return opens || yearEnds(before, ahead, next, language);
  }
}

const day =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)/;

/** "5 p.m. Monday", "5 p.m. EST", "5 p.m. Astana time", "5 p.m. 22 June". */
function continuesHour({ word, second, begins }: Next): boolean {
  if (begins === 'digit') return day.test(second);
  return (
    day.test(word) || /^(?:[A-Z]{2,5}|Local)\b/.test(word) || /^time\b/.test(second) || begins === 'other'
  );
}

// «с ноября», "in Sept.": a time without a number.
const afterPreposition =
  /(?:^|\s)(?:в|во|с|со|до|к|на|по|от|за|in|last|this|next|since|until|till|by|from|to|of|through|early|late|mid)[\s-]$/iu;

function timeEnds(before: string, ahead: string, next: Next, language: string): boolean {
  if (next.begins !== 'upper' || !(afterNumber.test(ahead) || afterPreposition.test(ahead))) return false;
  return language === 'kk' || canBeWhole(before);
}

/** A Kazakh sentence has its verb last, so «2023 ж.» never ends it. */
function yearEnds(before: string, ahead: string, next: Next, language: string): boolean {
  if (language === 'kk' || next.begins !== 'upper') return false;
  // «школа № 5 г. Шымкента», «ТЭЦ-2 г. Алматы»: a town, not a year.
  if (/(?:№\s?|\p{Lu}-)\d+\s$/u.test(ahead)) return false;
  if (!afterYear.test(ahead) && !/[снт]\.\s?$/u.test(ahead))
    return afterNumber.test(ahead) && !/^\p{Lu}\./u.test(next.word);
  return canBeWhole(before);
}

export function wordOf(next: Next): string {
  return /^[\p{L}\p{M}’'-]+/u.exec(next.word)?.[0] ?? '';
}
