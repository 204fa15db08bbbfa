import type { Row } from './newsroom.ts';
import type { Random } from './random.ts';

/** A channel of the storm: its number in our Telegram, and which articles it takes. */
export interface StormChannel {
  name: string;
  chatId: number;
  /** null: every language, but nothing local. */
  language: string | null;
  /** It takes only articles with its own name as a keyword, and is empty until there is one. */
  isGuest: boolean;
}

const lasting = [
  { name: 'kk', language: 'kk' },
  { name: 'ru', language: 'ru' },
  { name: 'world', language: null },
];

/** The channels of a storm. The guests get their first posts in the middle of it, one guest after the other. */
export function channelsWith(guests: number): readonly StormChannel[] {
  const names = Array.from({ length: guests }, (_, index) => ({ name: `guest${index + 1}`, language: null }));
  return [...lasting, ...names].map((channel, index) => ({
    ...channel,
    chatId: -1_001_000_000_001 - index,
    isGuest: index >= lasting.length,
  }));
}

/** The file that tells the program of these channels. */
export function channelsFile(channels: readonly StormChannel[]): string {
  const entries = channels.map(
    (channel) => `  - { id: ${channel.chatId}, name: ${channel.name}, ${filterOf(channel)} }`,
  );
  return `channels:\n${entries.join('\n')}\n`;
}

/** The keys of its settings by which a channel takes its articles. */
export function filterOf({ isGuest, language, name }: StormChannel): string {
  if (isGuest) return `keywords: [${name}]`;
  return language === null ? 'exclude: [local]' : `language: ${language}`;
}

/** An article as the storm knows it, in the order of publication. */
export interface StormArticle {
  id: string;
  language: string;
  isLocal: boolean;
  isBreaking: boolean;
  /** The guest channel that takes it too. */
  guest: string | null;
  version: number;
  /** How many versions there were. */
  versions: number;
  /** The earlier article of the same story; its post is replied to where it stands. */
  follows: string | null;
  isKilled: boolean;
  /** Killed by a deletion of its row. */
  isDeleted: boolean;
  image: string | null;
  /** The site of its album; null: it has none. */
  mediaRoot: string | null;
  publishedAt: string;
}

/** How often an article is what. */
const shareLocal = 0.3;
const shareBreaking = 0.08;
const shareWithImage = 0.25;
const shareWithBadImage = 0.05;
const shareFollowing = 0.2;
const shareForGuest = 0.25;

/** What the newsroom wrote so far, and so what has to stand in the channels in the end. */
export class News {
  readonly channels: readonly StormChannel[];
  readonly articles: StormArticle[] = [];
  readonly #random: Random;
  /** The sites of its albums, by turns. */
  readonly #mediaRoots: readonly string[];
  #publishedAtMs: number;
  /** The guest whose articles come now. */
  #guest: string | null = null;

  /** `uploads`: the host of a site that Telegram cannot reach; absent: there is none. */
  constructor(random: Random, startedAtMs: number, channels: readonly StormChannel[], uploads?: string) {
    this.#random = random;
    this.#mediaRoots = ['https://img.example.kz', ...(uploads === undefined ? [] : [`http://${uploads}`])];
    this.channels = channels;
    // A little in the past, so that each is due when it is written.
    this.#publishedAtMs = startedAtMs - 3_600_000;
  }

  /** From now on the articles of this guest come. `share`: how much of the storm is over. */
  inviteGuest(share: number): void {
    const guests = this.channels.filter(({ isGuest }) => isGuest);
    this.#guest = guests[Math.min(guests.length - 1, Math.floor(share * guests.length))]?.name ?? null;
  }

  /** The next article in the order of publication. */
  write(): Row {
    const random = this.#random;
    const language = random.pick(['kk', 'ru', 'en']);
    const isLocal = language !== 'en' && random.isLucky(shareLocal);
    const guest = random.isLucky(shareForGuest) ? this.#guest : null;
    return this.#add({ language, isLocal, guest, isBreaking: random.isLucky(shareBreaking) });
  }

  /** An ordinary article for each channel. */
  writeForEach(): Row[] {
    return this.channels.map(({ name, language, isGuest }) =>
      this.#add({
        language: language ?? 'en',
        isLocal: false,
        guest: isGuest ? name : null,
        isBreaking: false,
      }),
    );
  }

  #add(kind: Pick<StormArticle, 'language' | 'isLocal' | 'guest' | 'isBreaking'>): Row {
    this.#publishedAtMs += 1;
    const article: StormArticle = {
      ...kind,
      id: `a${this.articles.length + 1}`,
      version: 1,
      versions: 1,
      follows: this.#findFollowed(),
      isKilled: false,
      isDeleted: false,
      image: this.#findImage(),
      mediaRoot: this.#findMedia(),
      publishedAt: new Date(this.#publishedAtMs).toISOString(),
    };
    this.articles.push(article);
    return rowOf(article);
  }

  #findMedia(): string | null {
    const turn = (this.articles.length + 1) / albumEvery;
    return Number.isInteger(turn) ? (this.#mediaRoots[turn % this.#mediaRoots.length] ?? null) : null;
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

  channelsOf({ language, isLocal, guest }: StormArticle): StormChannel[] {
    return this.channels.filter(({ name, language: taken, isGuest }) => {
      if (isGuest) return name === guest;
      return taken === null ? !isLocal : taken === language;
    });
  }

  /** How many posts these articles are. */
  get posts(): number {
    return this.articles.reduce((sum, article) => sum + this.channelsOf(article).length, 0);
  }
}

/** Every so many articles one has an album. */
const albumEvery = 6;

/** How many messages an album is. */
export const partsOfAlbum = 3;

/** Each version of an article has another video. */
export function albumOf({ mediaRoot, version }: Pick<StormArticle, 'mediaRoot' | 'version'>) {
  return [
    { kind: 'photo', url: `${mediaRoot}/1.jpg` },
    { kind: 'video', url: `${mediaRoot}/${version}.mp4` },
    { kind: 'photo', url: `${mediaRoot}/3.jpg` },
  ];
}

/** The whole row of an article in its present version. */
export function rowOf(article: StormArticle): Row {
  const keywords = [article.isLocal ? 'local' : 'abroad', ...(article.guest === null ? [] : [article.guest])];
  return {
    id: article.id,
    url: `https://news.example.kz/${article.id}`,
    language: article.language,
    ...textOf(article),
    keywords: JSON.stringify(keywords),
    urgency: article.isBreaking ? 1 : 5,
    status: article.isKilled ? 'canceled' : 'usable',
    image_url: article.image,
    media: article.mediaRoot === null ? null : JSON.stringify(albumOf(article)),
    follows: article.follows,
    published_at: article.publishedAt,
  };
}

/** What a correction changes: the words, and the video of an album. */
export function versionOf(article: StormArticle): Row {
  const media = article.mediaRoot === null ? {} : { media: JSON.stringify(albumOf(article)) };
  return { ...textOf(article), ...media };
}

/** The words of an article in its present version. */
export function textOf({ id, version }: StormArticle): { headline: string; summary: string } {
  return {
    headline: `Story ${id} version ${version}`,
    summary: `What is known of ${id} by version ${version}.`,
  };
}
