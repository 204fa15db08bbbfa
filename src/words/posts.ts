import { spokenLanguage } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';

interface Words {
  /** The words of the link to the article. */
  readMore: string;
  /** Before the name of whose picture it is. */
  photo: string;
  /** Stands for an article of which nothing can be shown. */
  untitled: string;
  /** Replaces a post that was taken back and can no longer be deleted. */
  withdrawn: string;
}

const words: Readonly<Record<SpokenLanguage, Words>> = {
  kk: {
    readMore: 'Толығырақ',
    photo: 'Фото',
    untitled: 'Жаңалық',
    withdrawn: 'Редакция бұл жарияланымды кері қайтарып алды.',
  },
  ru: {
    readMore: 'Подробнее',
    photo: 'Фото',
    untitled: 'Новость',
    withdrawn: 'Редакция отозвала эту публикацию.',
  },
  en: {
    readMore: 'Read more',
    photo: 'Photo',
    untitled: 'News',
    withdrawn: 'The newsroom has withdrawn this story.',
  },
};

/** The words around a post in the article's language, a BCP 47 tag. */
export function wordsFor(language: string): Words {
  return words[spokenLanguage(language)];
}
