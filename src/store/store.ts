import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Kysely, type LogEvent } from 'kysely';
import { mainBot } from '../news/bot.ts';
import { KhabarshyError } from '../news/errors.ts';
import { Approvals } from './posts/approvals.ts';
import { Articles } from './articles/articles.ts';
import { Audit } from './records/audit.ts';
import type { Backend } from './engines/backend.ts';
import { Bursts } from './records/bursts.ts';
import { ChannelChats } from './records/channel-chats.ts';
import { ChannelNumbers } from './records/channel-numbers.ts';
import { Channels } from './records/channels.ts';
import { DigestPosts } from './posts/digest-posts.ts';
import { Editors } from './records/editors.ts';
import { ForbiddenKinds } from './records/forbidden-kinds.ts';
import { Facts } from './records/facts.ts';
import { Lanes } from './lanes/lanes.ts';
import { LateCopies } from './posts/late-copies.ts';
import { Ledger } from './posts/ledger.ts';
import { LogCopies } from './records/log-copies.ts';
import { EditorOrders } from './posts/orders/editor-orders.ts';
import { QueueOrders } from './posts/orders/queue-orders.ts';
import { Posts } from './posts/posts.ts';
import { Drafts } from './sources/drafts.ts';
import { Items } from './sources/items.ts';
import { PushedPosts } from './sources/pushed-posts.ts';
import { Subscriptions } from './sources/subscriptions.ts';
import { SourceStates } from './sources/source-states.ts';
import { SiteDescriptions } from './records/site-descriptions.ts';
import { Retention } from './records/retention.ts';
import { Writings } from './records/writings.ts';
import { RefusedPosts } from './posts/refused-posts.ts';
import { Readers } from './readers/readers.ts';
import { RunMark } from './records/run-mark.ts';
import { upgrade, type TellUpgrade } from './migrations/upgrade.ts';
import type { Tables } from './schema.ts';
import { Search } from './articles/search.ts';
import { SimilarArticles } from './articles/similar-articles.ts';
import { Overrides } from './articles/overrides.ts';
import { UnreadableArticles } from './articles/unreadable-articles.ts';
import { UnknownPosts } from './posts/unknown-posts.ts';
import { Survey } from './articles/survey.ts';
import type { Scope } from './posts/scope.ts';
import { ShownPosts } from './posts/shown-posts.ts';
import { Standings } from './posts/standings.ts';
import { Statistics } from './posts/statistics.ts';
import { directWrites, WriteQueue, type Writes } from './engines/write-queue.ts';
import { Troubles } from './records/troubles.ts';
import { WebSessions } from './records/web-sessions.ts';

/** The database: the articles, the ledger of their posts, and records of channels and editors. */
export class Store {
  readonly articles: Articles;
  readonly overrides: Overrides;
  readonly ledger: Ledger;
  readonly lanes: Lanes;
  readonly posts: Posts;
  readonly approvals: Approvals;
  readonly digests: DigestPosts;
  readonly bursts: Bursts;
  readonly channels: Channels;
  readonly troubles: Troubles;
  readonly audit: Audit;
  readonly webSessions: WebSessions;
  readonly editors: Editors;
  readonly orders: EditorOrders;
  readonly queues: QueueOrders;
  readonly refusedPosts: RefusedPosts;
  readonly search: Search;
  readonly survey: Survey;
  readonly unreadableArticles: UnreadableArticles;
  readonly shownPosts: ShownPosts;
  readonly standings: Standings;
  readonly facts: Facts;
  readonly forbiddenKinds: ForbiddenKinds;
  readonly statistics: Statistics;
  readonly unknownPosts: UnknownPosts;
  readonly lateCopies: LateCopies;
  readonly channelNumbers: ChannelNumbers;
  readonly channelChats: ChannelChats;
  readonly logCopies: LogCopies;
  readonly siteDescriptions: SiteDescriptions;
  readonly items: Items;
  /** The same for the stores of all bots. */
  readonly similar: SimilarArticles;
  readonly drafts: Drafts;
  readonly subscriptions: Subscriptions;
  readonly pushed: PushedPosts;
  readonly sourceStates: SourceStates;
  readonly retention: Retention;
  readonly readers: Readers;
  readonly mark: RunMark;
  /** For files beside the database: that of the database file, or `data`. */
  readonly folder: string;
  readonly watch: Backend['watch'];
  readonly lock: Backend['lock'];
  readonly joinCluster: Backend['joinCluster'];
  readonly jobs: Backend['jobs'];
  readonly checkSessions: Backend['checkSessions'];
  readonly backup: Backend['backup'];
  readonly freeBytes: Backend['freeBytes'];
  /** Whose records these are. */
  readonly bot: string;
  readonly #db: Kysely<Tables>;
  readonly #backend: Backend;
  readonly #writes: Writes;

