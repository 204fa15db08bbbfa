import { setTimeout } from 'node:timers/promises';
import { approvalPorts } from './assembly/approval.ts';
import {
  databaseInUse,
  lanesOf,
  lockLost,
  refuseOtherTelegram,
  restorePace,
  tokenRefused,
} from './assembly/beginning.ts';
import { searcherOf, deliveryOf } from './assembly/delivery.ts';
import type { EditorsDesk } from './desk/editors-desk.ts';
import type { Parts, TelegramAccess } from './assembly/parts.ts';
import type { Config } from './config/config.ts';
import { systemClock, type Clock } from './time/clock.ts';
import { Dispatcher } from './deliver/dispatcher.ts';
import { Pacer } from './deliver/pacer.ts';
import { Telegram } from './deliver/telegram/telegram.ts';
import type { Witness } from './deliver/doubt/witness.ts';
import { Alerts, type Say } from './watch/alerts.ts';
import { AnswerWatch } from './watch/answer-watch.ts';
import { Approver, type ApprovalPorts } from './watch/approval.ts';
import { Outage } from './watch/outage.ts';
import { lookForDiskSpace } from './watch/disk-space.ts';
import { lookForSilence } from './watch/silence.ts';
import { EmbeddedEngine } from './engine/embedded.ts';
import type { Logger } from './log.ts';
import type { Article, NewArticle } from './news/article.ts';
import type { KhabarshyError } from './news/errors.ts';
import { Pipeline } from './pipeline.ts';
import { openStore, type Store } from './store/store.ts';
import { Timetable } from './timetable.ts';
import { readHealth, type Health } from './web/health.ts';

export type { TelegramAccess } from './assembly/parts.ts';

/** How long editors wait at a start, so that the first posts need not. */
const deskDelayMs = 300;

/** How often what could not be told to the log chat is tried again. */
const tellAgainMs = 60_000;

/** How often we look whether no article came for longer than usual; not at once, the sources come first. */
const silenceMs = 5 * 60_000;
const diskSpaceMs = 60_000;

/** How often the database is asked whether it answers at all. */
const answerMs = 30_000;

/** Telegram takes so many characters in a message. Source: https://core.telegram.org/bots/api#sendmessage */
const longestText = 4_096;

/** How often the mark beside the database is brought up to date. */
const markMs = 5_000;

/** How often, and how long apart, the lock is tried for at the start. */
const lockTries = 6;
const lockPauseMs = 500;

/** What the store says before anything starts. */
interface Known {
  store: Store;
  lanes: Awaited<ReturnType<typeof lanesOf>>;
  timetable: Timetable;
  isOlderCopy: boolean;
}

/**
 * Builds every room from the config, starts them and stops them.
 * Start with `App.start`; `ended` resolves when the program has to end by itself, with the reason.
 */
export class App {
  readonly ended: Promise<KhabarshyError>;
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  readonly #dispatcher: Dispatcher;
  readonly #pipeline: Pipeline;
  readonly #engine: EmbeddedEngine;
  /** null: there is nobody to ask. */
  readonly #approval: ApprovalPorts | null;
  readonly #approver: Approver | null;
  readonly #witness: Witness | null;
  /** Undone at the end, the newest first. */
  readonly #undo: (() => Promise<void>)[] = [];
  /** Channels that are still to be read, because the database is an older copy. */
  readonly #behind: Set<string>;
  #end: (reason: KhabarshyError) => void = () => undefined;
  #lastPollAt: Date | null = null;
  #indexing: Promise<void> = Promise.resolve();
  /** null: not open yet. */
  #desk: EditorsDesk | null = null;
  #opening: Promise<void> = Promise.resolve();

