import { mkdtempDisposableSync, writeFileSync, type DisposableTempDir } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { startProgram, type Program } from '../stage/program.ts';
import { channels, channelsFile, channelsOf, News, textOf } from './news.ts';
import { openNewsroom, type Newsroom } from './newsroom.ts';
import { Random } from './random.ts';
import { judge, type PersonsPost, type Verdict } from './verdict.ts';
import { raiseFaults, requestTimeoutMs, settleTimeMs } from './weather.ts';

export interface StormOptions {
  seed: number;
  /** How many posts are owed in the end, at least: one per article and channel. */
  posts: number;
  kills: number;
  /** `sqlite`, or the address of an empty Postgres database. */
  database: 'sqlite' | `postgres://${string}`;
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
const calmMs = 90_000;
const lookMs = 50;
/** How long a kill waits for the request in which it is to happen. */
const requestWaitMs = 1_500;
/** How many of the last lives keep their output, for the report of a failure. */
const keptLives = 4;

/**
 * A storm over the whole program in its own process: articles come, are corrected and killed, people post,
 * requests and answers are lost, and the program is killed again and again. In the end the sky is clear, the
 * program does what is left, and the channels are judged.
 */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const storm = await Storm.gather(options);
  try {
    return await storm.run();
  } finally {
    await storm.end();
  }
}

class Storm {
  readonly #options: StormOptions;
  readonly #random: Random;
  readonly #sandbox: Sandbox;
  readonly #folder: DisposableTempDir;
  readonly #news: News;
  readonly #people: PersonsPost[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #lives: string[] = [];
  readonly #startedAtMs = Date.now();
  #newsroom: Newsroom | null = null;
  #program: Program | null = null;

  static async gather(options: StormOptions): Promise<Storm> {
    const sandbox = await startSandbox({ bots: [bot, witness] });
    for (const { chatId, name } of channels) sandbox.addChat({ id: chatId, type: 'channel', title: name });
    sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
    sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
    return new Storm(options, sandbox);
  }

