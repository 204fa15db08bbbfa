import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { Machine } from './machine.ts';
import { Feeds, feedsChannel } from './feeds.ts';
import { MediaSite } from './media-site.ts';
import { channelsFile, channelsWith, News } from './news.ts';
import { Random } from './random.ts';
import { Spells } from './spells.ts';
import { Strikes } from './strikes.ts';
import { Turmoil } from './turmoil.ts';
import { isClear, judge, type Verdict } from './verdict.ts';
import { latestArrivalMs, raiseFaults, requestTimeoutMs, settleTimeMs } from './weather.ts';

export interface StormOptions {
  seed: number;
  /** How many posts are owed in the end, at least: one per article and channel. */
  posts: number;
  kills: number;
  /** `sqlite`, or the address of an empty Postgres database. */
  database: string;
  /** Aborted: the storm ends with the present life, and what came until then is judged. */
  ending?: AbortSignal;
  /** Told now and then how far it is. */
  onProgress?: (text: string) => void;
}

export interface StormResult {
  verdict: Verdict;
  /** Times that each thing happened. */
  counts: Record<string, number>;
  /** How often each fault struck. */
  faults: Record<string, number>;
  /** Posts in each state of the ledger. */
  states: Record<string, number>;
  seconds: number;
  /** What the program said in its last lives, for the report of a failure. */
  output: string;
}

const bot = {
  token: '4242424242:storm-token-that-must-never-show',
  id: 4_242_424_242,
  username: 'storm_bot',
  firstName: 'Storm',
};
const ownerId = 777;

/** In some lives of the program a second bot is the witness. In the others the channels are read back. */
const witness = {
  token: '5252525252:witness-token-for-the-storm',
  id: 5_252_525_252,
  username: 'witness_bot',
  firstName: 'W',
};
const shareWithWitness = 0.35;

/** The longest that a life of the program lasts before it is killed, from its start, milliseconds. */
const longestLifeMs = 2_000;
/** The program is not killed while more posts than this are unfinished, or they would only pile up. */
const mostUnfinished = 25;
/** How long the program may take to finish when the storm is over. */
const calmMs = 300_000;
const lookMs = 50;
/** One guest channel, which is empty in the beginning, for so many kills. */
const killsPerGuest = 20;
/** One restore for so many kills. */
const killsPerRestore = 20;
/** How many lives lie between a copy and its return. */
const longestRestoredLives = 8;

/** How many lives are frozen before their end, and how many are ended while a standby waits for that. */
const shareFrozen = 0.15;
const shareTakenOver = 0.1;

/**
 * A storm over the whole program in its own process: articles come, are corrected and killed, people post,
 * requests and answers are lost, and the program is frozen and killed again and again, and put back as it was. In the
 * end the sky is clear, the program does what is left, and the channels are judged.
 */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const storm = await Storm.gather(options);
  try {
    return await storm.run();
  } finally {
    await storm.end();
  }
}

type Restore = Awaited<ReturnType<Machine['copy']>>;

/** A fault was seen when everything had come to rest. Nothing more happens, so that its traces stay fresh. */
class Spoilt extends Error {}

class Storm {
  readonly #options: StormOptions;
  readonly #random: Random;
  readonly #sandbox: Sandbox;
  readonly #machine: Machine;
  readonly #news: News;
  readonly #feeds: Feeds;
  readonly #mediaSite: MediaSite;
  readonly #spells: Spells;
  readonly #strikes: Strikes;
  readonly #turmoil: Turmoil;
  readonly #counts: Record<string, number> = {};
  readonly #startedAtMs = Date.now();
  /** A copy, and the life before which it is put back. */
  #kept: { restore: Restore; beforeLife: number } | null = null;
  #calm: () => void = () => undefined;

  static async gather(options: StormOptions): Promise<Storm> {
    const sandbox = await startSandbox({ bots: [bot, witness] });
    sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
    sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
    sandbox.addChat({ id: feedsChannel.chatId, type: 'channel', title: feedsChannel.name });
    const feeds = new Feeds(new Random(options.seed + 3), options.posts);
    await feeds.open();
    const mediaSite = new MediaSite(new Random(options.seed + 4));
    await mediaSite.open();
    return new Storm(options, sandbox, feeds, mediaSite);
  }

