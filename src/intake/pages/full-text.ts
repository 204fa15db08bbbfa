import { createHash } from 'node:crypto';
import type { HttpClient } from '../../http/http-client.ts';
import type { NewArticle } from '../../news/article.ts';
import type { Item, Refusal, Source } from '../../news/source.ts';
import { isSameSite } from '../../sources/items/same-site.ts';
import { isHomePage, urlKey } from '../../news/url-key.ts';
import { readArticlePage, type PageArticle } from '../../sources/page/article-page.ts';
import { idFromUrl } from '../../sources/page/page-article.ts';
import type { PageFacts } from '../../sources/page/page-facts.ts';
import type { Clock } from '../../time/clock.ts';
import { dayMs, dayNumberAt, wallTimeAt } from '../../time/local-clock.ts';
import { trustInFound } from './found-pages.ts';
import type { RobotsCache } from './robots-cache.ts';

/** What the page of an item says of its article. It counts only for an article that is new. */
export interface ItemPage {
  /** Its further addresses, as keys: the canonical one, and where a redirect led. */
  keys: readonly string[];
  /** It goes before what the item says. */
  article: Partial<NewArticle>;
}

/** The pages of items, as far as they were read, and why the others were not. */
export interface ReadPages {
  pages: ReadonlyMap<Item, ItemPage>;
  unread: Refusal[];
}

/** A text of so many letters needs no page. */
const enoughLetters = 200;

/** A post waits for the text of its page this long at most. */
const longestWaitMs = 10_000;

/** Between two pages of a foreign host. A newsroom's own site has four asked at once, without a gap. */
const gapMs = 1_000;
const ownAtOnce = 4;

/** A page of news is smaller. */
const mostBytes = 5 * 1_048_576;

/** Hosts of which it is remembered when they were asked last. */
const mostHosts = 1_000;

/**
 * Reads the pages of items that say too little for a post. It never fails: an item whose page cannot be read, or not in
 * time, goes without it.
 */
export class FullText {
  readonly #client: HttpClient;
  readonly #robots: RobotsCache;
  readonly #clock: Clock;
  /** When a host may be asked next, steady milliseconds. */
  readonly #nextMs = new Map<string, number>();

  constructor(client: HttpClient, robots: RobotsCache, clock: Clock) {
    this.#client = client;
    this.#robots = robots;
    this.#clock = clock;
  }

