import { composeArticle, composeWithdrawal } from './compose/composer.ts';
import type { Config } from './config/config.ts';
import { systemClock, type Clock } from './deliver/clock.ts';
import { Dispatcher } from './deliver/dispatcher.ts';
import type { DoorSettings } from './deliver/door.ts';
import { Pacer } from './deliver/pacer.ts';
import { Reconciler } from './deliver/reconciler.ts';
import type { Searcher } from './deliver/searcher.ts';
import type { Surroundings } from './deliver/surroundings.ts';
import { grammyFetch, Telegram } from './deliver/telegram.ts';
import { Witness } from './deliver/witness.ts';
import { Alerts } from './desk/alerts.ts';
import { Approver, type ApprovalPorts } from './desk/approval.ts';
import { DeskBot } from './desk/bot.ts';
import { BackupDesk } from './desk/backup.ts';
import { buildDesk, showMenus } from './desk/desk.ts';
import type { DigestPorts } from './desk/digest.ts';
import type { Button } from './desk/held.ts';
import type { HoursPorts } from './desk/hours.ts';
import { TelegramLogChat } from './desk/log-chat.ts';
import { Menu } from './desk/menu.ts';
import { Outage } from './desk/outage.ts';
import type { DeskPorts } from './desk/ports.ts';
import type { StatisticsPorts } from './desk/statistics.ts';
import { lookForSilence } from './desk/silence-alert.ts';
import { EmbeddedEngine } from './engine/embedded.ts';
import { scrub, type Logger } from './log.ts';
import type { NewArticle } from './news/article.ts';
import { KhabarshyError } from './news/errors.ts';
import { needsApproval } from './plan/approval.ts';
import { Pipeline } from './pipeline.ts';
import { isTaken } from './plan/filter.ts';
import { openStore, type Store } from './store/store.ts';
import { Timetable } from './timetable.ts';
import { readHealth, type Health } from './web/health.ts';

/** How often what could not be told to the log chat is tried again. */
const tellAgainMs = 60_000;

/** How often we look whether no article came for longer than usual; not at once, the sources come first. */
const silenceMs = 5 * 60_000;

/** How often the mark beside the database is brought up to date. */
const markMs = 5_000;

/** What the store says before anything starts. */
interface Known {
  lanes: DoorSettings[];
  isOlderCopy: boolean;
  timetable: Timetable;
}

/** Which Telegram to speak to; in the sandbox it is not the one of the settings. */
export interface TelegramAccess {
  token: string;
  apiRoot: string | null;
  logChatId: string | null;
  ownerIds: readonly number[];
}

/**
 * Builds every room from the config, starts them and stops them.
 * Start with `App.start`; `ended` resolves when the program has to end by itself, with the reason.
 */