  private constructor(options: StormOptions, sandbox: Sandbox, feeds: Feeds, mediaSite: MediaSite) {
    this.#feeds = feeds;
    this.#mediaSite = mediaSite;
    this.#options = options;
    this.#sandbox = sandbox;
    this.#random = new Random(options.seed);
    const channels = channelsWith(Math.ceil(options.kills / killsPerGuest));
    for (const { chatId, name } of channels) sandbox.addChat({ id: chatId, type: 'channel', title: name });
    this.#news = new News(this.#random, this.#startedAtMs, channels, mediaSite.host);
    this.#machine = new Machine(options.database, settingsFor(sandbox.url, mediaSite.host), {
      'channels.yaml': `${channelsFile(channels)}  - { id: ${feedsChannel.chatId}, name: feeds, language: de }\n`,
      'sources.yaml': feeds.sourcesFile,
    });
    const resume = () => void sandbox.userSends(ownerId, ownerId, '/resume');
    this.#spells = new Spells(sandbox, new Random(options.seed + 2), resume);
    const count = (what: string) => this.#count(what);
    const parts = { sandbox, machine: this.#machine, random: this.#random, count };
    this.#turmoil = new Turmoil({ ...parts, feeds, news: this.#news });
    this.#strikes = new Strikes({ ...parts, stir: (isMore) => this.#turmoil.stir(isMore) });
  }

  async run(): Promise<StormResult> {
    try {
      await this.#rage();
    } catch (error) {
      if (!(error instanceof Spoilt)) throw error;
    }
    return this.#result();
  }

  async #rage(): Promise<void> {
    const { kills, posts, seed, ending = new AbortController().signal } = this.#options;
    const faults = new Random(seed + 1);
    this.#start();
    await this.#machine.running();
    await this.#machine.connect();
    this.#raise(faults);
    let life = 1;
    for (; life <= kills && !ending.aborted; life += 1) {
      this.#news.inviteGuest(life / kills);
      const end = await this.#live(life);
      if (end === 'killed') {
        await this.#betweenLives(life, faults);
        this.#start();
      }
      if (life % 25 === 0) await this.#tell(life);
    }
    if (this.#kept !== null) {
      await this.#strikes.kill();
      await this.#putBack(this.#kept.restore, faults);
      this.#start();
    }
    await this.#turmoil.feed((posts * (life - 1)) / kills, 0);
    await this.#comeToRest();
  }

  async end(): Promise<void> {
    await this.#machine.end();
    await this.#feeds.close();
    await this.#mediaSite.close();
    await this.#sandbox.stop();
  }

  #raise(random: Random): void {
    this.#feeds.rage();
    const ends = [this.#spells.raise(), raiseFaults(this.#sandbox, random)];
    this.#calm = () => ends.forEach((end) => end());
  }

  #start(): void {
    this.#machine.start(this.#settings());
  }

  /** Of one life. */
  #settings(): Record<string, string> {
    const hasWitness = this.#random.isLucky(shareWithWitness);
    if (hasWitness) this.#count('lives with a witness');
    return hasWitness ? { WITNESS_BOT_TOKEN: witness.token } : {};
  }

  /** One life of the program, with its share of news, until it is killed, or until a standby has taken over. */
  async #live(life: number): Promise<'killed' | 'taken over'> {
    const lifeMs = this.#random.between(50, longestLifeMs);
    const { kills, posts } = this.#options;
    await this.#turmoil.feed((posts * life) / kills, lifeMs);
    const untilMs = Date.now() + 60_000;
    while ((await this.#unfinished()) > mostUnfinished && Date.now() < untilMs) await sleep(lookMs);
    if (this.#isTurn('takeovers', life, shareTakenOver)) {
      await this.#strikes.takeOver(this.#settings());
      return 'taken over';
    }
    const isAlive = !this.#random.isLucky(shareFrozen) || (await this.#strikes.freeze());
    await (isAlive ? this.#strikes.killMostlyInRequest() : this.#strikes.kill());
    return 'killed';
  }

  /** The program is dead. A copy of everything is made now and then, or put back. */
  async #betweenLives(life: number, faults: Random): Promise<void> {
    if (this.#kept !== null && life >= this.#kept.beforeLife) {
      await this.#putBack(this.#kept.restore, faults);
    } else if (this.#kept === null && this.#isTurn('copies', life, 2 / killsPerRestore)) {
      const restore = await this.#machine.copy();
      this.#note('copied');
      this.#count('copies');
      this.#kept = { restore, beforeLife: life + this.#random.between(1, longestRestoredLives) };
    }
  }

  /** The program is dead, and has to be in the end. */
  async #putBack(restore: Restore, faults: Random): Promise<void> {
    this.#start();
    await this.#comeToRest();
    await this.#strikes.kill();
    await this.#restore(restore);
    this.#kept = null;
    this.#raise(faults);
  }

  /**
   * The newsroom writes everything again that it wrote since, before the program starts or after. Of its posts none may
   * come twice.
   */
  async #restore(restore: Restore): Promise<void> {
    const isMarkKept = this.#random.isLucky(0.5);
    this.#note(`put back ${isMarkKept ? 'without' : 'with'} the run mark`);
    await restore(isMarkKept);
    this.#count('restores');
    this.#turmoil.isRestored = true;
    if (this.#random.isLucky(0.5)) {
      this.#start();
      await this.#machine.running();
      await sleep(this.#random.between(0, 500));
      await this.#turmoil.writeAgain();
      await this.#strikes.kill();
    } else await this.#turmoil.writeAgain();
  }

  /**
   * The faults end, and what was under way arrives. Then one more article comes for each channel, because late copies
   * are found with the next post; and everything is finished.
   */
  async #comeToRest(): Promise<void> {
    this.#calm();
    this.#mediaSite.rest();
    await this.#feeds.calm(() => this.#machine.newsroom.askForSources());
    await this.#settle();
    await sleep(latestArrivalMs);
    await this.#machine.newsroom.insert(this.#news.writeForEach());
    await this.#settle();
    this.#turmoil.isRestored = false;
    if (!isClear(this.#judge())) throw new Spoilt();
  }

  #judge(): Verdict {
    const verdict = judge(this.#sandbox, this.#news, this.#turmoil.people, this.#spells.refused);
    this.#feeds.judge(verdict, this.#sandbox, this.#spells.refused);
    return verdict;
  }

  /** Waits until nothing is left to be done. */
  async #settle(): Promise<void> {
    const untilMs = Date.now() + calmMs + this.#options.posts * 20;
    while ((await this.#unfinished()) > 0) {
      if (Date.now() > untilMs)
        throw new Error(
          `it does not come to rest: ${await this.#machine.newsroom.describeUnfinished()}\n${this.#machine.output.join('\n').slice(-6_000)}`,
        );
      await sleep(lookMs);
    }
    // Late requests have arrived by then.
    await sleep(2 * settleTimeMs);
  }

  #unfinished(): Promise<number> {
    return this.#machine.newsroom.countUnfinished();
  }

  async #result(): Promise<StormResult> {
    const verdict = this.#judge();
    const suspects = Object.values(verdict).flat().slice(0, 5);
    const ledger: string[] = [];
    for (const text of suspects) {
      ledger.push(await this.#machine.newsroom.describe(text.split(' ', 1)[0] ?? ''));
    }
    if (suspects.length > 0) ledger.push(this.#describeChannels());
    const logChat = this.#sandbox.messages(ownerId);
    Object.assign(this.#counts, this.#feeds.counts);
    this.#counts['articles'] = this.#news.articles.length;
    this.#counts['spells of refusals'] = this.#spells.count;
    this.#counts['posts refused in unknown words'] = this.#spells.refused.size;
    this.#counts['posts owed'] = this.#news.posts;
    this.#counts['channels that began empty'] = this.#news.channels.length;
    // Copies that arrived very late, and those that the next forward would find. They are silent and harmless.
    this.#counts['copies left in the log chat'] = logChat.filter(({ origin }) => origin !== null).length;
    return {
      verdict,
      counts: this.#counts,
      faults: Object.fromEntries(Object.entries(this.#sandbox.counts)),
      states: await this.#machine.newsroom.countStates(),
      seconds: Math.round((Date.now() - this.#startedAtMs) / 1_000),
      output: [...this.#machine.output, ...ledger].join('\n--- the next life\n'),
    };
  }

  /** What stands in the channels, for the report of a failure. */
  #describeChannels(): string {
    const lines = this.#news.channels.flatMap(({ name, chatId }) =>
      this.#sandbox.messages(chatId).map(({ id, date, replyTo, text }) => {
        const at = new Date(date * 1_000).toISOString();
        return `${name} ${id} ${at} -> ${replyTo}: ${text.split('\n', 1)[0]}`;
      }),
    );
    return lines.join('\n');
  }

  async #tell(life: number): Promise<void> {
    const seconds = Math.round((Date.now() - this.#startedAtMs) / 1_000);
    const { onProgress = () => undefined } = this.#options;
    onProgress(`${life} kills, ${this.#news.posts} posts, ${await this.#unfinished()} to do, ${seconds} s`);
  }

  /** The last number of each channel, for the report of a failure. */
  #note(what: string): void {
    const numbers = this.#news.channels.map(
      ({ name, chatId }) => `${name} ${this.#sandbox.messages(chatId).at(-1)?.id ?? 0}`,
    );
    this.#machine.note(`${what}: ${numbers.join(', ')}`);
  }

  /** Whether something happens in this life: now and then, and once at least in every storm. */
  #isTurn(what: string, life: number, share: number): boolean {
    const isOwed = life >= this.#options.kills / 3 && this.#counts[what] === undefined;
    return this.#random.isLucky(share) || isOwed;
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }
}

function settingsFor(apiRoot: string, picturesFrom: string): Record<string, string> {
  return {
    BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: apiRoot,
    ADMIN_IDS: String(ownerId),
    CHANNELS_FILE: 'channels.yaml',
    PICTURES_FROM: picturesFrom,
    POSTS_PER_MINUTE: '0',
    BURST_ARTICLES: '0',
    POSTS_PER_SECOND: '0',
    POLL_SCHEDULE: '* * * * * *',
    REQUEST_TIMEOUT: `${requestTimeoutMs}ms`,
    SETTLE_TIME: `${settleTimeMs}ms`,
    CORRECTION_DELAY: '250ms',
    // Floods of people and jumps come much more often than in a newsroom.
    READ_BACK_BUDGET: '2000',
  };
}
