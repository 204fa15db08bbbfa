import { BotService, type TelegramAccess } from './bot.ts';
import type { Config } from './config/config.ts';
import { Notices } from './deliver/notices.ts';
import { Telegram } from './deliver/telegram/telegram.ts';
import { EmbeddedEngine } from './engine/embedded.ts';
import { Events } from './events.ts';
import { describeProxy } from './http/proxies.ts';
import type { Logger } from './log.ts';
import type { Article, NewArticle } from './news/article.ts';
import type { KhabarshyError } from './news/errors.ts';
import {
  askForChats,
  keepRenamedChannels,
  lanesLost,
  lockDatabase,
  refuseOtherTelegram,
  tokenRefused,
} from './opening.ts';
import { Pipeline } from './pipeline.ts';
import type { Lock } from './store/engines/backend.ts';
import { isDatabaseAway } from './store/engines/failures.ts';
import type { LaneLedger } from './store/posts/lane-ledger.ts';
import { openStore, type Store } from './store/store.ts';
import { systemClock, type Clock } from './time/clock.ts';
import { Timetable } from './timetable.ts';
import { settingsKey } from './watch/alerts.ts';
import { AnswerWatch } from './watch/answer-watch.ts';
import { lookForDiskSpace } from './watch/disk-space.ts';
import { burstLines, BurstWatch } from './watch/burst.ts';
import { findMisfits, misfitLines, MisfitWatch } from './watch/misfits.ts';
import { lookForSilence } from './watch/silence.ts';
import { TooOldWatch } from './watch/too-old.ts';
import { misfitWords } from './words/misfits.ts';
import { readHealth, type Health } from './web/health.ts';

/** How often we check whether no article came for longer than usual. Not at the start: the sources come first. */
const silenceMs = 5 * 60_000;
const diskSpaceMs = 60_000;

/** How often we check whether the database answers at all. */
const answerMs = 30_000;

/** How often the run mark beside the database is written. */
const markMs = 5_000;

/** Everything that the app is built from, in the order in which it is built. */
interface Rooms {
  config: Config;
  log: Logger;
  clock: Clock;
  store: Store;
  events: Events;
  notices: Notices;
  timetable: Timetable;
  pipeline: Pipeline;
  bots: readonly BotService[];
  /** Resolved when the program has to end by itself. */
  ending: PromiseWithResolvers<KhabarshyError>;
  stopping: AbortController;
  /** Undone at the end, the newest first. */
  undo: (() => unknown)[];
}

/** The whole program: the store, the engine, the pages, and its bots. Starts with `App.start`. */
export class App {
  readonly #rooms: Rooms;
  readonly #engine: EmbeddedEngine;
  readonly #misfits: MisfitWatch;
  /** The reasons of tasks that failed last time. */
  readonly #failures = new Map<string, string>();