export class App {
  readonly ended: Promise<KhabarshyError>;
  readonly #config: Config;
  readonly #log: Logger;
  readonly #store: Store;
  readonly #stopping = new AbortController();
  readonly #alerts: Alerts;
  readonly #outage: Outage;
  readonly #telegram: Telegram;
  readonly #pacer: Pacer;
  readonly #dispatcher: Dispatcher;
  readonly #bot: DeskBot;
  readonly #menu: Menu;
  readonly #backup: BackupDesk;
  readonly #engine: EmbeddedEngine;
  readonly #clock: Clock;
  readonly #timetable: Timetable;
  /** null: there is nobody to ask. */
  readonly #approver: Approver | null;
  readonly #unwatch: (() => Promise<void>)[] = [];
  #end: (reason: KhabarshyError) => void = () => undefined;
  #lastPollAt: Date | null = null;
  #indexing: Promise<void> = Promise.resolve();

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
      const lanes = await lanesOf(store, config);
      const timetable = await Timetable.load(store, config.timeZone);
      const known = { lanes, isOlderCopy, timetable };
      const app = new App(config, access, log, store, known, clock);
      await app.#start(access, isOlderCopy);
      return app;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  private constructor(
    config: Config,
    access: TelegramAccess,
    log: Logger,
    store: Store,
    known: Known,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.#timetable = known.timetable;
    this.#config = config;
    this.#log = log;
    this.#store = store;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const telegram = new Telegram({ ...access, requestTimeoutMs: config.requestTimeoutMs });
    this.#telegram = telegram;
    this.#pacer = new Pacer(config.postsPerSecond);
    const { logChatId } = access;
    const say = async (text: string, buttons: Button[]) => {
      const keyboard = buttons.map(({ text, data }) => ({ text, callback_data: data }));
      const markup = buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: [keyboard] } };
      if (logChatId !== null) await telegram.api.sendMessage(logChatId, text, markup);
    };
    this.#outage = new Outage(config.deskLanguage, logChatId === null ? null : say, log);
    this.#alerts = new Alerts(store.troubles, config.deskLanguage, logChatId === null ? null : say, (error) =>
      log.warn({ error }, 'the log chat could not be told'),
    );
    const approval =
      logChatId === null ? null : this.#approvalPorts(new TelegramLogChat(telegram.api, logChatId));
    this.#approver = approval === null ? null : new Approver(approval);
    this.#dispatcher = new Dispatcher(known.lanes, this.#surroundings(telegram, logChatId, known));
    const pipeline = new Pipeline(store, config, (planned) => {
      log.info(planned, 'planned');
      this.#dispatcher.wake();
    });
    const ports = this.#deskPorts(access);
    this.#menu = new Menu(telegram.api, (error) => log.debug({ error }, 'a menu was not set'));
    this.#backup = new BackupDesk(ports);
    const desk = buildDesk(ports, {
      menu: this.#menu,
      backup: this.#backup,
      statistics: this.#statisticsPorts(),
      approval,
      hours: this.#hoursPorts(),
      digests: this.#digestPorts(pipeline),
    });
    this.#bot = new DeskBot({ ...access, fetch: grammyFetch }, desk, log);
    this.#engine = new EmbeddedEngine(
      { expression: config.pollSchedule, timeZone: config.timeZone },
      () => this.#poll(pipeline),
      (error) => this.#failed('poll', error),
      log,
    );
  }

  #statisticsPorts(): StatisticsPorts {
    return {
      statistics: this.#store.statistics,
      channels: this.#config.channels.map(({ name }) => name),
      timeZone: this.#config.timeZone,
      languageOf: ({ language }) => language,
      now: () => new Date(),
      onFailure: (error) => this.#log.warn({ error }, 'the statistics could not be drawn'),
    };
  }

  #deskPorts({ ownerIds, logChatId }: TelegramAccess): DeskPorts {
    return {
      store: this.#store,
      channels: this.#config.channels,
      ownerIds,
      logChatId,
      language: this.#config.deskLanguage,
      timeZone: this.#config.timeZone,
      compose: composeArticle,
      isTaken,
      lastPollAt: () => this.#lastPollAt,
      nextDigestAt: ({ digest }, now) =>
        digest === null ? null : this.#timetable.nextOf(digest.schedule.text, now),
      now: () => this.#clock.now(),
      onChange: () => this.#dispatcher.wake(),
      onArticleChange: () => this.#engine.pollNow(),
      onFailure: (error) => this.#log.warn({ error }, 'an editor could not be answered'),
    };
  }

  /** Saves an article as a newsroom's own program would, and looks at it at once. */
  async publish(article: NewArticle): Promise<void> {
    await this.#store.articles.save(article, new Date());
    this.#engine.pollNow();
  }

  async hasArticle(id: string): Promise<boolean> {
    return (await this.#store.articles.find(id)) !== null;
  }

  /** How the program is, for the page. */
  health(): Promise<Health> {
    const names = this.#config.channels.map(({ name }) => name);
    return readHealth(this.#store, names, this.#lastPollAt, new Date());
  }

  /** Finishes the messages in flight, records them, and lets go of the database. */
  async stop(): Promise<void> {
    this.#log.info({}, 'stopping');
    this.#stopping.abort();
    await this.#engine.stop();
    await this.#indexing;
    await this.#dispatcher.drain();
    await this.#bot.stop();
    await this.#menu.stop();
    await this.#backup.settled();
    await this.#alerts.settled();
    await this.#approver?.settled();
    for (const unwatch of this.#unwatch.toReversed()) await unwatch();
    await this.#store.close();
    this.#log.info({}, 'stopped');
  }

  async #start(access: TelegramAccess, isOlderCopy: boolean): Promise<void> {
    const { log, store } = { log: this.#log, store: this.#store };
    const unlock = await store.lock(() => this.#end(lockLost()));
    if (unlock === null) throw databaseInUse(this.#config.databaseUrl);
    this.#unwatch.push(unlock);
    const unsure = await store.ledger.recover(new Date());
    if (unsure > 0)
      log.warn({ posts: unsure }, 'posts were in flight when the program ended last; they will be read back');
    if (isOlderCopy) log.warn({}, olderCopy);
    else this.#keepMark();
    const onTrouble = (error: unknown) =>
      log.warn({ error }, 'the database does not tell of changes; the schedule goes on');
    this.#unwatch.push(await store.watch(() => this.#engine.pollNow(), onTrouble));
    const telling = setInterval(() => this.#alerts.tell(), tellAgainMs);
    this.#unwatch.push(() => Promise.resolve(clearInterval(telling)));
    const listening = setInterval(() => this.#lookForSilence(), silenceMs);
    this.#unwatch.push(() => Promise.resolve(clearInterval(listening)));
    await this.#restorePace();
    this.#dispatcher.start();
    void this.#greet();
    this.#bot.start();
    const { ownerIds } = access;
    showMenus({ store, ownerIds }, this.#menu).catch((error: unknown) =>
      log.warn({ error }, 'the menus were not set'),
    );
    await this.#engine.start();
    this.#alerts.tell();
    log.info(
      {
        mode: this.#config.mode,
        channels: this.#config.channels.map(({ name }) => name),
        api: access.apiRoot,
      },
      'running',
    );
  }

  /** Notes now and then how far the ledger has come, so that an older copy of it is recognised. */
  #keepMark(): void {
    const write = () => {
      this.#store.mark
        .write()
        .catch((error: unknown) => this.#log.warn({ error }, 'the mark was not written'));
    };
    this.#store.mark
      .accept()
      .catch((error: unknown) => this.#log.warn({ error }, 'the mark was not written'));
    const writing = setInterval(write, markMs);
    this.#unwatch.push(async () => {
      clearInterval(writing);
      await this.#store.mark.write().catch(() => undefined);
    });
  }

  /** A token that Telegram does not know is said at once, and not only when the first article comes. */
  async #greet(): Promise<void> {
    const bot = await this.#telegram.identify(this.#stopping.signal);
    if (!('kind' in bot)) this.#log.info({ bot: bot.username }, 'Telegram knows the bot');
    else if (bot.kind === 'answer' && [401, 404].includes(bot.code)) this.#end(tokenRefused());
    else if (bot.kind !== 'answer') this.#log.warn({ reason: bot.reason }, 'Telegram cannot be reached yet');
  }

  #lookForSilence(): void {
    lookForSilence(this.#store.statistics, this.#alerts, this.#config.timeZone, new Date()).catch(
      (error: unknown) => this.#log.warn({ error }, 'it could not be looked whether articles still come'),
    );
  }

  /** Not waited for: posts go first. */
  #index(pipeline: Pipeline): void {
    this.#indexing = pipeline
      .index(() => this.#stopping.signal.aborted)
      .then(() => this.#outage.succeed('index'))
      .catch((error: unknown) => this.#failed('index', error));
  }

  async #poll(pipeline: Pipeline): Promise<Date | null> {
    const next = await pipeline.poll(
      () => this.#clock.now(),
      () => this.#stopping.signal.aborted,
    );
    this.#outage.succeed('poll');
    this.#lastPollAt = new Date();
    this.#index(pipeline);
    // Time passes for questions too.
    this.#approver?.look();
    return next;
  }

  #surroundings(telegram: Telegram, logChatId: string | null, { isOlderCopy, lanes }: Known): Surroundings {
    const { ledger, channels, sightings } = this.#store;
    const behind = new Set(isOlderCopy ? lanes.map(({ channel }) => channel.name) : []);
    const searcher = this.#searcher(telegram, logChatId);
    return {
      ledger,
      channels,
      sightings,
      telegram,
      searcher,
      pacer: this.#pacer,
      digests: this.#store.digests,
      approvals: {
        isNeeded: needsApproval,
        await: async (postId, revision, message) => {
          await this.#store.approvals.await(postId, revision, message);
          this.#approver?.look();
        },
      },
      timetable: this.#timetable,
      clock: this.#clock,
      log: this.#log,
      settleTimeMs: this.#config.settleTimeMs,
      requestTimeoutMs: this.#config.requestTimeoutMs,
      holdBlocksMs: this.#config.holdBlocksMs,
      isOlderCopy,
      caughtUp: (channel) => {
        behind.delete(channel);
        if (behind.size === 0) this.#keepMark();
      },
      logChatId,
      compose: composeArticle,
      composePhoto: (article, channel, imageUrl) =>
        composeArticle({ ...article, imageUrl }, { ...channel, images: 'photo' }).photo,
      composeWithdrawal,
      notice: (kind, facts) => this.#alerts.notice(kind, facts),
      troubleBegins: (key, detail) => this.#alerts.begin(key, detail),
      troubleEnds: (key) => this.#alerts.end(key),
      failed: (part, error) => this.#failed(part, error),
      succeeded: (part) => this.#outage.succeed(part),
      giveUp: () => this.#end(tokenRefused()),
      stopping: this.#stopping.signal,
    };
  }

  /** Unsure posts are read back, or, where there is a second bot, heard of from it. */
  #searcher(telegram: Telegram, logChatId: string | null): Searcher {
    const { settleTimeMs, readBackGap, witnessBotToken, telegramApiRoot: apiRoot } = this.#config;
    const log = this.#log;
    const reconciler = new Reconciler({
      telegram,
      clock: this.#clock,
      log,
      settleTimeMs,
      readBackGap,
      logChatId,
    });
    if (witnessBotToken === null) return reconciler;
    const settings = { token: witnessBotToken, apiRoot, settleTimeMs };
    const witness = new Witness(settings, reconciler, telegram, this.#clock, log);
    witness.start(this.#stopping.signal);
    this.#unwatch.push(() => witness.stopped());
    return witness;
  }

  /** What left in the last minute counts for the pace, whichever run sent it. */
  async #restorePace(): Promise<void> {
    const now = this.#clock.now().getTime();
    const lag = this.#clock.steadyMs() - now;
    const states = await this.#store.channels.read();
    for (const { name } of this.#config.channels) {
      const departures = await this.#store.ledger.departures(name, new Date(now - 60_000));
      const left = departures.map((at) => Math.min(at.getTime(), now) + lag);
      const limitedUntil = states.get(name)?.limitedUntil?.getTime() ?? 0;
      this.#pacer.restore(name, left, limitedUntil + lag);
    }
  }

  #approvalPorts(logChat: TelegramLogChat): ApprovalPorts {
    const { channels, deskLanguage: language, timeZone } = this.#config;
    return {
      approvals: this.#store.approvals,
      channels,
      language,
      timeZone,
      logChat,
      now: () => this.#clock.now(),
      decided: ({ id, name }, subject, decision) =>
        this.#audit({ userId: id, name, action: 'approval', subject, before: 'waiting', after: decision }),
      onChange: () => this.#dispatcher.wake(),
      onFailure: (error) => this.#log.warn({ error }, 'editors could not be asked; it is tried again'),
    };
  }

  #hoursPorts(): HoursPorts {
    const { channels, pollSchedule, timeZone } = this.#config;
    return {
      channels,
      timeZone,
      pollSchedule,
      timetable: this.#timetable,
      pausedUntil: (channel) => this.#store.channels.pausedUntil(channel, this.#clock.now()),
      changed: async ({ id, name }, subject, before, after) => {
        await this.#audit({ userId: id, name, action: 'quiet', subject, before, after });
        this.#dispatcher.wake();
      },
      now: () => this.#clock.now(),
    };
  }

  #digestPorts({ digests }: Pipeline): DigestPorts {
    return {
      channels: this.#config.channels,
      digests,
      posted: ({ id, name }, subject) =>
        this.#audit({ userId: id, name, action: 'digest', subject, before: null, after: 'posted' }),
      onChange: () => this.#dispatcher.wake(),
      now: () => this.#clock.now(),
    };
  }

  async #audit(entry: Omit<Parameters<Store['audit']['write']>[0], 'at'>): Promise<void> {
    await this.#store.audit.write({ ...entry, at: this.#clock.now() });
  }

  #failed(part: string, error: unknown): void {
    if (!this.#stopping.signal.aborted) this.#outage.fail(part, error, systemClock.steadyMs());
  }
}

