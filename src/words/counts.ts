import type { SpokenLanguage } from '../news/language.ts';

interface Counts {
  articles: (count: number) => string;
  posts: (count: number) => string;
  channels: (count: number) => string;
  /** "in 2 channels" */
  inChannels: (count: number) => string;
  days: (count: number) => string;
  /** 1 MB is 10^6 bytes. */
  megabytes: (bytes: number) => string;
}

/** The forms of a word after a number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Makes a function that writes a number with the right form of the word. */
function counter(language: SpokenLanguage, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const space = spaceAfterNumber(language);
  return (count) => `${numbers.format(count)}${space}${forms[rules.select(count)] ?? forms.other}`;
}

/** In Cyrillic a number and its word must not be split over two lines. */
function spaceAfterNumber(language: SpokenLanguage): string {
  return language === 'en' ? ' ' : '\u00a0';
}

const bytesPerMegabyte = 1_000_000;

/** We do not use Intl here: its Kazakh unit of the megabyte begins with a Latin M. */
function megabyteCounter(language: SpokenLanguage, unit: string): (bytes: number) => string {
  const numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  return (bytes) => `${numbers.format(bytes / bytesPerMegabyte)}\u00a0${unit}`;
}

/** Numbers with their words. A missing translation does not compile. */
export const counts: Readonly<Record<SpokenLanguage, Counts>> = {
  en: {
    articles: counter('en', { one: 'article', other: 'articles' }),
    posts: counter('en', { one: 'post', other: 'posts' }),
    channels: counter('en', { one: 'channel', other: 'channels' }),
    inChannels: (count) => `in ${counter('en', { one: 'channel', other: 'channels' })(count)}`,
    days: counter('en', { one: 'day', other: 'days' }),
    megabytes: megabyteCounter('en', 'MB'),
  },
  ru: {
    articles: counter('ru', { one: 'статья', few: 'статьи', many: 'статей', other: 'статьи' }),
    posts: counter('ru', { one: 'пост', few: 'поста', many: 'постов', other: 'поста' }),
    channels: counter('ru', { one: 'канал', few: 'канала', many: 'каналов', other: 'канала' }),
    inChannels: (count) => `в\u00a0${counter('ru', { one: 'канале', other: 'каналах' })(count)}`,
    days: counter('ru', { one: 'день', few: 'дня', many: 'дней', other: 'дня' }),
    megabytes: megabyteCounter('ru', 'МБ'),
  },
  // Kazakh nouns stay as they are after a number.
  kk: {
    articles: counter('kk', { other: 'мақала' }),
    posts: counter('kk', { other: 'жазба' }),
    channels: counter('kk', { other: 'арна' }),
    inChannels: counter('kk', { other: 'арнада' }),
    days: counter('kk', { other: 'күн' }),
    megabytes: megabyteCounter('kk', 'МБ'),
  },
};

/** A number of posts that was written down as text; anything else is shown as it is. */
export function readPostCount(written: string, language: SpokenLanguage): string {
  return /^\d+$/u.test(written) ? counts[language].posts(Number(written)) : written;
}