  /** `clock` is for tests: the time of day by which posts are planned, kept and sent. */
  static async start(
    config: Config,
    access: TelegramAccess,
    log: Logger,
    clock: Clock = systemClock,
    hasRun = false,
  ): Promise<App> {
    const ending = Promise.withResolvers<KhabarshyError>();
    const stopping = new AbortController();
    const { proxies, requestTimeoutMs } = config;
    const telegram = new Telegram({ ...access, proxies, requestTimeoutMs });
    // The answers are there by the time that the database is open.
    const asking = askForChats(telegram, config.channels, access.logChatId, stopping.signal);
    const undo: Rooms['undo'] = [];
    try {
      const store = await openStore(config.databaseUrl, (text) => log.info(text));
      undo.push(() => store.close());
      await refuseOtherTelegram(store, config);
      const isOlderCopy = await store.mark.isOlderCopy();
      const knownUntil = await store.mark.knownUntil();
      const lock = await lockDatabase(store, config.databaseUrl, clock, ending.resolve);
      undo.push(lock);
      const chats = await asking;
      await keepRenamedChannels(store, config, chats, log);
      const ledger = await takeLanes(store, lock, access, clock, log);
      undo.push(() => store.lanes.giveBack(ledger.fence.holder).catch(() => undefined));
      // Posts that were put off are judged by today's settings.
      for (const name of namesOf(config)) await store.ledger.forgetPostponements(name);
      const events = new Events();
      const notices = new Notices(store, events, clock);
      const timetable = await Timetable.load(store, config.timeZone);
      const pipeline = new Pipeline(store, config, events, clock);
      const parts = { config, log, clock, store, events, notices, timetable, pipeline };
      const its = {
        access,
        telegram,
        chats,
        ledger,
        isOlderCopy,
        knownUntil,
        hasRun,
        stopping: stopping.signal,
      };
      const bot = await BotService.open({ ...parts, ...its });
      const app = new App({ ...parts, bots: [bot], ending, stopping, undo });
      await app.#start(isOlderCopy);
      log.info({ api: access.apiRoot, ...summaryOf(config) }, 'running');
      return app;
    } catch (error) {
      stopping.abort();
      await undoAll(undo);
      throw error;
    }
  }