  private constructor(options: StormOptions, sandbox: Sandbox) {
    this.#options = options;
    this.#sandbox = sandbox;
    this.#random = new Random(options.seed);
    this.#folder = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-storm-'));
    writeFileSync(join(this.#folder.path, 'channels.yaml'), channelsFile());
    this.#news = new News(this.#random, this.#startedAtMs);
  }

  async run(): Promise<StormResult> {
    const program = this.#start();
    await program.waitForLine(({ msg }) => msg === 'running');
    this.#newsroom = await openNewsroom(this.#databaseUrl);
    await this.#begin();
    const calm = raiseFaults(this.#sandbox, new Random(this.#options.seed + 1));
    for (let life = 1; life <= this.#options.kills; life += 1) {
      await this.#live((this.#options.posts * life) / this.#options.kills);
      this.#start();
      if (life % 25 === 0) await this.#tell(life);
    }
    await this.#feed(this.#options.posts, 0);
    calm();
    await this.#settle();
    return this.#result();
  }

  /** Posts one article to each channel, so that a message number is known. A very first post has a story of its own. */
  async #begin(): Promise<void> {
    while (
      channels.some((channel) => !this.#news.articles.some((one) => channelsOf(one).includes(channel)))
    ) {
      await this.#newsroom?.insert([this.#news.write()]);
    }
    await sleep(lookMs);
    while ((await this.#unfinished()) > 0) await sleep(lookMs);
  }

  async end(): Promise<void> {
    await this.#program?.stop('SIGKILL');
    await this.#newsroom?.close();
    await this.#sandbox.stop();
    this.#folder.remove();
  }

  get #databaseUrl(): string {
    const { database } = this.#options;
    return database === 'sqlite' ? `sqlite:${join(this.#folder.path, 'storm.db')}` : database;
  }

  #start(): Program {
    const hasWitness = this.#random.isLucky(shareWithWitness);
    if (hasWitness) this.#count('lives with a witness');
    this.#program = startProgram(
      {
        BOT_TOKEN: bot.token,
        TELEGRAM_API_ROOT: this.#sandbox.url,
        ADMIN_IDS: String(ownerId),
        CHANNELS_FILE: 'channels.yaml',
        DATABASE_URL: this.#databaseUrl,
        POSTS_PER_MINUTE: '0',
        POSTS_PER_SECOND: '0',
        POLL_SCHEDULE: '* * * * * *',
        REQUEST_TIMEOUT: `${requestTimeoutMs}ms`,
        SETTLE_TIME: `${settleTimeMs}ms`,
        CORRECTION_DELAY: '250ms',
        ...(hasWitness ? { WITNESS_BOT_TOKEN: witness.token } : {}),
      },
      this.#folder.path,
    );
    return this.#program;
  }

  /** One life of the program, with its share of news, until it is killed. */
  async #live(posts: number): Promise<void> {
    const lifeMs = this.#random.between(50, longestLifeMs);
    await this.#feed(posts, lifeMs);
    const untilMs = Date.now() + 60_000;
    while ((await this.#unfinished()) > mostUnfinished && Date.now() < untilMs) await sleep(lookMs);
    // Most kills come in the middle of a request: after Telegram took it, before it answered.
    await (this.#random.isLucky(0.65) ? this.#killInRequest() : this.#kill());
  }

  /** Writes news until `posts` posts are owed, over about `ms` milliseconds; at least once. */
  async #feed(posts: number, ms: number): Promise<void> {
    const random = this.#random;
    const untilMs = Date.now() + ms;
    const pauseMs = Math.max(10, ms / 6);
    do {
      const batch = [];
      for (let count = random.between(1, 4); count > 0 && this.#news.posts < posts; count -= 1) {
        batch.push(this.#news.write());
      }
      if (batch.length > 0) await this.#newsroom?.insert(batch);
      if (random.isLucky(0.35)) await this.#correct();
      if (random.isLucky(0.06)) await this.#cancel();
      if (random.isLucky(0.15)) this.#personPosts();
      await sleep(random.between(5, Math.floor(pauseMs * 2)));
    } while (this.#news.posts < posts || Date.now() < untilMs);
  }

  async #correct(): Promise<void> {
    const article = this.#news.choose();
    if (article === null) return;
    this.#news.correct(article);
    await this.#newsroom?.update(article.id, textOf(article));
    this.#count('corrections');
  }

  async #cancel(): Promise<void> {
    const article = this.#news.choose();
    if (article === null) return;
    article.isKilled = true;
    if (this.#random.isLucky(0.3)) await this.#newsroom?.delete(article.id);
    else await this.#newsroom?.update(article.id, { status: 'canceled' });
    this.#count('canceled');
  }

  #personPosts(): void {
    const { chatId } = this.#random.pick(channels);
    const text = `A person's words ${this.#people.length + 1}`;
    const { id } = this.#sandbox.personPosts(chatId, text);
    this.#people.push({ chatId, messageId: id, text });
    this.#count('posts of people');
  }

  async #kill(): Promise<void> {
    const program = this.#program;
    if (program === null) return;
    const code = await program.stop('SIGKILL');
    this.#count('kills');
    // A killed process has no exit code. With one, it ended by itself.
    if (code !== null)
      throw new Error(`the program ended by itself with ${code}: ${program.output().slice(-3_000)}`);
    this.#lives.push(program.output());
    if (this.#lives.length > keptLives) this.#lives.shift();
  }

  /** Kills the program after Telegram carried out one of the next requests, and before it answers. */
  async #killInRequest(): Promise<void> {
    const pid = this.#program?.pid ?? 0;
    let left = this.#random.between(1, 5);
    const struck = new Promise<void>((resolve) => {
      const done = () => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const stop = this.#sandbox.onRequest(({ method }) => {
        if (!/^(send|edit|delete|forward)/i.test(method)) return;
        left -= 1;
        if (left > 0) return;
        process.kill(pid, 'SIGKILL');
        this.#count('kills in a request');
        done();
      });
      const timer = setTimeout(done, requestWaitMs);
    });
    await this.#newsroom?.insert([this.#news.write(), this.#news.write()]);
    if (this.#random.isLucky(0.5)) await this.#correct();
    await struck;
    await this.#kill();
  }

  /** Waits until nothing is left to be done. */
  async #settle(): Promise<void> {
    const untilMs = Date.now() + calmMs + this.#options.posts * 20;
    while ((await this.#unfinished()) > 0) {
      if (Date.now() > untilMs)
        throw new Error(`it does not come to rest: ${await this.#newsroom?.describeUnfinished()}`);
      await sleep(lookMs);
    }
    // Late requests have arrived by then.
    await sleep(2 * settleTimeMs);
  }

  async #unfinished(): Promise<number> {
    return (await this.#newsroom?.countUnfinished()) ?? 0;
  }

  async #result(): Promise<StormResult> {
    const verdict = judge(this.#sandbox, this.#news.articles, this.#people);
    const suspects = Object.values(verdict).flat().slice(0, 5);
    const ledger: string[] = [];
    for (const text of suspects) {
      ledger.push((await this.#newsroom?.describe(text.split(' ', 1)[0] ?? '')) ?? '');
    }
    const logChat = this.#sandbox.messages(ownerId);
    this.#counts['articles'] = this.#news.articles.length;
    this.#counts['posts owed'] = this.#news.posts;
    // A lost answer to a forward, or a kill after it, leaves its copy in the log chat. It is silent and harmless.
    this.#counts['copies left in the log chat'] = logChat.filter(({ origin }) => origin !== null).length;
    this.#lives.push(this.#program?.output() ?? '', ...ledger);
    return {
      verdict,
      counts: this.#counts,
      faults: Object.fromEntries(Object.entries(this.#sandbox.counts)),
      states: (await this.#newsroom?.countStates()) ?? {},
      seconds: Math.round((Date.now() - this.#startedAtMs) / 1_000),
      output: this.#lives.join('\n--- the next life\n'),
    };
  }

  async #tell(life: number): Promise<void> {
    const seconds = Math.round((Date.now() - this.#startedAtMs) / 1_000);
    const { onProgress = () => undefined } = this.#options;
    onProgress(`${life} kills, ${this.#news.posts} posts, ${await this.#unfinished()} to do, ${seconds} s`);
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }
}
