/** The languages that khabarshy itself speaks. Around articles in other languages its words are English. */
export const spokenLanguages = ['kk', 'ru', 'en'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** Other codes that sites and programs write for a language: the country's, and those of three letters. */
const otherCodes: Readonly<Record<string, string>> = {
  kz: 'kk',
  kaz: 'kk',
  rus: 'ru',
  eng: 'en',
  ukr: 'uk',
  ua: 'uk',
  kir: 'ky',
  kg: 'ky',
  uzb: 'uz',
  tat: 'tt',
  tgk: 'tg',
  tj: 'tg',
  bel: 'be',
  mon: 'mn',
};

/**
 * The primary tag of BCP 47 that a newsroom, a page or a program means: `kk` for `kz`, `kaz`, `kk-KZ`, `kk_KZ` and
 * `kk-Latn`. Null for what is no tag.
 */
export function languageOfTag(tag: string): string | null {
  const primary = tag.trim().toLowerCase().split(/[-_]/u, 1)[0] ?? '';
  return /^[a-z]{2,3}$/u.test(primary) ? (otherCodes[primary] ?? primary) : null;
}

/** The ways in which the table of articles may write a language: `kk`, `kz` and `kaz` for `kk`. */
export function codesOfLanguage(language: string): string[] {
  return [language, ...Object.keys(otherCodes).filter((code) => otherCodes[code] === language)];
}

/** The spoken language for a BCP 47 tag (`ru-KZ` is `ru`), or `en` if we do not speak it. */
export function spokenLanguage(tag: string): SpokenLanguage {
  const primary = languageOfTag(tag);
  return spokenLanguages.find((language) => language === primary) ?? 'en';
}
