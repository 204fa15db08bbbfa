import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { createPostgresDatabase } from '../stage/databases.ts';
import { makeFolder } from '../stage/folder.ts';
import { Stage } from '../stage/story-stage.ts';

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((path) =>
  existsSync(path),
);

/** It refuses to run as root. */
const nobody = 65_534;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  server.close();
  return port;
}

/** Stands between the program and Postgres until the test ends. @returns the address of the database behind it. */
async function startPooler(url: string, settings: Record<string, string>): Promise<string> {
  const database = new URL(url);
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const port = await freePort();
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    ...settings,
  };
  const file = join(folder, 'pgbouncer.ini');
  const name = database.pathname.slice(1);
  writeFileSync(
    file,
    `[databases]\n${name} = host=127.0.0.1 port=${database.port} user=postgres\n[pgbouncer]\n` +
      Object.entries(lines)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join(''),
  );
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const child = spawn(program ?? '', [file], { stdio: 'ignore', ...identity });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pooled = new URL(url);
  pooled.port = String(port);
  await expect.poll(() => answers(pooled.href), { timeout: 10_000 }).toBe(true);
  return pooled.href;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const missing =
  program === undefined
    ? 'pgbouncer is not installed'
    : 'missing' in inject('postgres')
      ? 'no Postgres'
      : null;

describe.skipIf(missing !== null)(
  `behind pgbouncer${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    test.each([
      ['transaction', {}],
      ['transaction', { default_pool_size: '1' }],
      ['transaction', { server_round_robin: '1' }],
    ])(
      'in the mode %s, %j, the program refuses to start: exit code 2',
      async (pool_mode, settings) => {
        const url = await startPooler(await createPostgresDatabase(), { pool_mode, ...settings });
        const stage = await Stage.set({ DATABASE_URL: url });
        for (const args of [['run'], ['run', '--standby']]) {
          const { code, stderr } = await stage.command(args);
          expect(code).toBe(2);
          expect(stderr).toContain('leads to a transaction pooler');
        }
      },
      60_000,
    );

    test('in the mode session it works', async () => {
      const direct = await createPostgresDatabase();
      const url = await startPooler(direct, { pool_mode: 'session' });
      const stage = await Stage.set({ DATABASE_URL: url });
      const run = await stage.start();
      const newsroom = new pg.Client({ connectionString: direct });
      await newsroom.connect();
      await newsroom.query(
        "insert into articles (id, url, language, headline) values ('a', 'https://news.example.kz/a', 'en', 'A')",
      );
      await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
      await newsroom.end();
      await run.stop();
    }, 60_000);
  },
);
