import type { Fetched } from '../../http/answer.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import { isHomePage } from '../../news/url-key.ts';
import { readPageSigns } from '../../sources/page/article-page.ts';
import type { PageFacts } from '../../sources/page/page-facts.ts';
import type { PostedArticle } from '../../store/sources/item-rows.ts';
import type { Store } from '../../store/store.ts';
import { trustInFound } from './found-pages.ts';

/** How a page says that it is gone. */
export type GoneSign =
  /** 410 */
  | 'gone'
  /** 404, twice */
  | 'missing'
  /** A redirect to the home page. */
  | 'home'
  /** It says so in words. */
  | 'says so'
  /** Search engines are asked to forget it. */
  | 'noindex';

/** A posted article whose page is gone, and what became of it. */
export interface GonePage {
  article: PostedArticle;
  sign: GoneSign;
  /** It was canceled, as the settings of its source say. Otherwise editors are to be asked. */
  isCanceled: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long after its post the page of an article is looked at. */
const looksMs = [10 * minuteMs, hourMs, 6 * hourMs, 24 * hourMs];

/** Posts that are older are not looked at. */
const oldestMs = 48 * hourMs;

/** A page that is missing is looked at again after this time, before anybody is asked. */
const againMs = 15 * minuteMs;

/** A program that was just started makes up for looks of this time. */
const missedMs = 10 * minuteMs;

/** If so many pages, and more than half of those that were looked at, are gone at once, the site is broken. */
const fewestBroken = 5;

/** One site is asked for so many pages at once. */
const atOnce = 4;

interface Found {
  article: PostedArticle;
  sign: GoneSign;
  source: Source;
}

interface Looked {
  at: Date;
  isMissing: boolean;
}

/**
 * Looks at the pages of posted articles of the newsroom's own sites. A page that is gone may mean that its article was
 * withdrawn, and a site that is broken means nothing: 403, 5xx, a login or no answer at all.
 */
export class GonePages {
  readonly #store: Store;
  readonly #client: HttpClient;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #looked = new Map<string, Looked>();
  /** Articles that people were told of. They know what to do, or decided that there is nothing to do. */
  readonly #told = new Set<string>();

  constructor(store: Store, client: HttpClient, sources: readonly Source[]) {
    this.#store = store;
    this.#client = client;
    const watched = sources.filter(({ isOwn, gone }) => isOwn && gone !== 'ignore');
    this.#sources = new Map(watched.map((source) => [source.name, source]));
  }

  /** Looks at the pages whose time has come. @returns those that are gone. */
  async look(now: Date, signal: AbortSignal): Promise<GonePage[]> {
    const since = new Date(now.getTime() - oldestMs);
    const posted = await this.#store.items.postedSince([...this.#sources.keys()], since);
    this.#forgetOthers(posted);
    const due = posted
      .filter(({ id }) => !this.#told.has(id))
      .filter((article) => isDue(article, this.#looked.get(article.id), now));
    const waiting = [...due];
    const found: Found[] = [];
    const work = async (): Promise<void> => {
      for (let article = waiting.shift(); article !== undefined; article = waiting.shift()) {
        const gone = signal.aborted ? null : await this.#lookAt(article, now, signal);
        if (gone !== null) found.push(gone);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const isBroken = found.length >= fewestBroken && found.length * 2 > due.length;
    for (const { article } of found) {
      if (isBroken) this.#looked.set(article.id, { at: now, isMissing: true });
      else this.#told.add(article.id);
    }
    return isBroken ? [] : Promise.all(found.map((gone) => this.#conclude(gone)));
  }

  async #conclude({ article, sign, source }: Found): Promise<GonePage> {
    const isCanceled = sign === 'gone' && source.gone === 'cancel';
    if (isCanceled)
      await this.#store.items.write((writer) => writer.patch(article.id, { status: 'canceled' }));
    return { article, sign, isCanceled };
  }

  async #lookAt(article: PostedArticle, now: Date, signal: AbortSignal): Promise<Found | null> {
    const source = this.#sources.get(article.source);
    if (source === undefined) return null;
    const fetched = await this.#client.fetch(article.url, { ...trustInFound(article.url, source), signal });
    if (signal.aborted) return null;
    const sign = await signOf(fetched, article.url, source);
    const before = this.#looked.get(article.id);
    this.#looked.set(article.id, { at: now, isMissing: sign === 'missing' });
    return sign === null || (sign === 'missing' && before?.isMissing !== true)
      ? null
      : { article, sign, source };
  }

  #forgetOthers(posted: readonly PostedArticle[]): void {
    const known = new Set(posted.map(({ id }) => id));
    for (const id of this.#looked.keys()) if (!known.has(id)) this.#looked.delete(id);
    for (const id of this.#told) if (!known.has(id)) this.#told.delete(id);
  }
}

function isDue({ postedAt }: PostedArticle, looked: Looked | undefined, now: Date): boolean {
  if (looked?.isMissing === true) return now.getTime() - looked.at.getTime() >= againMs;
  const lastMs = looked?.at.getTime() ?? now.getTime() - missedMs;
  return looksMs.some((ms) => {
    const dueMs = postedAt.getTime() + ms;
    return dueMs > lastMs && dueMs <= now.getTime();
  });
}

/** null: the page is there, or nothing can be said of it. */
async function signOf(fetched: Fetched, url: string, source: Source): Promise<GoneSign | null> {
  if (fetched.kind === 'answered') {
    if (fetched.status === 410) return 'gone';
    return fetched.status === 404 ? 'missing' : null;
  }
  if (fetched.kind !== 'read') return null;
  if (isHomePage(fetched.url) && !isHomePage(url)) return 'home';
  const { body, contentType, headers } = fetched;
  const answer = { body, contentType, url: fetched.url, robotsHeader: headers['x-robots-tag'] ?? null };
  const facts = await readPageSigns(answer, source.timeZone);
  return facts === null ? null : signIn(facts);
}

function signIn({ isLogin, isNoindex, isNotFound }: PageFacts): GoneSign | null {
  if (isNotFound) return 'says so';
  return isNoindex && !isLogin ? 'noindex' : null;
}
