import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempDisposableSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const server = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find((file) => existsSync(file));
const installer = ['/usr/bin/mariadb-install-db', '/usr/local/bin/mariadb-install-db'].find((file) =>
  existsSync(file),
);

/** Why there is no MariaDB on this machine; null: there is. */
export const missingMariadb =
  server === undefined || installer === undefined ? 'mariadb-server is not installed' : null;

/** A server of its own in a folder of its own; the root user has no password. */
export async function startMariadb(): Promise<{ url: string; stop: () => Promise<void> }> {
  if (server === undefined || installer === undefined) throw new Error(missingMariadb ?? '');
  // A server serves several tests, and goes with its folder.
  const temporary = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-mariadb-'));
  const folder = temporary.path;
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const made = spawnSync(installer, [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...user,
  ]);
  if (made.status !== 0) throw new Error(`MariaDB was not installed: ${made.stderr.toString()}`);
  const port = await freePort();
  const child = spawn(
    server,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${join(folder, 's')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-buffer-pool-size=16M',
      '--skip-log-bin',
      ...user,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.includes('ready for connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`MariaDB did not start: ${said}`)));
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => {
        temporary.remove();
        resolve();
      });
      child.kill('SIGKILL');
    });
  return { url: `mysql://root@127.0.0.1:${port}`, stop };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo; // a TCP server has one
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
