import type { Fault } from '../news/fault.ts';
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
  unreadable(count: number, id: string, why: string): string;
  /** What a column holds, by the kind of the fault. */
  faults: Readonly<Record<Fault['kind'], (column: string) => string>>;
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
  unreadable: (count, id, why) =>
    `${counts.en.articles(count)} cannot be read${count === 1 ? ':' : ', for example'} ${id}: ${why}`,
  faults: {
    bytes: (column) => `its ${column} ${holds(column)} bytes instead of text`,
    number: (column) => `its ${column} ${holds(column)} a number instead of text`,
    nothing: (column) => `its ${column} is empty`,
    'no list': (column) => `its ${column} ${holds(column)} no JSON array`,
    'no label': () => 'it has a label that is not known',
    'no media': () => 'its media are no list of objects with kind and url',
    'no post': (column) => `its ${column} is no post that the desk wrote`,
    'no number': (column) => `its ${column} is no whole number`,
    'no status': (column) => `its ${column} is none of usable, withheld and canceled`,
    'no moment': (column) => `its ${column} is no moment`,
  },
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
  unreadable: (count, id, why) =>
    count === 1
      ? `Одну статью нельзя прочитать: ${id}: ${why}`
      : `Статьи, которые нельзя прочитать: ${count}, например ${id}: ${why}`,
  faults: {
    bytes: (column) => `в поле ${column} байты вместо текста`,
    number: (column) => `в поле ${column} число вместо текста`,
    nothing: (column) => `поле ${column} пустое`,
    'no list': (column) => `в поле ${column} не массив JSON`,
    'no label': () => 'у неё неизвестная пометка',
    'no media': () => 'в поле media не список объектов с kind и url',
    'no post': (column) => `в поле ${column} не пост, написанный через бота`,
    'no number': (column) => `в поле ${column} не целое число`,
    'no status': (column) => `в поле ${column} не usable, withheld или canceled`,
    'no moment': (column) => `в поле ${column} не дата`,
  },
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
  unreadable: (count, id, why) =>
    count === 1
      ? `Бір мақаланы оқу мүмкін емес: ${id}: ${why}`
      : `Оқылмайтын мақалалар: ${count}, мысалы ${id}: ${why}`,
  faults: {
    bytes: (column) => `${column} өрісінде мәтіннің орнына байттар тұр`,
    number: (column) => `${column} өрісінде мәтіннің орнына сан тұр`,
    nothing: (column) => `${column} өрісі бос`,
    'no list': (column) => `${column} өрісінде JSON массиві емес, басқа нәрсе тұр`,
    'no label': () => 'белгісі белгісіз',
    'no media': () => 'media өрісінде kind пен url бар нысандар тізімі емес, басқа нәрсе тұр',
    'no post': (column) => `${column} өрісінде бот арқылы жазылған жазба емес, басқа нәрсе тұр`,
    'no number': (column) => `${column} өрісінде бүтін сан емес, басқа нәрсе тұр`,
    'no status': (column) => `${column} өрісінде usable, withheld, canceled сөздерінің бірі тұруы керек`,
    'no moment': (column) => `${column} өрісінде күні мен уақыты дұрыс жазылмаған`,
  },
};

/** That one article cannot be read, and why. */
export function unreadableText(id: string, { column, kind }: Fault, language: SpokenLanguage): string {
  const words = misfitWords[language];
  return words.unreadable(1, id, words.faults[kind](column));
}

/** Names of columns are the only words here of which some are plural. */
function holds(column: string): string {
  return column === 'keywords' || column === 'sections' ? 'hold' : 'holds';
}

function isOneInRussian(count: number): boolean {
  return new Intl.PluralRules('ru').select(count) === 'one';
}

/** Why articles fit no channel. */
export const misfitWords: Readonly<Record<SpokenLanguage, MisfitWords>> = { kk, ru, en };