const olderCopy =
  'this database is an older copy of the one that ran here: the channels are read from the last known post on, ' +
  'before anything is posted';

/** A sample must never reach a real channel, nor a real article count as posted because the sandbox saw it. */
async function refuseOtherTelegram(store: Store, config: Config): Promise<void> {
  const known = await store.facts.get('telegram');
  if (known === null) return store.facts.set('telegram', config.mode);
  if (known === config.mode) return;
  const advice =
    config.mode === 'sandbox'
      ? 'Set BOT_TOKEN, or give the sandbox a database of its own with DATABASE_URL.'
      : 'Name another database with DATABASE_URL.';
  throw new KhabarshyError(
    'DATABASE_OF_SANDBOX',
    `This database belongs to ${known === 'sandbox' ? 'the sandbox' : 'real Telegram'}, and the settings say ` +
      `${config.mode === 'sandbox' ? 'sandbox (BOT_TOKEN is empty)' : 'real Telegram (BOT_TOKEN is set)'}. ${advice}`,
  );
}

async function lanesOf(store: Store, config: Config): Promise<DoorSettings[]> {
  const states = await store.channels.load(config.channels.map(({ name }) => name));
  return config.channels.map((channel) => {
    const state = states.get(channel.name);
    return {
      channel,
      movedTo: state?.movedTo ?? null,
      closed: state?.closedAt == null ? null : { retries: state.retries },
    };
  });
}

function databaseInUse(url: string): KhabarshyError {
  const message = `Another khabarshy runs on ${scrub(url)}. Stop it first, or give this one another database with DATABASE_URL.`;
  return new KhabarshyError('DATABASE_IN_USE', message);
}

function lockLost(): KhabarshyError {
  const message =
    'The connection that held the lock of the database was lost; ending, so that two never run at once.';
  return new KhabarshyError('DATABASE_IN_USE', message);
}

function tokenRefused(): KhabarshyError {
  const message =
    'Telegram does not accept the bot token. Ask @BotFather for the right one and set BOT_TOKEN.';
  return new KhabarshyError('TOKEN_REFUSED', message);
}
