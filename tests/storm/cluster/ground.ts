import { mkdtempDisposableSync, type DisposableTempDir } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../src/sandbox/http/server.ts';
import { MachineNetwork } from '../../stage/machine-network.ts';
import { startServer, type Halt, type OwnServer } from '../../stage/postgres-server.ts';
import { feedsChannel } from '../feeds.ts';
import { filterOf, type StormChannel } from '../news.ts';
import { openNewsroom, type Newsroom } from '../newsroom.ts';
import { requestTimeoutMs, settleTimeMs } from '../weather.ts';
import { ClusterMachine } from './cluster-machine.ts';

export const ownerId = 777;

/** The bots of the storm. Each has a log chat of its own, through which it reads back. */
export const bots = ['news', 'sport', 'city', 'world'].map((name, index) => ({
  name,
  id: 1_001 + index,
  token: `${1_001 + index}:a-token-for-the-storm-of-${name}`,
  logChatId: -1_009_000_000_000 - index,
}));

const kinds = [
  { kind: 'kk', language: 'kk' },
  { kind: 'ru', language: 'ru' },
  { kind: 'all', language: null },
];

/** Three channels of each bot: one for each language, and one for everything that is not local. */
export const channels: readonly (StormChannel & { bot: string })[] = bots.flatMap(({ name: bot }, index) =>
  kinds.map(({ kind, language }, place) => ({
    bot,
    name: `${bot}-${kind}`,
    chatId: -1_001_000_000_001 - index * 10 - place,
    language,
    isGuest: false,
  })),
);

/** Three machines, the server of the database that they share, and the newsroom's own connection. */
export class Ground {
  readonly machines: readonly ClusterMachine[];
  readonly #postgres: OwnServer;
  readonly #folder: DisposableTempDir;
  #newsroom: Newsroom | null = null;

  static async lay(sandbox: Sandbox, sourcesFile: string, processes: number): Promise<Ground> {
    const postgres = await startServer([]);
    const folder = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-cluster-storm-'));
    const files = { 'channels.yaml': channelsFile(), 'sources.yaml': sourcesFile };
    const machines = [];
    for (let index = 1; index <= processes; index += 1) {
      const network = await MachineNetwork.open(`${postgres.server}/postgres`, sandbox.url);
      const name = `machine${index}`;
      machines.push(new ClusterMachine(name, join(folder.path, name), settings, files, network));
    }
    return new Ground(machines, postgres, folder);
  }

  private constructor(machines: ClusterMachine[], postgres: OwnServer, folder: DisposableTempDir) {
    this.machines = machines;
    this.#postgres = postgres;
    this.#folder = folder;
  }

  /** The tables are there once the program ran. */
  get newsroom(): Newsroom {
    if (this.#newsroom === null) throw new Error('the newsroom is not connected');
    return this.#newsroom;
  }

  async connect(): Promise<void> {
    this.#newsroom = await openNewsroom(`${this.#postgres.server}/postgres`);
  }

  /** Which machine works for a channel, or a log chat, as far as the processes said. */
  machineOf(chatId: number | string | null): ClusterMachine | null {
    const bot =
      channels.find((channel) => channel.chatId === chatId)?.bot ??
      bots.find(({ logChatId }) => logChatId === chatId)?.name;
    if (bot === undefined) return null;
    const [holder] = this.machines.toSorted((one, other) => other.epochOf(bot) - one.epochOf(bot));
    return holder !== undefined && holder.epochOf(bot) > 0 ? holder : null;
  }

  /** The server ends, and is there again after a while. */
  async breakServer(how: Halt, awayMs: number): Promise<void> {
    await this.#newsroom?.close();
    for (const machine of this.machines) machine.databaseIs('away');
    await this.#postgres.halt(how);
    await sleep(awayMs);
    await this.#postgres.restart();
    for (const machine of this.machines) machine.databaseIs('there');
    await this.connect();
  }

  async clear(): Promise<void> {
    for (const machine of this.machines) await machine.end();
    await this.#newsroom?.close().catch(() => undefined);
    await this.#postgres.stop();
    this.#folder.remove();
  }
}

function channelsFile(): string {
  const named = bots.map(
    ({ logChatId, name }) =>
      `  - { name: ${name}, token: "\${${name.toUpperCase()}_TOKEN}", owners: [${ownerId}], log_chat: ${logChatId} }`,
  );
  const listed = channels.map(
    (channel) =>
      `  - { id: ${channel.chatId}, name: ${channel.name}, bot: ${channel.bot}, ${filterOf(channel)} }`,
  );
  const feeds = `  - { id: ${feedsChannel.chatId}, name: ${feedsChannel.name}, bot: city, language: de }`;
  return `bots:\n${named.join('\n')}\nchannels:\n${listed.join('\n')}\n${feeds}\n`;
}

const settings = {
  ...Object.fromEntries(bots.map(({ name, token }) => [`${name.toUpperCase()}_TOKEN`, token])),
  ENGINE: 'cluster',
  POSTS_PER_MINUTE: '0',
  POSTS_PER_SECOND: '0',
  BURST_ARTICLES: '0',
  POLL_SCHEDULE: '* * * * * *',
  REQUEST_TIMEOUT: `${requestTimeoutMs}ms`,
  SETTLE_TIME: `${settleTimeMs}ms`,
  CORRECTION_DELAY: '250ms',
  // Floods of people and jumps come much more often than in a newsroom.
  READ_BACK_BUDGET: '2000',
};
