import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../../src/sandbox/http/server.ts';
import { telegramHost } from '../../stage/machine-network.ts';
import { Feeds, feedsChannel } from '../feeds.ts';
import { News } from '../news.ts';
import { Random } from '../random.ts';
import { Spells } from '../spells.ts';
import type { StormResult } from '../storm.ts';
import { Turmoil } from '../turmoil.ts';
import { isClear, judge, type Verdict } from '../verdict.ts';
import { latestArrivalMs, raiseFaults, settleTimeMs } from '../weather.ts';
import { ClusterStrikes, type Strike } from './cluster-strikes.ts';
import { bots, channels, Ground, ownerId } from './ground.ts';

const processes = 3;

/** Nobody strikes while more posts than this are unfinished, or they would only pile up. */
const mostUnfinished = 60;
const unfinishedWaitMs = 60_000;

/** Twelve lanes ask much more often than three, and what a spell refused is excused from most of the judgement. */
const shareOfSpells = 0.001;

/** The longest time between two strikes. */
const longestPauseMs = 1_500;

/** How long the processes may take to finish when the storm is over, and how long a late copy may stand after that. */
const calmMs = 300_000;
const lateCopyMs = 20_000;
const lookMs = 100;

/** After so many strikes people are told how far it is. */
const tellEvery = 10;

export interface ClusterStormOptions {
  seed: number;
  /** How many posts are owed in the end, at least. */
  posts: number;
  kills: number;
  /** How often a process is stopped for a while by a signal. */
  freezes: number;
  /** How often the server of the database is restarted, or falls over. */
  breaks: number;
  /** Aborted: the storm ends, and what came until then is judged. */
  ending?: AbortSignal;
  onProgress?: (text: string) => void;
}

/**
 * Three processes that share four bots with twelve channels, in everything that befalls a single process in a storm, and
 * besides: freezes, black holes, blocked event loops, and restarts of the server. In the end the sky is clear, the processes
 * do what is left, and the channels are judged.
 */
export async function runClusterStorm(options: ClusterStormOptions): Promise<StormResult> {
  const sandbox = await openSandbox();
  const feeds = new Feeds(new Random(options.seed + 3), options.posts);
  await feeds.open();
  const ground = await Ground.lay(sandbox, feeds.sourcesFile, processes);
  try {
    return await new ClusterStorm(options, { feeds, ground, sandbox }).run();
  } finally {
    await ground.clear();
    await feeds.close();
    await sandbox.stop();
  }
}

async function openSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox({
    bots: bots.map(({ id, name, token }) => ({ id, token, username: `${name}_bot`, firstName: name })),
    hostNames: [telegramHost],
  });
  sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
  for (const { id } of bots) sandbox.privateChat(ownerId, id);
  for (const { chatId, name } of [...channels, feedsChannel])
    sandbox.addChat({ id: chatId, type: 'channel', title: name });
  for (const { logChatId, name } of bots)
    sandbox.addChat({ id: logChatId, type: 'supergroup', title: `Log of ${name}` });
  return sandbox;
}

interface World {
  feeds: Feeds;
  ground: Ground;
  sandbox: Sandbox;
}

/** Something is never finished. */
class Restless extends Error {}

class ClusterStorm {
  readonly #options: ClusterStormOptions;
  readonly #world: World;
  readonly #random: Random;
  readonly #news: News;
  readonly #spells: Spells;
  readonly #strikes: ClusterStrikes;
  readonly #turmoil: Turmoil;
  readonly #counts: Record<string, number> = {};
  readonly #startedAtMs = Date.now();

  constructor(options: ClusterStormOptions, world: World) {
    const { feeds, ground, sandbox } = world;
    const random = new Random(options.seed);
    this.#options = options;
    this.#world = world;
    this.#random = random;
    this.#news = new News(random, this.#startedAtMs, channels);
    const resume = () => {
      for (const { id } of bots) sandbox.userSends(ownerId, ownerId, '/resume', { botId: id });
    };
    this.#spells = new Spells(sandbox, new Random(options.seed + 2), resume, shareOfSpells);
    const count = (what: string) => void (this.#counts[what] = (this.#counts[what] ?? 0) + 1);
    this.#turmoil = new Turmoil({ sandbox, random, count, feeds, news: this.#news, machine: ground });
    const stir = (isMore: boolean) => this.#turmoil.stir(isMore);
    this.#strikes = new ClusterStrikes({ sandbox, ground, random, count, stir });
  }

  async run(): Promise<StormResult> {
    const { ground, sandbox } = this.#world;
    for (const machine of ground.machines) machine.start();
    for (const machine of ground.machines) await machine.running();
    await ground.connect();
    this.#world.feeds.rage();
    const ends = [this.#spells.raise(), raiseFaults(sandbox, new Random(this.#options.seed + 1))];
    await this.#rage();
    for (const end of ends) end();
    const restless = await this.#comeToRest().then(
      () => [],
      (error: unknown) => {
        if (error instanceof Restless) return [error.message];
        throw error;
      },
    );
    return this.#result(restless);
  }

  async #rage(): Promise<void> {
    const { ending, onProgress = () => undefined, posts } = this.#options;
    const strikes = strikesOf(this.#options, this.#random);
    for (const [index, strike] of strikes.entries()) {
      if (ending?.aborted === true) return;
      await this.#turmoil.feed(
        (posts * (index + 1)) / strikes.length,
        this.#random.between(50, longestPauseMs),
      );
      await this.#untilUnfinished(mostUnfinished, unfinishedWaitMs);
      await this.#strikes.strike(strike);
      if ((index + 1) % tellEvery === 0)
        onProgress(
          `${index + 1} of ${strikes.length} strikes (${strike}), ${this.#news.posts} posts, ${await this.#unfinished()} to do, ${this.#seconds} s`,
        );
    }
  }

