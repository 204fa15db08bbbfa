import { createHash } from 'node:crypto';
import type { Events } from '../../events.ts';
import type { Article } from '../../news/article.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { isHomePage, urlKey } from '../../news/url-key.ts';
import type { StatedFields } from '../../sources/json/article-json.ts';
import type { ItemWriter } from '../../store/sources/item-writer.ts';
import type { ArticlePost } from '../../store/sources/pushed-posts.ts';
import type { Store } from '../../store/store.ts';
import { GroupCommit } from './group-commit.ts';
import { Newcomers } from './newcomers.ts';
import {
  idOfPushed,
  patchPushed,
  writePushed,
  type PushedArticle,
  type Pusher,
  type PushResult,
} from './pushed-writes.ts';

/** What became of an article of a request, or why it was refused. */
export type PostResult = PushResult | { refused: string };

/** An article, and what became of it in each channel. */
export interface Became {
  article: Article;
  posts: readonly ArticlePost[];
}

type Incoming = Omit<PushedArticle, 'isAddressShared'>;

/** Articles of one transaction: a list of hundreds must not keep lanes waiting. */
const articlesAtOnce = 10;

/** The way in for programs that tell of articles themselves. What it answers is committed. */
export class Pushes {
  readonly #store: Store;
  readonly #newcomers = new Newcomers();
  readonly #commits: GroupCommit;

  constructor(store: Store, events: Events) {
    this.#store = store;
    const announce = () => events.announce({ kind: 'articles changed' });
    this.#commits = new GroupCommit(store.items, this.#newcomers, announce);
  }

  /** Somebody connects: nothing is written before it is heard what they want. */
  noteNewcomer(): void {
    this.#newcomers.note();
  }

  /** How many works wait for their transaction. */
  get waiting(): number {
    return this.#commits.size;
  }

  /** Resolves when everything that was begun is committed. */
  settled(): Promise<void> {
    return this.#commits.settled();
  }

  /**
   * Takes articles. One that breaks a rule of the store costs no other.
   * @param webhook the id by which a repeated webhook is recognised; null: it has none. It is noted with the last of the
   *   articles, so that a webhook of which only a part was committed is taken again.
   */
  async post(
    articles: readonly Incoming[],
    pusher: Pusher,
    webhook: string | null,
    now: Date,
  ): Promise<PostResult[]> {
    const key = webhook === null ? null : keyOfWebhook(pusher, webhook);
    const pushed = withSharedAddresses(articles);
    const results: PostResult[] = [];
    for (let start = 0; start < pushed.length; start += articlesAtOnce) {
      const some = pushed.slice(start, start + articlesAtOnce);
      const isLast = start + articlesAtOnce >= pushed.length;
      const options = { knownAs: start === 0 ? key : null, noteAs: isLast ? key : null };
      const taken = await this.#takeSome(some, options, pusher, now);
      if (taken === 'replayed') return this.#asTheyStand(pushed);
      results.push(...taken);
    }
    return results;
  }

  /** null: there is no such article, or none that this pusher may change. */
  async patch(id: string, stated: StatedFields, pusher: Pusher): Promise<PushResult | null> {
    const result = await this.#commits.run((writer) => patchPushed(writer, id, stated, pusher));
    return result?.result === 'not a draft' ? null : result;
  }

  /** What became of an article, by its id or another one under which it was pushed. null: there is none. */
  async find(id: string, { isDrafting, name }: Pusher): Promise<Became | null> {
    const known = (await this.#store.articles.exists(id)) ? id : await this.#store.pushed.idNamed(id);
    const article = known === null ? null : await this.#store.articles.find(known);
    if (article === null) return null;
    if (isDrafting && (await this.#store.drafts.of(article.id))?.pushedBy !== name) return null;
    return { article, posts: await this.#store.pushed.postsOf(article.id) };
  }

  postsOf(articleId: string): Promise<ArticlePost[]> {
    return this.#store.pushed.postsOf(articleId);
  }

  async #takeSome(
    pushed: readonly PushedArticle[],
    { knownAs, noteAs }: { knownAs: string | null; noteAs: string | null },
    pusher: Pusher,
    now: Date,
  ): Promise<PostResult[] | 'replayed'> {
    const take = async (writer: ItemWriter, some: readonly PushedArticle[], note: string | null) => {
      const results: PostResult[] = [];
      for (const one of some) results.push(await writePushed(writer, one, pusher, now));
      if (note !== null) await writer.pushes.noteWebhook(note, now);
      return results;
    };
    try {
      return await this.#commits.run(async (writer) => {
        if (knownAs !== null && (await writer.pushes.isWebhookKnown(knownAs))) return 'replayed';
        return take(writer, pushed, noteAs);
      });
    } catch (error) {
      if (pushed.length === 1) return [refusalOf(error)];
      onlyRefusal(error);
    }
    const results: PostResult[] = [];
    for (const one of pushed) {
      const [result] = await this.#commits
        .run((writer) => take(writer, [one], one === pushed.at(-1) ? noteAs : null))
        .catch((error: unknown) => [refusalOf(error)]);
      if (result !== undefined) results.push(result);
    }
    return results;
  }

  /** The answer to a webhook that was taken before. */
  async #asTheyStand(pushed: readonly PushedArticle[]): Promise<PostResult[]> {
    return this.#commits.run(async (writer) => {
      const results: PostResult[] = [];
      for (const { article } of pushed) {
        const id = (await idOfPushed(writer, article)) ?? article.id;
        const status = (await writer.statusOf(id)) ?? article.status ?? 'usable';
        results.push({ id, result: 'unchanged', status });
      }
      return results;
    });
  }
}

/** Of the letters of a webhook's id nothing is known, and tokens may use the same ones. */
function keyOfWebhook({ name }: Pusher, webhook: string): string {
  return createHash('sha256').update(`${name}\n${webhook}`).digest('base64url');
}

/** An address that two articles of a request share is nobody's key: see `keysOfItems`. */
function withSharedAddresses(articles: readonly Incoming[]): PushedArticle[] {
  const ids = new Map<string, Set<string>>();
  for (const { article } of articles) {
    const key = keyOf(article);
    ids.set(key, (ids.get(key) ?? new Set()).add(article.id));
  }
  return articles.map((one) => ({
    ...one,
    isAddressShared: (ids.get(keyOf(one.article))?.size ?? 0) > 1,
  }));
}

function keyOf({ url }: Pick<PushedArticle['article'], 'url'>): string {
  return isHomePage(url) ? '' : (urlKey(url) ?? '');
}

function refusalOf(error: unknown): { refused: string } {
  return { refused: onlyRefusal(error).message };
}

function onlyRefusal(error: unknown): KhabarshyError {
  if (error instanceof KhabarshyError && error.code === 'ARTICLE_REFUSED') return error;
  throw error;
}