  private constructor(rooms: Rooms) {
    const { config, events, log, pipeline, stopping } = rooms;
    this.#rooms = rooms;
    const { clock, store } = rooms;
    this.#misfits = new MisfitWatch(() => findMisfits(store, config.channels, clock.now()), clock);
    this.#engine = new EmbeddedEngine(
      { expression: config.pollSchedule, timeZone: config.timeZone },
      () => pipeline.round(stopping.signal),
      (error) => events.announce({ kind: 'step failed', part: 'poll', error }),
      log,
    );
  }

  /** Resolves with the reason when the program has to end by itself. */
  get ended(): Promise<KhabarshyError> {
    return this.#rooms.ending.promise;
  }

  /** Saves an article as a newsroom's own program would, and looks at it at once. */
  async publish(article: NewArticle): Promise<void> {
    const { events, store } = this.#rooms;
    await store.articles.save(article, new Date());
    events.announce({ kind: 'articles changed' });
  }

  article(id: string): Promise<Article | null> {
    return this.#rooms.store.articles.find(id);
  }

  /** How many posts of a channel have not left yet. */
  async queuedIn(channel: string): Promise<number> {
    const { clock, store } = this.#rooms;
    return (await store.standings.read(channel, clock.now())).queued;
  }

  /**
   * Notes what became of reading the settings, for the log chat and for `status`.
   * @param mistake null: they were taken.
   * @param files what was read; null: what was read before is still in use.
   */
  async noteSettings(mistake: string | null, files: Config['files'] | null): Promise<void> {
    const { notices, store } = this.#rooms;
    if (files !== null) await store.facts.set('settings_read', JSON.stringify(files));
    if (mistake === null) await notices.end(settingsKey);
    else await notices.begin(settingsKey, mistake);
  }

  /** How the program is, for the page. */
  async health(): Promise<Health> {
    const { clock, config, pipeline, store, timetable } = this.#rooms;
    const lastAt = pipeline.lastPollAt;
    const nextAt = lastAt === null ? null : timetable.nextOf(config.pollSchedule, lastAt);
    const health = await readHealth(store, namesOf(config), { lastAt, nextAt }, clock.now());
    const notes = [
      ...(await burstLines(store.bursts, namesOf(config), 'en')),
      ...misfitLines(await this.#misfits.read(), 'en'),
    ];
    return { ...health, notes };
  }

  /** Finishes the messages in flight, records them, and lets go of the database. */
  async stop(): Promise<void> {
    const { log, stopping, undo } = this.#rooms;
    log.info({}, 'stopping');
    stopping.abort();
    await undoAll(undo);
    log.info({}, 'stopped');
  }

  async #start(isOlderCopy: boolean): Promise<void> {
    const { bots, config, ending, events, log, pipeline, undo } = this.#rooms;
    events.listen('articles changed', () => this.#engine.pollNow());
    events.listen('planned', ({ articles, promised, ms }) => log.info({ articles, promised, ms }, 'planned'));
    events.listen('html found', ({ example }) =>
      log.warn({ example }, 'the table of articles has HTML; posts show it as plain text'),
    );
    events.listen('other language code', ({ example }) =>
      log.warn({ example }, 'the table of articles has other codes of languages; they are understood'),
    );
    events.listen('burst began', ({ articles }) =>
      log.warn({ articles }, 'many articles without a date came at once; ordinary posts wait for an owner'),
    );
    events.listen('article unreadable', ({ id, fault: { column, kind } }) =>
      log.warn(
        { article: id, reason: misfitWords.en.faults[kind](column) },
        'an article cannot be read; it waits until its row is mended',
      ),
    );
    events.listen('clock set back', ({ articles }) =>
      log.warn({ articles }, 'the clock was set back; what was planned meanwhile is planned again'),
    );
    this.#watchAges();
    events.listen('token refused', () => ending.resolve(tokenRefused()));
    events.listen('lanes lost', () => ending.resolve(lanesLost(config.databaseUrl)));
    this.#watchBursts();
    this.#keepRunMark(isOlderCopy);
    // Before everything that may fail or have work for them: from here on they hear of it.
    for (const bot of bots) {
      bot.start();
      undo.push(() => bot.drain());
    }
    await this.#watchDatabase();
    undo.push(() => pipeline.settled());
    await this.#engine.start();
    undo.push(() => this.#engine.stop());
    await this.#servePage();
    this.#pollSources();
    await this.noteSettings(null, config.files);
  }

  /** News of sources can wait a moment longer than what is ready to be posted. */
  #pollSources(): void {
    const { clock, config, events, log, notices, stopping, store, undo } = this.#rooms;
    if (config.sources.length === 0) return;
    const parts = { clock, config, events, log, notices, stopping: stopping.signal, store };
    const polling = import('./polling.ts').then(({ startPolling }) => startPolling(parts));
    polling.catch((error: unknown) => log.error({ error }, 'no source is polled'));
    undo.push(async () => (await polling.catch(() => undefined))?.());
  }

  /** Many articles that are too old may mean that the clock is wrong. */
  #watchAges(): void {
    const { clock, events, notices } = this.#rooms;
    const ages = new TooOldWatch(notices, clock);
    const failed = 'it could not be noted how many articles are too old';
    events.listen('articles too old', ({ count, example }) =>
      this.#try(() => ages.found(count, example), failed),
    );
    events.listen('planned', ({ articles, promised }) => {
      if (articles > 0 && promised > 0) this.#try(() => ages.promised(), failed);
    });
  }

  /** The sandbox has a page of its own. */
  async #servePage(): Promise<void> {
    const { bots, clock, config, log, store, undo } = this.#rooms;
    if (config.http === null || config.mode === 'sandbox') return;
    const { startWeb } = await import('./web/server.ts');
    const { Readiness } = await import('./web/readiness.ts');
    const messengers = bots.map(({ messenger }) => messenger);
    const readiness = new Readiness(store, messengers, clock);
    const page = await startWeb(config.http, () => this.health(), readiness);
    undo.push(() => page.close());
    log.info({ url: page.url }, 'the health page is served');
  }

  /** Hears of the commits of other programs, and checks the database now and then. */
  async #watchDatabase(): Promise<void> {
    const { clock, config, events, notices, store, undo } = this.#rooms;
    const part = 'notifications';
    const onCommit = () => {
      events.announce({ kind: 'step succeeded', part });
      events.announce({ kind: 'articles changed' });
    };
    const onTrouble = (error: unknown) => events.announce({ kind: 'step failed', part, error });
    undo.push(await store.watch(onCommit, onTrouble));
    const answers = new AnswerWatch(store, events, clock);
    this.#every(answerMs, () => answers.look());
    const lookAtDisk = async () => lookForDiskSpace(await store.freeBytes(), notices);
    const diskFailed = 'the free disk space could not be read';
    this.#try(lookAtDisk, diskFailed);
    this.#every(diskSpaceMs, () => this.#try(lookAtDisk, diskFailed));
    const lookAtNews = () => lookForSilence(store.statistics, notices, config.timeZone, clock.now());
    const newsFailed = 'the check whether articles still come failed';
    this.#every(silenceMs, () => this.#try(lookAtNews, newsFailed));
  }

  /** Somebody may have answered with a command in a terminal, so the store is asked after each poll. */
  #watchBursts(): void {
    const { clock, config, events, notices, store } = this.#rooms;
    const watch = new BurstWatch(store, namesOf(config), notices, clock);
    events.listen('polled', () =>
      this.#try(() => watch.look(), 'the question about a burst was not looked at'),
    );
  }

  /**
   * Keeps the run mark: how far the ledger has come, so that an older copy of it is recognised. After such a copy was
   * put back, this begins when all channels have been read.
   */
  #keepRunMark(isOlderCopy: boolean): void {
    const { config, events, log, store, undo } = this.#rooms;
    const unread = new Set(isOlderCopy ? namesOf(config) : []);
    const write = () => (unread.size === 0 ? store.mark.write() : Promise.resolve());
    const accept = () => this.#try(() => store.mark.accept(), 'the run mark was not written');
    this.#every(markMs, () => this.#try(write, 'the run mark was not written'));
    undo.push(() => write().catch(() => undefined));
    if (unread.size === 0) return accept();
    log.warn({}, olderCopy);
    events.listen('caught up', ({ channel }) => {
      if (unread.delete(channel) && unread.size === 0) accept();
    });
  }

  #every(pauseMs: number, task: () => void): void {
    const timer = setInterval(task, pauseMs);
    this.#rooms.undo.push(() => clearInterval(timer));
  }

  /** A task that is done now and then. Its failure is logged once, until it succeeds or fails in another way. */
  #try(task: () => Promise<void>, failure: string): void {
    const { log } = this.#rooms;
    task().then(
      () => this.#failures.delete(failure),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        const isKnown = this.#failures.get(failure) === why || isDatabaseAway(error);
        this.#failures.set(failure, why);
        if (!isKnown) log.warn({ error }, failure);
      },
    );
  }
}