  /** `clock` is for tests: the time of day by which posts are planned, kept and sent. */
  static async start(
    config: Config,
    access: TelegramAccess,
    log: Logger,
    clock: Clock = systemClock,
  ): Promise<App> {
    const store = await openStore(config.databaseUrl);
    try {
      await refuseOtherTelegram(store, config);
      const isOlderCopy = await store.mark.isOlderCopy();
      const lanes = await lanesOf(store, config, log);
      const timetable = await Timetable.load(store, config.timeZone);
      const app = new App(config, access, log, clock, { store, lanes, timetable, isOlderCopy });
      await app.#start();
      return app;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  private constructor(config: Config, access: TelegramAccess, log: Logger, clock: Clock, known: Known) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#behind = new Set(known.isOlderCopy ? known.lanes.map(({ channel }) => channel.name) : []);
    this.#parts = this.#partsOf(config, access, log, clock, known);
    const parts = this.#parts;
    this.#approval = approvalPorts(parts);
    this.#approver = this.#approval === null ? null : new Approver(this.#approval);
    const { searcher, witness } = searcherOf(parts);
    this.#witness = witness;
    this.#dispatcher = new Dispatcher(
      known.lanes,
      deliveryOf(parts, searcher, known.isOlderCopy, {
        awaits: () => this.#approver?.look(),
        composeDigest: (post) => this.#pipeline.digests.recompose(post),
        caughtUp: (channel) => this.#caughtUp(channel),
        failed: (part, error) => this.#failed(part, error),
        giveUp: () => this.#end(tokenRefused()),
      }),
    );
    this.#pipeline = new Pipeline(known.store, config, (planned) => {
      log.info(planned, 'planned');
      parts.wake();
    });
    this.#engine = new EmbeddedEngine(
      { expression: config.pollSchedule, timeZone: config.timeZone },
      () => this.#poll(),
      (error) => this.#failed('poll', error),
      log,
    );
  }

  #partsOf(config: Config, access: TelegramAccess, log: Logger, clock: Clock, known: Known): Parts {
    const telegram = new Telegram({ ...access, requestTimeoutMs: config.requestTimeoutMs });
    const say = sayTo(telegram, access.logChatId);
    const onFailure = (error: unknown) => log.warn({ error }, 'the log chat could not be told');
    return {
      config,
      access,
      store: known.store,
      log,
      clock,
      timetable: known.timetable,
      telegram,
      pacer: new Pacer(config.postsPerSecond),
      alerts: new Alerts(known.store.troubles, config.deskLanguage, say, onFailure),
      outage: new Outage(config.deskLanguage, say, log),
      stopping: this.#stopping.signal,
      wake: () => this.#dispatcher.wake(),
      pollNow: () => this.#engine.pollNow(),
      lastPollAt: () => this.#lastPollAt,
      isListening: () => this.#desk?.isListening ?? false,
    };
  }

  /** Saves an article as a newsroom's own program would, and looks at it at once. */
  async publish(article: NewArticle): Promise<void> {
    await this.#parts.store.articles.save(article, new Date());
    this.#engine.pollNow();
  }

  article(id: string): Promise<Article | null> {
    return this.#parts.store.articles.find(id);
  }

  /** How the program is, for the page. */
  health(): Promise<Health> {
    const { config, store, timetable } = this.#parts;
    const names = config.channels.map(({ name }) => name);
    const lastAt = this.#lastPollAt;
    const nextAt = lastAt === null ? null : timetable.nextOf(config.pollSchedule, lastAt);
    return readHealth(store, names, { lastAt, nextAt }, new Date());
  }

  /** Finishes the messages in flight, records them, and lets go of the database. */
  async stop(): Promise<void> {
    const { alerts, log, store } = this.#parts;
    log.info({}, 'stopping');
    this.#stopping.abort();
    await this.#engine.stop();
    await this.#indexing;
    await this.#dispatcher.drain();
    await this.#opening;
    await this.#desk?.stop();
    await alerts.settled();
    await this.#approver?.settled();
    await this.#witness?.stopped();
    for (const undo of this.#undo.toReversed()) await undo();
    await store.close();
    log.info({}, 'stopped');
  }

  async #start(): Promise<void> {
    const { access, clock, config, log, store } = this.#parts;
    await this.#lock();
    const unsure = await store.ledger.recover(clock.now());
    if (unsure > 0) log.warn({ posts: unsure }, inFlight);
    // The settings, or the clock, may say something else about them now.
    for (const { name } of config.channels) await store.ledger.forgetPostponements(name);
    if (this.#behind.size > 0) log.warn({}, olderCopy);
    else this.#keepMark();
    await restorePace(this.#parts);
    await this.#watch();
    this.#witness?.start(this.#stopping.signal);
    this.#dispatcher.start();
    void this.#greet();
    await this.#engine.start();
    this.#opening = this.#openDesk();
    this.#parts.alerts.tell();
    const channels = config.channels.map(({ name }) => name);
    const { mode, databaseUrl: database } = config;
    log.info({ mode, channels, database, api: access.apiRoot }, 'running');
  }

  /** Posts go first: to load its rooms takes 80 ms, a good tenth of the start. */
  async #openDesk(): Promise<void> {
    await setTimeout(deskDelayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    if (this.#stopping.signal.aborted) return;
    const { EditorsDesk } = await import('./desk/editors-desk.ts');
    this.#desk = new EditorsDesk({ ...this.#parts, digests: this.#pipeline.digests });
    this.#desk.start();
  }

  /** Waits a little: `status` looks at the lock by taking it, and a process that is ending still holds it. */
  async #lock(): Promise<void> {
    const { clock, config, store } = this.#parts;
    for (let tries = 1; ; tries += 1) {
      const unlock = await store.lock((loss) => this.#end(lockLost(loss, config.databaseUrl)));
      if (unlock !== null) return void this.#undo.push(unlock);
      if (tries === lockTries) throw databaseInUse(config.databaseUrl);
      await clock.wait(lockPauseMs, this.#stopping.signal);
    }
  }

  /** What happens now and then, and when somebody else commits. */
  async #watch(): Promise<void> {
    const { alerts, log, outage, store } = this.#parts;
    const onTrouble = (error: unknown) =>
      log.warn({ error }, 'the database does not tell of changes; the schedule goes on');
    this.#undo.push(await store.watch(() => this.#engine.pollNow(), onTrouble));
    this.#every(tellAgainMs, () => alerts.tell());
    this.#every(silenceMs, () => this.#lookForSilence());
    this.#lookForDiskSpace();
    this.#every(diskSpaceMs, () => this.#lookForDiskSpace());
    const answers = new AnswerWatch(() => store.articles.isAnyUnplanned(), outage);
    this.#every(answerMs, () => answers.look(systemClock.steadyMs()));
  }

  #every(pauseMs: number, task: () => void): void {
    const timer = setInterval(task, pauseMs);
    this.#undo.push(() => Promise.resolve(clearInterval(timer)));
  }

  #caughtUp(channel: string): void {
    this.#behind.delete(channel);
    if (this.#behind.size === 0) this.#keepMark();
  }

  /** Notes now and then how far the ledger has come, so that an older copy of it is recognised. */
  #keepMark(): void {
    const { log, store } = this.#parts;
    const onFailure = (error: unknown) => log.warn({ error }, 'the mark was not written');
    store.mark.accept().catch(onFailure);
    this.#undo.push(() => store.mark.write().catch(() => undefined));
    this.#every(markMs, () => void store.mark.write().catch(onFailure));
  }

  /** A token that Telegram does not know is said at once, and not only when the first article comes. */
  async #greet(): Promise<void> {
    const { log, telegram } = this.#parts;
    const bot = await telegram.identify(this.#stopping.signal);
    if (!('kind' in bot)) log.info({ bot: bot.username }, 'Telegram knows the bot');
    else if (bot.kind === 'answer' && [401, 404].includes(bot.code)) this.#end(tokenRefused());
    else if (bot.kind !== 'answer') log.warn({ reason: bot.reason }, 'Telegram cannot be reached yet');
  }

  #lookForDiskSpace(): void {
    const { alerts, log, store } = this.#parts;
    store
      .freeBytes()
      .then((freeBytes) => lookForDiskSpace(freeBytes, alerts))
      .catch((error: unknown) => log.warn({ error }, 'it could not be looked whether the disk has room'));
  }

  #lookForSilence(): void {
    const { alerts, config, log, store } = this.#parts;
    lookForSilence(store.statistics, alerts, config.timeZone, new Date()).catch((error: unknown) =>
      log.warn({ error }, 'it could not be looked whether articles still come'),
    );
  }

  async #poll(): Promise<Date | null> {
    const { clock, outage } = this.#parts;
    const isStopping = () => this.#stopping.signal.aborted;
    const next = await this.#pipeline.poll(() => clock.now(), isStopping);
    outage.succeed('poll');
    this.#lastPollAt = new Date();
    // Not waited for: posts go first.
    this.#indexing = this.#pipeline
      .index(isStopping)
      .then(() => outage.succeed('index'))
      .catch((error: unknown) => this.#failed('index', error));
    // Time passes for questions too.
    this.#approver?.look();
    return next;
  }

  #failed(part: string, error: unknown): void {
    if (!this.#stopping.signal.aborted) this.#parts.outage.fail(part, error, systemClock.steadyMs());
  }
}

const inFlight = 'posts were in flight when the program ended last; they will be read back';

const olderCopy =
  'this database is an older copy of the one that ran here: the channels are read from the last known post on, ' +
  'before anything is posted';

/** Sends plain text to the log chat; null where there is none. */
function sayTo(telegram: Telegram, logChatId: string | null): Say | null {
  if (logChatId === null) return null;
  return async (text, buttons) => {
    const keyboard = buttons.map(({ text, data }) => ({ text, callback_data: data }));
    const markup = buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: [keyboard] } };
    // What Telegram would refuse for its length would keep everything else from being told.
    await telegram.api.sendMessage(logChatId, text.slice(0, longestText), markup);
  };
}
