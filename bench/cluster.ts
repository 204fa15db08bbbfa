import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startSandbox, type Sandbox } from '../src/sandbox/http/server.ts';
import { startProgram, type Program } from '../tests/stage/program.ts';
import { atMost, median, type Figure } from './figures.ts';
import { openPostgres } from './postgres.ts';
import { makeFolder } from './program.ts';

/** How often each fault is measured. */
const rounds = 10;

const processes = 3;

const bots = ['news', 'sport', 'city', 'world'].map((name, index) => ({
  name,
  id: 1_001 + index,
  token: `${1_001 + index}:a-token-for-the-bench-of-${name}`,
}));
const channels = bots.flatMap(({ name: bot }, index) =>
  [0, 1, 2].map((place) => ({ bot, name: `${bot}${place}`, id: -1_001_000_000_000 - index * 10 - place })),
);

/** The longest time until the bots are shared evenly again. */
const evenMs = 60_000;
const lookMs = 20;
/** Everything is at rest before a fault comes. */
const restMs = 2_000;

/** What happens to a process, and how it is there again when its bots post. */
interface Fault {
  name: string;
  strike: (program: Program) => void;
  /** null: another process is started in its place. */
  wake: ((program: Program) => void) | null;
  medianMs: number;
  worstMs: number;
}

const signal = (name: NodeJS.Signals) => (program: Program) => void process.kill(program.pid, name);

const faults: Fault[] = [
  { name: 'killed', strike: signal('SIGKILL'), wake: null, medianMs: 2_000, worstMs: 4_000 },
  { name: 'stopped', strike: signal('SIGTERM'), wake: null, medianMs: 2_000, worstMs: 2_000 },
  { name: 'frozen', strike: signal('SIGSTOP'), wake: signal('SIGCONT'), medianMs: 8_000, worstMs: 8_000 },
];

/**
 * How long the bots of a process do not post when something happens to it: from that moment until a request of the last one
 * of them arrives. Nothing is in flight then, and an article is published at once after it.
 */
export async function measureCluster(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const postgres = await openPostgres();
  const sandbox = await startSandbox({
    bots: bots.map(({ id, name, token }) => ({ id, token, username: `${name}_bot`, firstName: name })),
  });
  for (const { id, name } of channels) sandbox.addChat({ id, type: 'channel', title: name });
  const cluster = new Cluster(folder, postgres.url, sandbox);
  try {
    await cluster.open();
    const figures: Figure[] = [];
    for (const fault of faults) figures.push(...(await measure(cluster, fault)));
    return figures;
  } finally {
    await cluster.close();
    await sandbox.stop();
    await postgres.stop();
    remove();
  }
}

async function measure(cluster: Cluster, fault: Fault): Promise<Figure[]> {
  const { medianMs, name, worstMs } = fault;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await cluster.timeOf(fault, round));
    console.error(`${name}: ${Math.round(times.at(-1) ?? 0)} ms`);
  }
  const what = `a process of three is ${name}: its bots post again`;
  return [
    atMost(`${what}, median of ${rounds}`, median(times), 'ms', medianMs),
    atMost(`${what}, worst of ${rounds}`, Math.max(...times), 'ms', worstMs),
  ];
}

class Cluster {
  readonly #folder: string;
  readonly #url: string;
  readonly #sandbox: Sandbox;
  readonly #client: pg.Client;
  #programs: Program[] = [];
  #started = 0;
  #published = 0;

  constructor(folder: string, url: string, sandbox: Sandbox) {
    this.#folder = folder;
    this.#url = url;
    this.#sandbox = sandbox;
    this.#client = new pg.Client({ connectionString: url });
  }

  async open(): Promise<void> {
    await this.#client.connect();
    for (let count = 0; count < processes; count += 1) this.#start();
    for (const program of this.#programs) await program.waitForLine(({ msg }) => msg === 'running', evenMs);
  }

  async close(): Promise<void> {
    for (const program of this.#programs) await program.stop('SIGKILL');
    await this.#client.end();
  }

  /** @returns milliseconds. `round`: the processes take turns. */
  async timeOf({ strike, wake }: Fault, round: number): Promise<number> {
    await this.#untilEven();
    await sleep(restMs);
    const program = this.#programs[round % this.#programs.length];
    if (program === undefined) throw new Error('there is no process');
    const moved = await this.#botsOf(program);
    const posted = this.#untilPosted(moved);
    const sinceMs = performance.now();
    strike(program);
    await this.#publish();
    const tookMs = (await posted) - sinceMs;
    if (wake !== null) wake(program);
    else {
      await program.exited;
      this.#programs = this.#programs.filter((each) => each !== program);
      this.#start();
    }
    return tookMs;
  }

  #start(): void {
    this.#started += 1;
    const folder = join(this.#folder, `machine${this.#started}`);
    mkdirSync(folder);
    const named = bots.map(({ name }) => `  - { name: ${name}, token: "\${${variableOf(name)}}" }`);
    const listed = channels.map(({ bot, id, name }) => `  - { id: ${id}, name: ${name}, bot: ${bot} }`);
    const file = `bots:\n${named.join('\n')}\nchannels:\n${listed.join('\n')}\n`;
    writeFileSync(join(folder, 'channels.yaml'), file);
    const settings = {
      ...Object.fromEntries(bots.map(({ name, token }) => [variableOf(name), token])),
      ENGINE: 'cluster',
      DATABASE_URL: this.#url,
      TELEGRAM_API_ROOT: this.#sandbox.url,
      POSTS_PER_MINUTE: '0',
      BURST_ARTICLES: '0',
    };
    this.#programs.push(startProgram(settings, folder));
  }

  /** Every process has its fair share. */
  async #untilEven(): Promise<void> {
    const untilMs = performance.now() + evenMs;
    for (;;) {
      const shares: number[] = [];
      for (const program of this.#programs) shares.push((await this.#botsOf(program)).length);
      const [most, least] = [Math.max(...shares), Math.min(...shares)];
      if (least > 0 && most - least <= 1 && shares.reduce((sum, share) => sum + share, 0) === bots.length)
        return;
      if (performance.now() > untilMs) throw new Error(`the bots are shared as ${shares.join(', ')}`);
      await sleep(lookMs);
    }
  }

  async #botsOf({ pid }: Program): Promise<string[]> {
    const { rows } = await this.#client.query<{ bot: string }>(
      `select bot from lanes where number is not null
         and holder = (select id::text from processes where pid = $1 order by id desc limit 1)`,
      [pid],
    );
    return rows.map(({ bot }) => bot);
  }

  /** Resolves when each of these bots has sent something, with the moment by the steady clock. */
  #untilPosted(names: readonly string[]): Promise<number> {
    const left = new Set(names);
    return new Promise((resolve) => {
      const stop = this.#sandbox.onRequest(({ chatId, method }) => {
        if (method !== 'sendMessage') return;
        left.delete(channels.find(({ id }) => id === chatId)?.bot ?? '');
        if (left.size > 0) return;
        stop();
        resolve(performance.now());
      });
    });
  }

  async #publish(): Promise<void> {
    this.#published += 1;
    const id = `a${this.#published}`;
    await this.#client.query(
      `insert into articles (id, url, language, headline, published_at) values ($1, $2, 'en', $3, now())`,
      [id, `https://news.example.kz/${id}`, `Story ${id}`],
    );
  }
}

function variableOf(bot: string): string {
  return `${bot.toUpperCase()}_TOKEN`;
}
