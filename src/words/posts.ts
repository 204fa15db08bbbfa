import type { Label } from '../news/label.ts';
import { spokenLanguage } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';

/** The words that readers see in a post, besides those of the article. */
interface PostWords {
  /** The text of the link to the article. */
  readMore: string;
  /** Stands before the name of the photographer. */
  photo: string;
  /** Stands before the site from which an article is. */
  source: string;
  /** The beginning of a post of breaking news. */
  breaking: string;
  /** Stands before the moment of a correction. */
  updated: string;
  /**
   * What the law, or the newsroom, wants said. The words for advertising are those of the rules on marking advertising
   * (order 59-НҚ, 2024). They are defaults, and no legal advice.
   */
  labels: Readonly<Record<Label, string>>;
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
  source: 'Source',
  breaking: '⚡ Breaking',
  updated: 'Updated',
  labels: {
    advertising: 'Advertisement',
    partner: 'Partner content',
    sponsored: 'Sponsored content',
    pr: 'PR material',
    ai: 'Made with AI',
  },
  untitled: 'News',
  killNotice: 'The newsroom has withdrawn this story.',
  digestOfTop: { day: 'Top stories', week: 'Top stories of the week', other: 'Top stories' },
  digestOfLatest: 'Latest news',
  noSection: 'Other news',
};

const ru: PostWords = {
  readMore: 'Подробнее',
  photo: 'Фото',
  source: 'Источник',
  breaking: '⚡ Срочно',
  updated: 'Обновлено',
  labels: {
    advertising: 'На правах рекламы',
    partner: 'Партнёрский материал',
    sponsored: 'Спонсорский материал',
    pr: 'PR-материал',
    ai: 'Создано с помощью ИИ',
  },
  untitled: 'Новость',
  killNotice: 'Редакция отозвала эту публикацию.',
  digestOfTop: { day: 'Главное за день', week: 'Главное за неделю', other: 'Главное' },
  digestOfLatest: 'Последние новости',
  noSection: 'Другие новости',
};

const kk: PostWords = {
  readMore: 'Толығырақ',
  photo: 'Фото',
  source: 'Дереккөз',
  breaking: '⚡ Шұғыл',
  updated: 'Жаңартылды',
  labels: {
    advertising: 'Жарнама құқығында',
    partner: 'Серіктестік материал',
    sponsored: 'Демеушілік материал',
    pr: 'PR-материал',
    ai: 'Жасанды интеллект көмегімен жасалды',
  },
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
