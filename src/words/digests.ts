import { spokenLanguage } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';

interface DigestWords {
  /** The title of a digest of the best articles of one day, of a week, of any other time. */
  top: { day: string; week: string; other: string };
  /** The title of a digest of the latest articles. */
  latest: string;
  /** Over the articles without a section, where others have one. */
  noSection: string;
  /** Whose way to write a date. */
  dates: string;
}

const words: Readonly<Record<SpokenLanguage, DigestWords>> = {
  kk: {
    top: { day: 'Басты жаңалықтар', week: 'Аптаның басты жаңалықтары', other: 'Басты жаңалықтар' },
    latest: 'Соңғы жаңалықтар',
    noSection: 'Басқа жаңалықтар',
    dates: 'kk',
  },
  ru: {
    top: { day: 'Главное за день', week: 'Главное за неделю', other: 'Главное' },
    latest: 'Последние новости',
    noSection: 'Другие новости',
    dates: 'ru',
  },
  en: {
    top: { day: 'Top stories', week: 'Top stories of the week', other: 'Top stories' },
    latest: 'Latest news',
    noSection: 'Other news',
    dates: 'en-GB',
  },
};

/** The words of a digest in its language, a BCP 47 tag. */
export function digestWordsFor(language: string): DigestWords {
  return words[spokenLanguage(language)];
}
