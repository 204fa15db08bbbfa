import type { SpokenLanguage } from '../news/language.ts';
import { counts } from './counts.ts';

export interface MisfitWords {
  /** Of the last 24 hours. */
  lately(count: number, id: string, why: string): string;
  language(has: string, wanted: string): string;
  /** `has` null: the article has none. */
  sections(has: string | null, wanted: string): string;
  keywords(has: string | null, wanted: string): string;
  exclude(wanted: string): string;
  misdated(count: number, id: string, date: string): string;
}

const en: MisfitWords = {
  lately: (count, id, why) =>
    `${counts.en.articles(count)} of the last 24 h ${count === 1 ? 'fits' : 'fit'} no channel, for example ${id}: ${why}`,
  language: (has, wanted) => `its language is ${has}, the channels take ${wanted}`,
  sections: (has, wanted) =>
    `${has === null ? 'it has no section' : `its section is ${has}`}, the channels take ${wanted}`,
  keywords: (has, wanted) =>
    `${has === null ? 'it has no keywords' : `its keywords are ${has}`}, the channels take ${wanted}`,
  exclude: (wanted) => `the channels exclude ${wanted}`,
  misdated: (count, id, date) =>
    `${counts.en.articles(count)} ${count === 1 ? 'has' : 'have'} a date that cannot be right, for example ${id}: ${date}`,
};

const ru: MisfitWords = {
  lately: (count, id, why) =>
    `${counts.ru.articles(count)} за последние сутки не ${isOneInRussian(count) ? 'подходит' : 'подходят'} ни одному каналу, например ${id}: ${why}`,
  language: (has, wanted) => `язык статьи — ${has}, а каналы берут ${wanted}`,
  sections: (has, wanted) =>
    `${has === null ? 'рубрики у неё нет' : `её рубрика — ${has}`}, а каналы берут ${wanted}`,
  keywords: (has, wanted) =>
    `${has === null ? 'ключевых слов у неё нет' : `её ключевые слова — ${has}`}, а каналы берут ${wanted}`,
  exclude: (wanted) => `каналы исключают ${wanted}`,
  misdated: (count, id, date) => `Статьи с датой, которой не может быть: ${count}, например ${id}: ${date}`,
};

const kk: MisfitWords = {
  lately: (count, id, why) =>
    `Соңғы тәулікте ${counts.kk.articles(count)} бірде-бір арнаға сай келмеді, мысалы ${id}: ${why}`,
  language: (has, wanted) => `тілі – ${has}, ал арналар қабылдайтын тілдер – ${wanted}`,
  sections: (has, wanted) =>
    `${has === null ? 'айдары жоқ' : `айдары – ${has}`}, ал арналар қабылдайтын айдарлар – ${wanted}`,
  keywords: (has, wanted) =>
    `${has === null ? 'кілт сөздері жоқ' : `кілт сөздері – ${has}`}, ал арналар қабылдайтын сөздер – ${wanted}`,
  exclude: (wanted) => `арналар мыналарды қабылдамайды: ${wanted}`,
  misdated: (count, id, date) => `Күні дұрыс емес мақалалар: ${count}, мысалы ${id}: ${date}`,
};

function isOneInRussian(count: number): boolean {
  return new Intl.PluralRules('ru').select(count) === 'one';
}

/** Why articles fit no channel. */
export const misfitWords: Readonly<Record<SpokenLanguage, MisfitWords>> = { kk, ru, en };
