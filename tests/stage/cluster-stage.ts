import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { onTestFinished, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { makeFolder } from './folder.ts';
import { MachineNetwork, telegramHost } from './machine-network.ts';
import { startProgram, type Program } from './program.ts';

/** Bots of a cluster, each with channels of its own. */
export const botNames = ['news', 'sport', 'city', 'world'];
const channelsPerBot = 3;

export const channels = botNames.flatMap((bot, index) =>
  Array.from({ length: channelsPerBot }, (_, place) => ({
    name: `${bot}${place}`,
    bot,
    id: -1_001_000_000_000 - index * 10 - place,
  })),
);

export interface LaneRow {
  bot: string;
  holder: string | null;
  epoch: number;
}

/** A process with a network of its own. */
export interface ClusterMachine {
  program: Program;
  network: MachineNetwork;
  /** Its event loop does nothing else for so long. */
  block(ms: number): void;
}

/** Where alerts of all bots go. */
export const logChat = -1_009_000_000_000;

/** Processes that share the bots of one Postgres database, before one Telegram. */
export class ClusterStage {
  readonly sandbox: Sandbox;
  #client: pg.Client;
  readonly #url: string;
  readonly #folder = makeFolder();
  #processes = 0;

  /** `url`: an empty database. */
  static async set(url: string): Promise<ClusterStage> {
    const sandbox = await startSandbox({
      bots: botNames.map((name, index) => ({
        token: tokenOf(name),
        id: 1_001 + index,
        username: `${name}_bot`,
        firstName: name,
      })),
      hostNames: [telegramHost],
    });
    for (const { id, name } of channels) sandbox.addChat({ id, type: 'channel', title: name });
    sandbox.addChat({ id: logChat, type: 'supergroup', title: 'Log' });
    const stage = new ClusterStage(sandbox, url);
    await stage.connect();
    onTestFinished(async () => {
      await sandbox.stop();
      await stage.#client.end().catch(() => undefined);
    });
    return stage;
  }

  private constructor(sandbox: Sandbox, url: string) {
    this.sandbox = sandbox;
    this.#url = url;
    this.#client = new pg.Client({ connectionString: url });
  }

  /** Connects the newsroom, anew if the server was away. */
  async connect(): Promise<void> {
    this.#client = new pg.Client({ connectionString: this.#url });
    this.#client.on('error', () => undefined);
    await this.#client.connect();
  }

  /** Starts one more process, on a machine of its own as far as files go. */
  launch(settings: Record<string, string> = {}, args: readonly string[] = ['run']): Program {
    this.#processes += 1;
    const folder = join(this.#folder, `machine${this.#processes}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'channels.yaml'), channelsFile());
    const tokens = Object.fromEntries(botNames.map((name) => [variableOf(name), tokenOf(name)]));
    const given = { ...tokens, ...usual, DATABASE_URL: this.#url, TELEGRAM_API_ROOT: this.sandbox.url };
    const program = startProgram({ ...given, ...settings }, folder, args);
    onTestFinished(async () => void (await program.stop('SIGKILL')));
    return program;
  }

  /** The same with a network of its own. All processes of a test have one, or none has: it is among their settings. */
  async launchMachine(settings: Record<string, string> = {}): Promise<ClusterMachine> {
    const network = await MachineNetwork.open(this.#url, this.sandbox.url);
    onTestFinished(() => network.close());
    const preload = pathToFileURL(join(import.meta.dirname, 'block-on-signal.ts')).href;
    const program = this.launch({ ...network.settings, NODE_OPTIONS: `--import ${preload}`, ...settings });
    const folder = join(this.#folder, `machine${this.#processes}`);
    const block = (ms: number) => {
      writeFileSync(join(folder, 'blocked-ms'), String(ms));
      process.kill(program.pid, 'SIGUSR2');
    };
    return { block, network, program };
  }

  async start(settings: Record<string, string> = {}): Promise<Program> {
    const program = this.launch(settings);
    await program.waitForLine(({ msg }) => msg === 'running', 60_000);
    return program;
  }

  /** Commits articles for all channels, as a newsroom's own program does. */
  async publish(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#client.query(
        `insert into articles (id, url, language, headline, published_at) values ($1, $2, 'en', $3, now())`,
        [id, `https://news.example.kz/${id}`, `Story ${id}`],
      );
    }
  }

  async lanes(): Promise<LaneRow[]> {
    const { rows } = await this.#client.query<LaneRow>(
      'select bot, holder, epoch::int as epoch from lanes where number is not null order by bot',
    );
    return rows;
  }

  /** How many bots each process has that is alive: the largest number first. */
  async shares(): Promise<number[]> {
    const { rows } = await this.#client.query<{ count: number }>(
      'select count(*)::int as count from lanes where holder is not null group by holder order by 1 desc',
    );
    return rows.map(({ count }) => count);
  }

  /** The numbers of the processes by their process ids. */
  async numberOf({ pid }: Program): Promise<string> {
    const { rows } = await this.#client.query<{ id: number }>('select id from processes where pid = $1', [
      pid,
    ]);
    return String(rows.at(-1)?.id ?? '');
  }

  async query(sql: string): Promise<void> {
    await this.#client.query(sql);
  }

  async rows(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.#client.query<Record<string, unknown>>(sql)).rows;
  }

  /** The headlines that stand in a channel. */
  standing(channelId: number): string[] {
    return this.sandbox.messages(channelId).map(({ text }) => text.split('\n', 1)[0] ?? '');
  }

  /** Waits until each article stands once in each channel, in order. */
  async untilPosted(ids: readonly string[], timeoutMs = 30_000): Promise<void> {
    const wanted = ids.map((id) => `Story ${id}`);
    await vi.waitFor(
      () => {
        for (const { id, name } of channels) {
          const standing = this.standing(id);
          if (JSON.stringify(standing) !== JSON.stringify(wanted)) {
            throw new Error(`${name}: ${standing.length} of ${wanted.length}: ${standing.join(', ')}`);
          }
        }
      },
      { timeout: timeoutMs, interval: 20 },
    );
  }

  /** Waits until the bots are shared like this. */
  async untilShared(shares: readonly number[], timeoutMs = 15_000): Promise<void> {
    await vi.waitFor(
      async () => {
        const now = await this.shares();
        if (JSON.stringify(now) !== JSON.stringify(shares)) throw new Error(`shared as ${now.join(', ')}`);
      },
      { timeout: timeoutMs, interval: 50 },
    );
  }
}

const usual = {
  ENGINE: 'cluster',
  POSTS_PER_MINUTE: '0',
  BURST_ARTICLES: '0',
  SETTLE_TIME: '300ms',
  REQUEST_TIMEOUT: '2s',
};

function tokenOf(name: string): string {
  return `${1_001 + botNames.indexOf(name)}:token-of-${name}-that-must-never-show`;
}

function variableOf(name: string): string {
  return `${name.toUpperCase()}_TOKEN`;
}

/** The settings of all channels, as each machine has them. */
export function channelsFile(): string {
  const bots = botNames.map(
    (name) => `  - {name: ${name}, token: '\${${variableOf(name)}}', log_chat: ${logChat}}`,
  );
  const list = channels.map(({ bot, id, name }) => `  - {id: ${id}, name: ${name}, bot: ${bot}}`);
  return `bots:\n${bots.join('\n')}\nchannels:\n${list.join('\n')}\n`;
}