/** Makes this process the holder of the bot's lanes. Posts in flight when the program ended may have arrived. */
async function takeLanes(
  store: Store,
  lock: Lock,
  { token }: TelegramAccess,
  clock: Clock,
  log: Logger,
): Promise<LaneLedger> {
  const { holder, unsure } = await store.lanes.take(botOf(token), clock.now());
  if (unsure > 0) log.warn({ posts: unsure }, inFlight);
  return store.lanes.ledgerOf(holder, clock, lock);
}

/** Telegram's number of the bot, which is no secret. */
function botOf(token: string): string {
  return /^\d+/.exec(token)?.[0] ?? 'bot';
}

async function undoAll(undo: Rooms['undo']): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

function namesOf({ channels }: Config): string[] {
  return channels.map(({ name }) => name);
}

function summaryOf(config: Config): object {
  const { databaseUrl: database, mode, proxies } = config;
  const named = proxies.forHttps ?? proxies.forHttp;
  const proxy = named === null ? {} : { proxy: describeProxy(named) };
  const sources = config.sources.length === 0 ? {} : { sources: config.sources.length };
  return { mode, channels: namesOf(config), ...sources, database, ...proxy };
}

const inFlight = 'posts were in flight when the program ended last; they will be read back';

const olderCopy =
  'this database is an older copy of the one that ran here: the channels are read from the last known post on, ' +
  'before anything is posted';
