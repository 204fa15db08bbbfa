import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { channelsFile, channelsWith, News, textOf, type StormArticle } from '../storm/news.ts';
import { openNewsroom, type Newsroom } from '../storm/newsroom.ts';
import { Random } from '../storm/random.ts';
import { raiseFaults } from '../storm/weather.ts';
import { lineOf, minuteOf, risesOf, type Minute, type Rise, type Sample } from './figures.ts';
import { startFlags, startMeasured, type MeasuredProgram } from './measured-program.ts';

export interface SoakOptions {
  seed: number;
  minutes: number;
  postsPerSecond: number;
  /** With the flags of `npm start`. */
  hasFlags: boolean;
  onMinute: (line: string) => void;
}

const bot = { token: '4242424242:soak-token', id: 4_242_424_242, username: 'soak_bot', firstName: 'Soak' };
const ownerId = 777;

const channels = channelsWith(0);

const sampleMs = 5_000;
const tickMs = 200;

/** A tenth of the storm's faults: at 15 posts a second one strikes every few seconds, and the pace is kept. */
const faultFactor = 0.1;

/** Per second. */
const correctionsRate = 1;
const cancelsRate = 0.2;
const commandsRate = 0.2;
const peopleRate = 0.2;

/** Corrections and kills are about the newest articles, as in a newsroom. */
const newestCount = 200;

const body =
  'The library of the region opened its reading room for the night on Friday. More than four hundred readers came, ' +
  'most of them students. The doors will stay open on every last Friday of the month, the director said.\n\n';

/** Runs the program under a steady load, and measures it. @returns what rose after it had settled. */
export async function runSoak(options: SoakOptions): Promise<Rise[]> {
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-soak-'));
  const sandbox = await startSandbox({ bots: [bot] });
  try {
    return await new Soak(options, folder, sandbox).run();
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #folder: string;
  readonly #sandbox: Sandbox;
  readonly #random: Random;
  readonly #news: News;
  #newest: StormArticle[] = [];
  #posts = 0;
  #count = 0;

  constructor(options: SoakOptions, folder: string, sandbox: Sandbox) {
    this.#options = options;
    this.#folder = folder;
    this.#sandbox = sandbox;
    this.#random = new Random(options.seed);
    this.#news = new News(this.#random, Date.now(), channels);
    for (const { chatId, name } of channels) sandbox.addChat({ id: chatId, type: 'channel', title: name });
    sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
    sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
    writeFileSync(join(folder, 'channels.yaml'), channelsFile(channels));
  }

  async run(): Promise<Rise[]> {
    const database = join(this.#folder, 'soak.db');
    const program = this.#start(database);
    await this.#waitUntilTablesExist(database);
    const newsroom = await openNewsroom(`sqlite:${database}`);
    const calm = raiseFaults(this.#sandbox, new Random(this.#options.seed + 1), faultFactor);
    const stopping = new AbortController();
    const feeding = this.#feed(newsroom, stopping.signal);
    try {
      return risesOf(await this.#measure(program, newsroom));
    } finally {
      stopping.abort();
      await feeding;
      calm();
      await newsroom.close();
      await program.stop();
    }
  }

  #start(database: string): MeasuredProgram {
    return startMeasured(this.#folder, database, this.#options.hasFlags ? startFlags() : [], {
      BOT_TOKEN: bot.token,
      TELEGRAM_API_ROOT: this.#sandbox.url,
      ADMIN_IDS: String(ownerId),
      CHANNELS_FILE: 'channels.yaml',
      DATABASE_URL: `sqlite:${database}`,
      POSTS_PER_MINUTE: '0',
      BURST_ARTICLES: '0',
      POSTS_PER_SECOND: '0',
      REQUEST_TIMEOUT: '5s',
      SETTLE_TIME: '600ms',
      CORRECTION_DELAY: '250ms',
    });
  }

  async #waitUntilTablesExist(database: string): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      await sleep(tickMs);
      try {
        const newsroom = await openNewsroom(`sqlite:${database}`);
        await newsroom.countUnfinished();
        return await newsroom.close();
      } catch (error) {
        if (tries === 100) throw error;
      }
    }
  }

  async #measure(program: MeasuredProgram, newsroom: Newsroom): Promise<Minute[]> {
    const minutes: Minute[] = [];
    for (let minute = 1; minute <= this.#options.minutes; minute += 1) {
      const samples: Sample[] = [];
      const untilMs = performance.now() + 60_000;
      while (performance.now() < untilMs) {
        await sleep(Math.min(sampleMs, untilMs - performance.now()));
        if (program.child.exitCode !== null) throw new Error('the program ended; see program.log');
        const sample = await program.measure();
        if (sample !== null) samples.push(sample);
      }
      const summary = minuteOf(minute, samples);
      minutes.push(summary);
      this.#options.onMinute(lineOf(summary, this.#posts, await newsroom.countUnfinished()));
    }
    return minutes;
  }

  /** Writes, corrects, cancels and asks at a steady pace until it is told to stop. */
  async #feed(newsroom: Newsroom, signal: AbortSignal): Promise<void> {
    const startedMs = performance.now();
    while (!signal.aborted) {
      const owed = ((performance.now() - startedMs) / 1_000) * this.#options.postsPerSecond;
      while (this.#posts < owed) await this.#write(newsroom);
      if (this.#isTime(correctionsRate)) await this.#correct(newsroom);
      if (this.#isTime(cancelsRate)) await this.#cancel(newsroom);
      if (this.#isTime(peopleRate)) {
        this.#sandbox.personPosts(
          this.#random.pick(channels).chatId,
          `A person's words ${(this.#count += 1)}`,
        );
      }
      if (this.#isTime(commandsRate)) this.#sandbox.userSends(ownerId, ownerId, this.#command());
      await sleep(tickMs);
    }
  }

  #isTime(perSecond: number): boolean {
    return this.#random.isLucky((perSecond * tickMs) / 1_000);
  }

  async #write(newsroom: Newsroom): Promise<void> {
    const row = this.#news.write();
    const article = this.#news.articles.at(-1);
    if (article === undefined) throw new Error('no article was written');
    this.#newest = [...this.#newest.slice(1 - newestCount), article];
    this.#posts += this.#news.channelsOf(article).length;
    await newsroom.insert([{ ...row, body: body.repeat(this.#random.between(1, 20)) }]);
  }

  async #correct(newsroom: Newsroom): Promise<void> {
    const article = this.#random.pick(this.#newest);
    this.#news.correct(article);
    await newsroom.update(article.id, textOf(article));
  }

  async #cancel(newsroom: Newsroom): Promise<void> {
    const { id } = this.#random.pick(this.#newest);
    await newsroom.update(id, { status: 'canceled' });
  }

  #command(): string {
    const { id } = this.#random.pick(this.#newest);
    return this.#random.pick([
      '/status',
      '/latest',
      '/find story version',
      `/find ${id}`,
      `/preview ${id}`,
      `/hold ${id}`,
      `/release ${id}`,
      '/queue',
      '/uncertain',
      '/log',
      '/stats 7d',
      '/help',
    ]);
  }
}
