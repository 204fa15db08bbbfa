import {
  botsOfPage,
  allChats,
  askAsBots,
  comingAddresses,
  openBots,
  refuseSharedChats,
  settleLanes,
  takeLanes,
  type AccessOf,
  type Shared,
} from './bots/bots.ts';
import { keepRunMark } from './app/run-mark.ts';
import { BackgroundTasks } from './app/background-tasks.ts';
import type { ClusterJobs } from './app/cluster-jobs.ts';
import { logEvents } from './app/event-log.ts';
import { servePages } from './app/pages.ts';
import { namesOf, type Rooms } from './app/rooms.ts';
import { undoAll, type Undo } from './app/undo.ts';
import { noteSettings, noteStart } from './app/settings-note.ts';
import { SourcePolling } from './app/source-polling.ts';
import { watchTokens } from './app/tokens.ts';
import { watchAges, watchBursts, watchDatabase, watchDrafts, watchOutages } from './app/watches.ts';
import type { Config } from './config/config.ts';
import { Notices } from './deliver/notices.ts';
import { EmbeddedEngine } from './engine/embedded.ts';
import { PollLoop } from './engine/poll-loop.ts';
import { Events } from './events.ts';
import { describeProxy } from './http/proxies.ts';
import type { Logger } from './log.ts';
import { Measures } from './measures.ts';
import type { Article, NewArticle } from './news/article.ts';
import { mainBot } from './news/bot.ts';
import type { KhabarshyError } from './news/errors.ts';
import { keepRenamedChannels, lanesLost, lockDatabase, refuseOtherTelegram } from './opening.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { pruneDaily } from './retention.ts';
import { openStore, type Store } from './store/store.ts';
import { systemClock, type Clock } from './time/clock.ts';
import { Timetable } from './timetable.ts';
import { burstLines } from './watch/burst.ts';
import { findMisfits, misfitLines, MisfitWatch } from './watch/misfits.ts';
import { readHealth, type Health } from './web/health.ts';

/** What another app of this process, with other settings, leaves to this one. */
export interface Continued {
  /** With these settings it ran until a moment ago. */
  hasRun?: boolean;
  /** What was counted so far: to Prometheus, counters that begin anew look like a crash. */
  measures?: Measures;
}

/** The whole program: the store, the engine, the pages, and its bots. Starts with `App.start`. */
export class App {
  readonly #rooms: Rooms;
  /** In a cluster, schedules are jobs. */
  readonly #engine: EmbeddedEngine | PollLoop;
  readonly #misfits: MisfitWatch;
  /** Gives the bots to the other processes of a cluster. */
  #leave: () => Promise<void> = () => Promise.resolve();
  /** In a cluster, one process plans and asks the sources for all of them. */
  #isPlanner: boolean;
  readonly #polling: SourcePolling;
  /** null: this is no process of a cluster. */
  #jobs: ClusterJobs | null = null;