  /** Reads the pages of those items that need one, in their order and as far as the time goes. */
  async read(items: readonly Item[], source: Source, signal: AbortSignal): Promise<ReadPages> {
    const waiting = items.filter((item) => needsPage(item, source));
    const untilMs = this.#clock.steadyMs() + longestWaitMs;
    const pages = new Map<Item, ItemPage>();
    const unread: Refusal[] = [];
    const work = async (): Promise<void> => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        const read = await this.#readOne(item, source, untilMs, signal);
        if (typeof read === 'string') unread.push({ name: item.name, reason: read });
        else pages.set(item, read);
      }
    };
    await Promise.all(Array.from({ length: source.isOwn ? ownAtOnce : 1 }, work));
    return { pages: withOwnKeys(items, pages), unread };
  }

  /** @returns the page, or why there is none. */
  async #readOne(
    item: Item,
    source: Source,
    untilMs: number,
    signal: AbortSignal,
  ): Promise<ItemPage | string> {
    const { url } = item.article;
    const noTime = 'its page was not read in time';
    if (this.#clock.steadyMs() >= untilMs || signal.aborted) return noTime;
    if (!(await this.#robots.allows(url, source))) return 'robots.txt of its site does not allow its page';
    if (!source.isOwn && !(await this.#waitForTurn(url, untilMs, signal))) return noTime;
    const leftMs = Math.floor(untilMs - this.#clock.steadyMs());
    if (leftMs <= 0) return noTime;
    const fetched = await this.#client.fetch(url, {
      ...trustInFound(url, source),
      limits: { wholeMs: leftMs, mostBytes },
      signal,
    });
    if (fetched.kind !== 'read') return fetched.kind === 'unchanged' ? noTime : fetched.reason;
    if (!isSameSite(fetched.url, url) || isHomePage(fetched.url)) return 'its page leads somewhere else';
    const { body, contentType, headers } = fetched;
    const answer = { body, contentType, url: fetched.url, robotsHeader: headers['x-robots-tag'] ?? null };
    const page = await readArticlePage(answer, source.timeZone);
    if (page.kind === 'refused') return page.reason;
    if (page.facts.isNotFound) return 'its page says that there is no such page';
    return pageOf(item, source, page.article ?? {}, page.facts, { url: fetched.url, now: this.#clock.now() });
  }

  /** @returns false: it would come too late. */
  async #waitForTurn(url: string, untilMs: number, signal: AbortSignal): Promise<boolean> {
    const { host } = new URL(url);
    const nowMs = this.#clock.steadyMs();
    const turnMs = Math.max(nowMs, this.#nextMs.get(host) ?? 0);
    if (turnMs >= untilMs) return false;
    this.#nextMs.delete(host);
    this.#nextMs.set(host, turnMs + gapMs);
    const [oldest] = this.#nextMs.keys();
    if (this.#nextMs.size > mostHosts && oldest !== undefined) this.#nextMs.delete(oldest);
    if (turnMs > nowMs) await this.#clock.wait(turnMs - nowMs, signal);
    return !signal.aborted;
  }
}

/** Whether an item has too little for a post without its page. */
export function needsPage({ article }: Item, { fullText }: Pick<Source, 'fullText'>): boolean {
  if (fullText !== 'auto') return fullText === 'always';
  return (article.summary ?? '') === '' && (article.body ?? '').length < enoughLetters;
}

/** A canonical address that several items share is a mistake of the site's template, and nobody's key. */
function withOwnKeys(
  items: readonly Item[],
  pages: ReadonlyMap<Item, ItemPage>,
): ReadonlyMap<Item, ItemPage> {
  const counts = new Map<string, number>();
  for (const { keys } of pages.values()) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const taken = new Set(items.flatMap(({ keys }) => keys));
  const cleaned = [...pages].map(([item, page]): [Item, ItemPage] => {
    const keys = page.keys.filter((key) => counts.get(key) === 1 && !taken.has(key));
    const { id: _id, ...article } = page.article;
    return [item, keys.length === page.keys.length ? page : { keys, article }];
  });
  return new Map(cleaned);
}

function pageOf(
  item: Item,
  source: Source,
  article: PageArticle,
  facts: PageFacts,
  { url, now }: { url: string; now: Date },
): ItemPage {
  const keyOf = (address: string): string => `url:${urlKey(address, source.keptParameters)}`;
  const own = keyOf(source.url);
  const [canonical] = facts.addresses;
  const keys = [...new Set([...facts.addresses, url].map(keyOf))].filter(
    (key) => key !== own && !item.keys.includes(key),
  );
  const storyId = storyOf(facts);
  return {
    keys,
    article: {
      ...(source.kind === 'page' ? replaced(item, source, article, now) : filled(item, source, article, now)),
      ...(canonical === undefined || keyOf(canonical) === own ? {} : { id: idFromUrl(canonical) }),
      ...(storyId === null ? {} : { storyId }),
    },
  };
}

/** What a list says of an article is a guess, and its page knows. */
function replaced(
  { article, isDated }: Item,
  source: Source,
  { publishedAt, section, language, ...page }: PageArticle,
  now: Date,
): Partial<NewArticle> {
  const isNews = publishedAt !== undefined && publishedAt <= now;
  const isVague = isNews && isDated && isDayOf(publishedAt, article.publishedAt ?? now, source.timeZone);
  return {
    ...page,
    ...(source.section !== null || section == null ? {} : { section }),
    ...(source.language !== null || language === undefined ? {} : { language }),
    ...(isNews && !isVague ? { publishedAt } : {}),
  };
}

/** A page may say only the day, where the list says the time as well. */
function isDayOf(day: Date, moment: Date, timeZone: string): boolean {
  const isMidnight = wallTimeAt(day, timeZone) % dayMs === 0;
  return isMidnight && dayNumberAt(day, timeZone) === dayNumberAt(moment, timeZone);
}

/** Fields of a feed's item that its page may fill. */
const gaps = ['summary', 'author', 'section', 'imageUrl', 'imageCredit', 'keywords'] as const;

/** What an item of a feed says of its article stands; its page fills the gaps. */
function filled(
  { article, isDated }: Item,
  source: Source,
  page: PageArticle,
  now: Date,
): Partial<NewArticle> {
  const { body = null, publishedAt } = page;
  const isGap = (name: (typeof gaps)[number]): boolean => (article[name] ?? '').length === 0;
  const names = gaps.filter(
    (name) => isGap(name) && page[name] !== undefined && !(name === 'section' && source.section !== null),
  );
  const found: Partial<NewArticle> = Object.fromEntries(names.map((name) => [name, page[name]]));
  return {
    ...found,
    ...(body !== null && body.length > (article.body ?? '').length ? { body } : {}),
    ...(!isDated && publishedAt !== undefined && publishedAt <= now ? { publishedAt } : {}),
  };
}

/** All versions of a story list each other, so the first of their addresses in the alphabet is the same for all. */
function storyOf({ versions }: PageFacts): string | null {
  const [first] = [...versions.values()].flatMap((url) => urlKey(url) ?? []).toSorted();
  return first === undefined
    ? null
    : `story-${createHash('sha256').update(first).digest('hex').slice(0, 16)}`;
}