  /**
   * What was under way arrives. Then one more article comes for each channel, because late copies are found with the next
   * post; and everything is finished.
   */
  async #comeToRest(): Promise<void> {
    const { feeds, ground } = this.#world;
    for (const machine of ground.machines) await machine.settled();
    await feeds.calm(() => ground.newsroom.askForSources());
    await this.#settle();
    await sleep(latestArrivalMs);
    await ground.newsroom.insert(this.#news.writeForEach());
    await this.#settle();
    // A process that woke deletes its own late copy, which the ledger does not know of.
    const untilMs = Date.now() + lateCopyMs;
    while (!isClear(this.#judge()) && Date.now() < untilMs) await sleep(lookMs);
  }

  /** @throws Restless */
  async #settle(): Promise<void> {
    await this.#untilUnfinished(0, calmMs + this.#options.posts * 20);
    if ((await this.#unfinished()) > 0)
      throw new Restless(await this.#world.ground.newsroom.describeUnfinished());
    await sleep(2 * settleTimeMs);
  }

  async #untilUnfinished(most: number, waitMs: number): Promise<void> {
    const untilMs = Date.now() + waitMs;
    while ((await this.#unfinished()) > most && Date.now() < untilMs) await sleep(lookMs);
  }

  #unfinished(): Promise<number> {
    return this.#world.ground.newsroom.countUnfinished();
  }

  get #seconds(): number {
    return Math.round((Date.now() - this.#startedAtMs) / 1_000);
  }

  get #output(): string[] {
    return this.#world.ground.machines.flatMap(({ output }) => output);
  }

  #judge(): Verdict {
    const { feeds, ground, sandbox } = this.#world;
    const verdict = judge(sandbox, this.#news, this.#turmoil.people, this.#spells.refused);
    feeds.judge(verdict, sandbox, this.#spells.refused);
    for (const { strangeEnds } of ground.machines) verdict.strange.push(...strangeEnds);
    return verdict;
  }

  async #result(restless: readonly string[]): Promise<StormResult> {
    const { feeds, ground, sandbox } = this.#world;
    const verdict = this.#judge();
    verdict.strange.push(...restless);
    const suspects = Object.values(verdict).flat().slice(0, 5);
    const ledger: string[] = [];
    for (const text of suspects) ledger.push(await ground.newsroom.describe(text.split(' ', 1)[0] ?? ''));
    if (suspects.length > 0) ledger.push(describeChannels(sandbox));
    const counts = {
      ...this.#counts,
      ...feeds.counts,
      articles: this.#news.articles.length,
      'spells of refusals': this.#spells.count,
      'posts refused in unknown words': this.#spells.refused.size,
      'posts owed': this.#news.posts,
      takeovers: ground.machines.reduce((sum, { taken }) => sum + taken, 0),
    };
    return {
      verdict,
      counts,
      faults: Object.fromEntries(Object.entries(sandbox.counts)),
      states: await ground.newsroom.countStates(),
      seconds: this.#seconds,
      output: [...this.#output, ...ledger].join('\n--- the next life\n'),
    };
  }
}

/** Black holes, blocked event loops and clean stops come beside what is asked for. */
const holesPerFreeze = 0.5;
const blocksPerFreeze = 0.25;
const stopsPerKill = 0.1;

function strikesOf({ breaks, freezes, kills }: ClusterStormOptions, random: Random): Strike[] {
  const wanted: Record<Strike, number> = {
    kill: kills,
    stop: Math.ceil(kills * stopsPerKill),
    freeze: freezes,
    hole: Math.ceil(freezes * holesPerFreeze),
    block: Math.ceil(freezes * blocksPerFreeze),
    break: breaks,
  };
  return Object.entries(wanted)
    .flatMap(([strike, times]) => Array.from({ length: times }, () => strike as Strike)) // a key of `wanted`
    .map((strike) => ({ strike, at: random.next() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ strike }) => strike);
}

/** What stands in the channels, for the report of a failure. */
function describeChannels(sandbox: Sandbox): string {
  const lines = channels.flatMap(({ chatId, name }) =>
    sandbox.messages(chatId).map(({ date, id, replyTo, text }) => {
      const at = new Date(date * 1_000).toISOString();
      return `${name} ${id} ${at} -> ${replyTo}: ${text.split('\n', 1)[0]}`;
    }),
  );
  return lines.join('\n');
}