  /** `clock` is for tests: the time of day by which posts are planned, kept and sent. */
  static async start(
    config: Config,
    accessOf: AccessOf,
    log: Logger,
    clock: Clock = systemClock,
    { hasRun = false, measures = new Measures() }: Continued = {},
  ): Promise<App> {
    const ending = Promise.withResolvers<KhabarshyError>();
    const stopping = new AbortController();
    const coming = askAsBots(config, accessOf, measures, stopping.signal);
    const undo: Undo = [];
    const tasks = new BackgroundTasks(log, undo);
    try {
      const opened = await openMeasured(config.databaseUrl, measures, log);
      undo.push(() => opened.close());
      const store = opened.ofBot(config.bots[0]?.name ?? mainBot);
      await refuseOtherTelegram(store, config);
      const isOlderCopy = await store.mark.isOlderCopy();
      const knownUntil = await store.mark.knownUntil();
      const isCluster = config.engine === 'cluster';
      const events = new Events();
      const lock = isCluster ? null : await lockDatabase(store, config.databaseUrl, clock, ending.resolve);
      if (lock !== null) undo.push(lock);
      await keepRenamedChannels(store, config, await allChats(coming), log);
      const given = { clock, events, log };
      const ledgers =
        lock === null ? await settleLanes(store, coming, given) : await takeLanes(store, lock, coming, given);
      for (const [name, { fence }] of ledgers) {
        measures.of(name).lanes('taken');
        undo.push(() => store.lanes.giveBack(fence.holder).catch(() => undefined));
      }
      await judgeAnew(store, config, clock, ledgers.size > 0);
      const books = config.bots.map(({ name }) => store.ofBot(name));
      const notices = new Notices([store, ...books.slice(1)], events, clock);
      const timetable = await Timetable.load(store, config.timeZone);
      const pipeline = new Pipeline(store, config, events, clock);
      const pageAt: Rooms['pageAt'] = { url: null };
      const parts = { config, log, clock, store, events, notices, timetable, pipeline };
      const start = { isOlderCopy, knownUntil, hasRun, stopping: stopping.signal };
      const shared = { ...parts, ...start, measures, page: pageAt };
      const bots = isCluster ? [] : await openBots(coming, ledgers, shared);
      if (!hasRun) refuseSharedChats(isCluster ? await comingAddresses(coming, store) : bots, config);
      const onPage = botsOfPage(config, accessOf, parts);
      const app = new App({ ...parts, measures, onPage, pageAt, bots, tasks, ending, stopping, undo });
      const join = isCluster ? () => app.#joinCluster({ ...shared, hasRun: true }, accessOf) : null;
      await app.#start(isOlderCopy, join);
      log.info({ api: coming[0]?.access.apiRoot ?? null, ...summaryOf(config) }, 'running');
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
    this.#polling = new SourcePolling(rooms);
    this.#isPlanner = config.engine === 'embedded';
    const { clock, store } = rooms;
    this.#misfits = new MisfitWatch(() => findMisfits(store, config.channels, clock.now()), clock);
    const poll = () => (this.#isPlanner ? pipeline.round(stopping.signal) : Promise.resolve(null));
    const onFailure = (error: unknown) => events.announce({ kind: 'step failed', part: 'poll', error });
    const schedule = { expression: config.pollSchedule, timeZone: config.timeZone };
    this.#engine =
      config.engine === 'cluster'
        ? new PollLoop(poll, onFailure, log)
        : new EmbeddedEngine(schedule, poll, onFailure, log);
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

  /** Where people of this machine find the page; null: it is off. */
  get pageUrl(): string | null {
    return this.#rooms.pageAt.url;
  }

  /** How many posts of a channel have not left yet. */
  async queuedIn(channel: string): Promise<number> {
    const { clock, store } = this.#rooms;
    return (await store.standings.read(channel, clock.now())).queued;
  }

  /** See the function of this name. */
  noteSettings(mistake: string | null, files: Config['files'] | null): Promise<void> {
    return noteSettings(this.#rooms, mistake, files);
  }

  /** How the program is, for the page. */
  async health(): Promise<Health> {
    const { clock, config, pipeline, store, timetable } = this.#rooms;
    const lastAt = pipeline.lastPollAt;
    const nextAt = lastAt === null ? null : timetable.nextOf(config.pollSchedule, lastAt);
    const health = await readHealth(store, config, { lastAt, nextAt }, clock.now());
    const notes = [
      ...(await burstLines(store, config, 'en')),
      ...misfitLines(await this.#misfits.read(), 'en'),
    ];
    return { ...health, notes };
  }

  /** Finishes the messages in flight, records them, and lets go of the database. */
  async stop(): Promise<void> {
    const { log, stopping, undo } = this.#rooms;
    log.info({}, 'stopping');
    stopping.abort();
    await this.#leave();
    await undoAll(undo);
    log.info({}, 'stopped');
  }

  /** `join`: how to join the other processes of a cluster; null: this one has all bots. */
  async #start(isOlderCopy: boolean, join: (() => Promise<void>) | null): Promise<void> {
    const { bots, config, ending, events, log, measures, pipeline, undo } = this.#rooms;
    events.listen('articles changed', () => this.#engine.pollNow());
    logEvents(events, log);
    watchAges(this.#rooms);
    watchTokens(this.#rooms);
    events.listen('lanes lost', () => {
      if (join !== null) return;
      for (const { name } of config.bots) measures.of(name).lanes('lost');
      ending.resolve(lanesLost(config.databaseUrl));
    });
    watchBursts(this.#rooms);
    watchDrafts(this.#rooms);
    watchOutages(this.#rooms);
    keepRunMark(this.#rooms, isOlderCopy);
    // Before everything that may fail or have work for them: from here on they hear of it.
    for (const bot of bots) {
      bot.start();
      undo.push(() => bot.drain());
    }
    if (join !== null) await join();
    await watchDatabase(this.#rooms);
    undo.push(() => pipeline.settled());
    this.#engine.start();
    undo.push(() => this.#engine.stop());
    await servePages(this.#rooms, this.#polling, () => this.health());
    undo.push(() => this.#polling.stop());
    if (this.#isPlanner) this.#polling.start();
    if (join === null) this.#pruneDaily();
    await noteStart(this.#rooms);
  }

  async #joinCluster(shared: Shared, accessOf: AccessOf): Promise<void> {
    const { Cluster } = await import('./bots/cluster.ts');
    const { bots, config, ending, undo } = this.#rooms;
    const plan = (isPlanner: boolean) => this.#plan(isPlanner);
    const end = (reason: KhabarshyError) => ending.resolve(reason);
    const cluster = await Cluster.join({ ...shared, config, accessOf, bots, plan, end });
    undo.push(() => cluster.leave());
    // Before everything else that ends: others wait for the bots.
    this.#leave = () => cluster.leave();
    const { ClusterJobs } = await import('./app/cluster-jobs.ts');
    const jobs = await ClusterJobs.start(this.#rooms, {
      process: cluster.number,
      mayWork: () => cluster.mayWork(),
      isLead: () => cluster.isLead(),
      mayPlan: () => this.#isPlanner && cluster.isSeen(),
      poll: () => this.#engine.poll(),
    });
    undo.push(() => jobs.stop());
    this.#jobs = jobs;
  }

  /** The process that holds the first bot plans for all, and asks the sources. */
  #plan(isPlanner: boolean): void {
    const { log, stopping } = this.#rooms;
    if (stopping.signal.aborted || isPlanner === this.#isPlanner) return;
    this.#isPlanner = isPlanner;
    log.info({}, isPlanner ? 'this process plans for all now' : 'another process plans for all now');
    if (isPlanner) {
      this.#jobs?.planTimed();
      this.#engine.pollNow();
      return this.#polling.start();
    }
    this.#polling.stop().catch((error: unknown) => log.warn({ error }, 'sources were not let go of'));
  }

  #pruneDaily(): void {
    const { clock, config: settings, events, log, stopping, store, undo } = this.#rooms;
    const pruning = pruneDaily({ clock, events, log, settings, stopping: stopping.signal, store });
    undo.push(() => pruning);
  }
}

/** What was put off is judged by today's settings. In a cluster, the process that takes a lane does it. */
async function judgeAnew(store: Store, config: Config, clock: Clock, hasLanes: boolean): Promise<void> {
  if (config.channels.some(({ similar }) => similar !== 'post')) await store.similar.load(clock.now());
  if (hasLanes) await store.ledger.forgetPostponements(namesOf(config));
}

function openMeasured(url: string, measures: Measures, log: Logger): Promise<Store> {
  return openStore(
    url,
    (text) => log.info(text),
    (statement, tookMs) => measures.queries.observe([statement], tookMs / 1_000),
  );
}

function summaryOf(config: Config): object {
  const { databaseUrl: database, mode, proxies } = config;
  const named = proxies.forHttps ?? proxies.forHttp;
  const proxy = named === null ? {} : { proxy: describeProxy(named) };
  const sources = config.sources.length === 0 ? {} : { sources: config.sources.length };
  const bots = config.bots.length === 1 ? {} : { bots: config.bots.map(({ name }) => name) };
  return { mode, ...bots, channels: namesOf(config), ...sources, database, ...proxy };
}