  /** `scope`: whose audit, editors, troubles, log chat and bursts these are; `channels`: see `within`. */
  constructor(
    db: Kysely<Tables>,
    backend: Backend,
    scope: Scope = { bot: mainBot, channels: null },
    given: Writes | null = null,
    similar: SimilarArticles | null = null,
  ) {
    this.bot = scope.bot;
    this.#db = db;
    this.#backend = backend;
    this.#writes = given ?? (backend.hasOneConnection ? new WriteQueue(db) : directWrites(db));
    this.articles = new Articles(db, backend);
    this.overrides = new Overrides(db);
    this.ledger = new Ledger(db, backend, this.bot);
    this.lanes = new Lanes(db, this.#writes, backend);
    this.posts = new Posts(db);
    this.approvals = new Approvals(db, scope);
    this.digests = new DigestPosts(db);
    this.bursts = new Bursts(db, this.bot);
    this.channels = new Channels(db);
    this.troubles = new Troubles(db, this.bot);
    this.audit = new Audit(db, scope);
    this.webSessions = new WebSessions(db);
    this.editors = new Editors(db, this.bot);
    this.orders = new EditorOrders(db, scope);
    this.queues = new QueueOrders(db);
    this.refusedPosts = new RefusedPosts(db);
    this.search = new Search(db, backend.words);
    this.survey = new Survey(db);
    this.unreadableArticles = new UnreadableArticles(db);
    this.shownPosts = new ShownPosts(db);
    this.standings = new Standings(db, scope);
    this.facts = new Facts(db, this.bot);
    this.forbiddenKinds = new ForbiddenKinds(db);
    this.statistics = new Statistics(db);
    this.unknownPosts = new UnknownPosts(db);
    this.lateCopies = new LateCopies(db);
    this.channelNumbers = new ChannelNumbers(db);
    this.channelChats = new ChannelChats(db);
    this.logCopies = new LogCopies(db, this.bot);
    this.siteDescriptions = new SiteDescriptions(db);
    this.items = new Items(db, backend);
    this.similar = similar ?? new SimilarArticles(db);
    this.drafts = new Drafts(db);
    this.subscriptions = new Subscriptions(db);
    this.pushed = new PushedPosts(db);
    this.sourceStates = new SourceStates(db);
    this.retention = new Retention(db, backend);
    this.readers = new Readers(db, backend.words, this.bot);
    this.mark = new RunMark(db, backend.markPlace);
    this.folder = backend.markPlace.folder;
    this.watch = backend.watch;
    this.lock = backend.lock;
    this.joinCluster = backend.joinCluster;
    this.jobs = backend.jobs;
    this.checkSessions = backend.checkSessions;
    this.backup = backend.backup;
    this.freeBytes = backend.freeBytes;
  }

  /** Posts that editors of this bot are writing. */
  get writings(): Writings {
    return new Writings(this.#db, this.bot);
  }

  /** The same database with the records of another bot. The one that was opened is closed. */
  ofBot(bot: string): Store {
    return new Store(this.#db, this.#backend, { bot, channels: null }, this.#writes, this.similar);
  }

  /**
   * What an editor of these channels sees of it: posts, uncertain posts, approvals and the audit of other channels are not
   * there. What is asked for by the name of a channel is not looked at: the names come from settings that hold no others.
   */
  within(channels: readonly string[]): Store {
    return new Store(this.#db, this.#backend, { bot: this.bot, channels }, this.#writes, this.similar);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

/** Told of each query: its kind of statement, and how long it took. */
type MeasureQuery = (statement: string, tookMs: number) => void;

/** `select`, `insert`, …; `other`: written by hand. */
function statementOf({ query }: LogEvent): string {
  const [, kind = 'other'] = /^(Select|Insert|Update|Delete)Query/.exec(query.query.kind) ?? [];
  return kind.toLowerCase();
}

/**
 * Opens the store at `sqlite:<path>` or `postgres://…`, looks whether it is whole, and brings its tables up
 * to date. Several processes may open it at once. `tell` hears that an upgrade begins and that it ended: it takes
 * up to a minute for a million posts.
 * @throws KhabarshyError DATABASE_UNUSABLE, or DATABASE_IN_USE where it has to be upgraded and a program runs on it.
 */
export async function openStore(
  url: string,
  tell: TellUpgrade = () => undefined,
  measure: MeasureQuery | null = null,
): Promise<Store> {
  const backend = await openBackend(url);
  const db = new Kysely<Tables>({
    dialect: backend.dialect,
    ...(measure === null
      ? {}
      : { log: (event: LogEvent) => measure(statementOf(event), event.queryDurationMillis) }),
  });
  try {
    await backend.check();
    await upgrade(db, backend, nameOf(url), tell);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return new Store(db, backend);
}

/**
 * `openStore` for commands that only read: it never makes a database. With a mistake in DATABASE_URL, an empty one would
 * say that all is well, and somebody would keep a copy of it as a backup.
 * @throws KhabarshyError DATABASE_UNUSABLE
 */
export async function openExistingStore(url: string, tell?: TellUpgrade): Promise<Store> {
  const missing = missingFile(url);
  if (missing === null) return openStore(url, tell);
  const message =
    `There is no database ${missing} yet; khabarshy run and khabarshy import make it. If there should be one: ` +
    'check DATABASE_URL, and start the command in the folder of .env.';
  throw new KhabarshyError('DATABASE_UNUSABLE', message);
}

/** The file that opening the store would make. null: it exists, or the database is on a server. */
export function missingFile(url: string): string | null {
  const file = url.startsWith('sqlite:') ? resolve(nameOf(url)) : null;
  return file === null || existsSync(file) ? null : file;
}

/** The name of the database in errors. The address of a server may contain a password. */
function nameOf(url: string): string {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : 'of the Postgres server';
}

/** Resolves when no khabarshy runs on a database, or when `waiting` is aborted. It opens nothing but the lock. */
export async function waitUntilFree(url: string, waiting: AbortSignal): Promise<void> {
  if (!url.startsWith('sqlite:')) return (await import('./engines/postgres.ts')).waitUntilFree(url, waiting);
  const { waitUntilFree: waitForFile } = await import('./engines/sqlite-lock.ts');
  const file = resolve(nameOf(url));
  // The lock lies beside the file itself, also if it is opened through a link.
  return waitForFile(existsSync(file) ? realpathSync(file) : file, waiting);
}

/** Loads the Postgres driver only if it is needed, because that takes start-up time. */
export async function openBackend(url: string): Promise<Backend> {
  if (url.startsWith('sqlite:'))
    return (await import('./engines/sqlite.ts')).openSqlite(url.slice('sqlite:'.length));
  return (await import('./engines/postgres.ts')).openPostgres(url);
}
