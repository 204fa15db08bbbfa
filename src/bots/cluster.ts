import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { numberOf } from '../config/bots/bot-settings.ts';
import { configOfBot, type Config } from '../config/config.ts';
import { Telegram } from '../deliver/telegram/telegram.ts';
import { Shares } from '../engine/cluster/shares.ts';
import type { Change } from '../events.ts';
import { scrub } from '../log.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { Pulse } from '../store/engines/backend.ts';
import type { Holder } from '../store/lanes/holder.ts';
import { sharingProcesses } from '../store/lanes/sharing-processes.ts';
import type { BotService } from './bot.ts';
import { openBots, type AccessOf, type Shared } from './bots.ts';

/** What a change is called when other processes are told. */
const told: Partial<Record<Change['kind'], string>> = {
  planned: 'posts',
  'posts changed': 'posts',
  'approval wanted': 'posts',
  'editors changed': 'posts',
  'sources changed': 'posts',
  trouble: 'trouble',
};

interface ClusterParts extends Shared {
  config: Config;
  accessOf: AccessOf;
  /** The bots of this process. They come and go. */
  bots: BotService[];
  /** This process plans for all, or does so no longer. */
  plan: (isPlanner: boolean) => void;
  /** Ends the program with this reason. */
  end: (reason: KhabarshyError) => void;
}

/** The bots of this process in a cluster: it joins the other processes, and works for the bots that are its share. */
export class Cluster {
  readonly #parts: ClusterParts;
  readonly #shares: Shares;
  #pulse: Pulse | null = null;
  /** The processes whose settings are not older than those of others, by their numbers. */
  #sharing: readonly number[] = [];
  /** A change that another process told is not told again. */
  #isHearing = false;
  readonly #toTell = new Set<string>();
  #telling: Promise<void> | null = null;
  #leaving: Promise<void> | null = null;

  /** @throws KhabarshyError DATABASE_IN_USE, DATABASE_UNUSABLE */
  static async join(parts: ClusterParts): Promise<Cluster> {
    const cluster = new Cluster(parts);
    await cluster.#join();
    return cluster;
  }

