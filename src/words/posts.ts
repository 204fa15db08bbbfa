import { spokenLanguage } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';

/** The words that readers see in a post, besides those of the article. */
interface PostWords {
  /** The text of the link to the article. */
  readMore: string;
  /** Stands before the name of the photographer. */
  photo: string;
  /** Replaces the headline of an article whose headline cannot be shown. */
  untitled: string;
  /** Replaces the text of a killed post that Telegram does not let us delete any more. */
  killNotice: string;
  /** The title of a digest of the best articles of one day, of a week, of any other time. */
  digestOfTop: { day: string; week: string; other: string };
  /** The title of a digest of the latest articles. */
  digestOfLatest: string;
  /** The heading in a digest for articles without a section, when others have one. */
  noSection: string;
}

const en: PostWords = {
  readMore: 'Read more',
  photo: 'Photo',
  untitled: 'News',
  killNotice: 'The newsroom has withdrawn this story.',
  digestOfTop: { day: 'Top stories', week: 'Top stories of the week', other: 'Top stories' },
  digestOfLatest: 'Latest news',
  noSection: 'Other news',
};

const ru: PostWords = {
  readMore: 'Подробнее',
  photo: 'Фото',
  untitled: 'Новость',
  killNotice: 'Редакция отозвала эту публикацию.',
  digestOfTop: { day: 'Главное за день', week: 'Главное за неделю', other: 'Главное' },
  digestOfLatest: 'Последние новости',
  noSection: 'Другие новости',
};

const kk: PostWords = {
  readMore: 'Толығырақ',
  photo: 'Фото',
  untitled: 'Жаңалық',
  killNotice: 'Редакция бұл жарияланымды алып тастады.',
  digestOfTop: { day: 'Басты жаңалықтар', week: 'Аптаның басты жаңалықтары', other: 'Басты жаңалықтар' },
  digestOfLatest: 'Соңғы жаңалықтар',
  noSection: 'Басқа жаңалықтар',
};

const postWords: Readonly<Record<SpokenLanguage, PostWords>> = { en, ru, kk };

/** The words in the language of an article, a BCP 47 tag; English where we do not speak it. */
export function postWordsFor(language: string): PostWords {
  return postWords[spokenLanguage(language)];
}
