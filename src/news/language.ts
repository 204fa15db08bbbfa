/** The languages that khabarshy itself speaks. Articles may be in any; the words around a post then are English. */
export const spokenLanguages = ['kk', 'ru', 'en'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** The spoken language for a BCP 47 tag (`ru-KZ` is `ru`), or `en` where we do not speak it. */
export function spokenLanguage(tag: string): SpokenLanguage {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0];
  return spokenLanguages.find((language) => language === primary) ?? 'en';
}
