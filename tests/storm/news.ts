import type { Row } from './newsroom.ts';
import type { Random } from './random.ts';

/** A channel of the storm: its number in our Telegram, and which articles it takes. */
export interface StormChannel {
  name: string;
  chatId: number;
  /** null: every language, but nothing local. */
  language: string | null;
}

export const channels: readonly StormChannel[] = [
  { name: 'kk', chatId: -1_001_000_000_001, language: 'kk' },
  { name: 'ru', chatId: -1_001_000_000_002, language: 'ru' },
  { name: 'world', chatId: -1_001_000_000_003, language: null },
];

/** The file that tells the program of these channels. */
export function channelsFile(): string {
  const entries = channels.map(({ name, chatId, language }) => {
    const filter = language === null ? 'exclude: [local]' : `language: ${language}`;
    return `  - { id: ${chatId}, name: ${name}, ${filter} }`;
  });
  return `channels:\n${entries.join('\n')}\n`;
}

/** An article as the storm knows it, in the order of publication. */
export interface StormArticle {
  id: string;
  language: string;
  isLocal: boolean;
  isBreaking: boolean;
  version: number;
  /** How many versions there were. */
  versions: number;
  /** The earlier article of the same story; its post is replied to where it stands. */
  follows: string | null;
  isKilled: boolean;
  image: string | null;
}

/** How often an article is what. */
const shareLocal = 0.3;
const shareBreaking = 0.08;
const shareWithImage = 0.25;
const shareWithBadImage = 0.05;
const shareFollowing = 0.2;

/** What the newsroom wrote so far, and so what has to stand in the channels in the end. */
export class News {
  readonly articles: StormArticle[] = [];
  readonly #random: Random;
  #publishedAtMs: number;

  constructor(random: Random, startedAtMs: number) {
    this.#random = random;
    // A little in the past, so that each is due when it is written.
    this.#publishedAtMs = startedAtMs - 3_600_000;
  }

  /** The next article in the order of publication. */
  write(): Row {
    const random = this.#random;
    const language = random.pick(['kk', 'ru', 'en']);
    const isLocal = language !== 'en' && random.isLucky(shareLocal);
    const article: StormArticle = {
      id: `a${this.articles.length + 1}`,
      language,
      isLocal,
      isBreaking: random.isLucky(shareBreaking),
      version: 1,
      versions: 1,
      follows: this.#findFollowed(),
      isKilled: false,
      image: this.#findImage(),
    };
    this.articles.push(article);
    this.#publishedAtMs += 1;
    return {
      id: article.id,
      url: `https://news.example.kz/${article.id}`,
      language,
      ...textOf(article),
      keywords: isLocal ? '["local"]' : '["abroad"]',
      urgency: article.isBreaking ? 1 : 5,
      image_url: article.image,
      follows: article.follows,
      published_at: new Date(this.#publishedAtMs).toISOString(),
    };
  }

  #findImage(): string | null {
    const random = this.#random;
    if (random.isLucky(shareWithBadImage)) return 'https://img.invalid/picture.jpg';
    return random.isLucky(shareWithImage) ? 'https://img.example.kz/picture.jpg' : null;
  }

  #findFollowed(): string | null {
    if (this.articles.length === 0 || !this.#random.isLucky(shareFollowing)) return null;
    return this.#random.pick(this.articles.slice(-6)).id;
  }

  /** The next version of an article; or, where a correction was wrong, the one before. */
  correct(article: StormArticle): void {
    const isUndone = article.version > 1 && this.#random.isLucky(0.25);
    article.version = isUndone ? article.version - 1 : (article.versions += 1);
  }

  /** An article that may be corrected or killed, mostly one of the newest; null: there is none. */
  choose(): StormArticle | null {
    const living = this.articles.filter(({ isKilled }) => !isKilled);
    if (living.length === 0) return null;
    return this.#random.pick(this.#random.isLucky(0.8) ? living.slice(-6) : living);
  }

  /** How many posts these articles are. */
  get posts(): number {
    return this.articles.reduce((sum, article) => sum + channelsOf(article).length, 0);
  }
}

export function channelsOf({ language, isLocal }: StormArticle): StormChannel[] {
  return channels.filter((channel) => (channel.language === null ? !isLocal : channel.language === language));
}

/** The words of an article in its present version. */
export function textOf({ id, version }: StormArticle): { headline: string; summary: string } {
  return {
    headline: `Story ${id} version ${version}`,
    summary: `What is known of ${id} by version ${version}.`,
  };
}
