import type { SpokenLanguage } from '../news/language.ts';

/*
 * The end of a pause, an embargo or quiet hours within a sentence: "until 28 November at 18:30", «до 28 ноября, 18:30»,
 * «28 қараша, сағат 18:30-ға дейін».
 */

// The Kazakh ending follows the last number word that is said: отыз-ға, бес-ке, елу-ге.
const afterOnes = ['ге', 'ге', 'ге', 'ке', 'ке', 'ке', 'ға', 'ге', 'ге', 'ға'] as const;
const afterTens = ['ге', 'ға', 'ға', 'ға', 'қа', 'ге'] as const;

/** The Kazakh dative ending of a number from 0 to 59, such as «ға» for 30. */
export function dativeEnding(number: number): string {
  const ones = number % 10;
  return (ones === 0 && number > 0 ? afterTens[number / 10] : afterOnes[ones]) ?? 'ге';
}

/** A moment as `showMoment` writes it, ending in `18:30`. On the hour the hour is the last word: «18:00-ге». */
function untilKazakh(at: string): string {
  const [, day = '', hour = '', minute = ''] = /^(.*?)(\d{1,2}):(\d\d)$/u.exec(at) ?? [];
  if (hour === '') return `${at} дейін`;
  const last = minute === '00' ? Number(hour) : Number(minute);
  return `${day}сағат ${hour}:${minute}-${dativeEnding(last)} дейін`;
}

/** "until" a moment, which is given as `showMoment` or `showDayAndTime` writes it in the language. */
export const untilMoment: Readonly<Record<SpokenLanguage, (at: string) => string>> = {
  en: (at) => `until ${at}`,
  ru: (at) => `до ${at.replace(/ в (?=\d)/u, ', ')}`,
  kk: untilKazakh,
};