  private constructor(parts: ClusterParts) {
    this.#parts = parts;
    const { clock, config, events, log, plan, store } = parts;
    const bots = config.bots.map((bot) => ({
      name: bot.name,
      number: numberOf(bot.token ?? ''),
      channels: configOfBot(config, bot).channels.map(({ name }) => name),
    }));
    const host = {
      open: (bot: string, holder: Holder) => this.#open(bot, holder),
      close: (bot: string) => this.#close(bot),
      plan,
    };
    this.#shares = new Shares({ bots, host, lanes: store.lanes, clock, log });
    events.listen('lanes lost', ({ bot }) => this.#shares.lose(bot));
    for (const kind of Object.keys(told) as Change['kind'][]) events.listen(kind, () => this.#tell(kind));
  }

  async #join(): Promise<void> {
    const { config, store } = this.#parts;
    const { joinCluster } = store;
    if (joinCluster === null) throw new Error('a cluster needs Postgres: the settings were not checked');
    await store.checkSessions();
    if (await store.mark.isOlderCopy()) throw olderCopy();
    const facts = { host: hostname(), pid: process.pid, settings: hashOfSettings(config) };
    const pulse = await joinCluster(
      facts,
      (view) => {
        this.#sharing = sharingProcesses(view.living).ids;
        this.#shares.see(view);
      },
      (kind) => void this.#hear(kind),
    );
    if (pulse === null) throw inUse(config.databaseUrl);
    this.#pulse = pulse;
    this.#shares.start(pulse);
  }

  /** The number of this process among the others. */
  get number(): number {
    return this.#pulse?.number ?? 0;
  }

  /** Whether the others certainly see this process alive. */
  isSeen(): boolean {
    return this.#pulse?.isHeld() ?? false;
  }

  /** Whether it is seen, and its settings are not older than those of others. */
  mayWork(): boolean {
    return this.isSeen() && this.#sharing.includes(this.number);
  }

  /** Of those that may work, one is the first. */
  isLead(): boolean {
    return this.isSeen() && this.#sharing[0] === this.number;
  }

  /** Gives the bots back, and then leaves, so that the others see a process that holds nothing. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    await this.#shares.stop();
    await this.#telling;
    const { store } = this.#parts;
    await this.#pulse?.stop();
    await store.lanes.tellCluster('lanes').catch(() => undefined);
  }

  async #open(name: string, holder: Holder): Promise<void> {
    const { accessOf, bots, clock, config, measures, store, timetable } = this.#parts;
    const settings = config.bots.find((bot) => bot.name === name);
    if (settings === undefined) throw new Error(`${name} is no bot of the settings`);
    if (await store.mark.isOlderCopy()) return this.#parts.end(olderCopy());
    await timetable.readAnew();
    const access = accessOf(settings);
    const own = configOfBot(config, settings);
    await store.ledger.forgetPostponements(own.channels.map((channel) => channel.name));
    const { proxies, requestTimeoutMs } = config;
    const telegram = new Telegram({ ...access, proxies, requestTimeoutMs, measures: measures.of(name) });
    const chats = Promise.resolve(new Map());
    const lock = { isHeld: () => this.isSeen() };
    const ledgers = new Map([[name, store.lanes.ledgerOf(holder, clock, lock)]]);
    const [bot] = await openBots([{ config: own, access, telegram, chats }], ledgers, this.#parts);
    if (bot === undefined) return;
    measures.of(name).lanes('taken');
    bots.push(bot);
    bot.start();
  }

  async #close(name: string): Promise<void> {
    const { bots, measures } = this.#parts;
    const index = bots.findIndex((bot) => bot.name === name);
    const [bot] = index === -1 ? [] : bots.splice(index, 1);
    measures.of(name).lanes('lost');
    await bot?.stopAlone();
  }

  #tell(kind: Change['kind']): void {
    const name = told[kind];
    if (this.#isHearing || name === undefined) return;
    this.#toTell.add(name);
    this.#telling ??= this.#tellAll().finally(() => (this.#telling = null));
  }

  /** Nobody waits for it. What is not told is found at the next look of each process. */
  async #tellAll(): Promise<void> {
    for (const name of this.#toTell) {
      this.#toTell.delete(name);
      await this.#pulse?.tell(name).catch(() => undefined);
    }
  }

  async #hear(kind: string): Promise<void> {
    const { events, timetable } = this.#parts;
    if (kind === 'posts') await timetable.readAnew().catch(() => undefined);
    this.#isHearing = true;
    events.announce(kind === 'trouble' ? { kind } : { kind: 'polled' });
    this.#isHearing = false;
  }
}

/** What processes compare: everything that decides what is posted, and nothing of one machine. */
export function hashOfSettings(config: Config): string {
  const { bots, burstArticles, channels, correctionDelayMs, pollSchedule, sections, sources, timeZone } =
    config;
  const { readBackBudget, readBackGap, settleTimeMs, telegramApiRoot, uncertainBlocksMs } = config;
  const doubt = { readBackBudget, readBackGap, settleTimeMs, uncertainBlocksMs };
  const content = {
    bots,
    channels,
    sections,
    sources,
    burstArticles,
    correctionDelayMs,
    pollSchedule,
    timeZone,
  };
  return createHash('sha256')
    .update(JSON.stringify({ ...content, doubt, telegramApiRoot }))
    .digest('hex');
}

function inUse(url: string): KhabarshyError {
  const message = `A khabarshy without ENGINE=cluster runs on ${scrub(url)}, and has it for itself. Stop it, or set ENGINE=cluster for it too.`;
  return new KhabarshyError('DATABASE_IN_USE', message);
}

function olderCopy(): KhabarshyError {
  const message =
    'This database is an older copy of the one that ran here, so the channels have to be read before anything is posted. ' +
    'Start one khabarshy with ENGINE=embedded. When its log says that the channels were read, stop it and start the cluster.';
  return new KhabarshyError('DATABASE_UNUSABLE', message);
}
