import type { SpokenLanguage } from '../news/language.ts';

export interface GonePageWords {
  /** How the page says that it is gone. */
  signs: Record<'gone' | 'missing' | 'home' | 'says so' | 'noindex', string>;
  asks(headline: string, sign: string, url: string): string;
  killed(headline: string, sign: string, url: string): string;
  kill: string;
}

const en: GonePageWords = {
  signs: {
    gone: 'it is gone (410)',
    missing: 'it was not found twice (404)',
    home: 'it leads to the home page',
    'says so': 'it says that there is no such page',
    noindex: 'it asks search engines to forget it (noindex)',
  },
  asks: (headline, sign, url) =>
    `The page of a posted article may have been withdrawn: ${sign}.\n${headline}\n${url}\nIf the article stands, there is nothing to do.`,
  killed: (headline, sign, url) =>
    `An article is canceled, because of its page: ${sign}.\n${headline}\n${url}`,
  kill: 'Kill',
};

const ru: GonePageWords = {
  signs: {
    gone: 'она удалена (410)',
    missing: 'её дважды не нашли (404)',
    home: 'она ведёт на главную',
    'says so': 'на ней сказано, что такой страницы нет',
    noindex: 'она закрыта от поисковиков (noindex)',
  },
  asks: (headline, sign, url) =>
    `Страницу вышедшей статьи, возможно, сняли: ${sign}.\n${headline}\n${url}\nЕсли статья в силе, делать ничего не нужно.`,
  killed: (headline, sign, url) =>
    `Статья отозвана, потому что изменилась её страница: ${sign}.\n${headline}\n${url}`,
  kill: 'Отозвать',
};

const kk: GonePageWords = {
  signs: {
    gone: 'ол өшірілген (410)',
    missing: 'ол екі рет табылмады (404)',
    home: 'ол басты бетке апарады',
    'says so': 'онда мұндай бет жоқ деп жазылған',
    noindex: 'ол іздеу жүйелерінен жасырылған (noindex)',
  },
  asks: (headline, sign, url) =>
    `Шыққан мақаланың беті алып тасталған болуы мүмкін: ${sign}.\n${headline}\n${url}\nМақала күшінде болса, ештеңе істеудің қажеті жоқ.`,
  killed: (headline, sign, url) =>
    `Мақала қайтарып алынды, себебі оның беті өзгерді: ${sign}.\n${headline}\n${url}`,
  kill: 'Қайтарып алу',
};

export const gonePageWords: Record<SpokenLanguage, GonePageWords> = { en, ru, kk };
