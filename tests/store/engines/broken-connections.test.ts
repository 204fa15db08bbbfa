import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Kysely, sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openBackend, openStore } from '../../../src/store/store.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';

/** Breaks so many connections at the first query, which is the one with our settings. @returns the address to use. */
async function breakFirst(url: string, count: number): Promise<string> {
  const { hostname, port } = new URL(url);
  let broken = 0;
  const proxy = createServer((socket) => {
    const server = connect(Number(port), hostname);
    for (const each of [socket, server]) each.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (broken >= count || !bytes.includes('datestyle')) return void server.write(bytes);
      broken += 1;
      socket.destroy();
      server.destroy();
    });
    socket.on('close', () => server.destroy());
    server.on('close', () => socket.destroy());
    server.pipe(socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const address = new URL(url);
  address.port = String((proxy.address() as AddressInfo).port); // it listens on a port
  return address.href;
}

test.skipIf('missing' in inject('postgres'))(
  'connections that break while they are set up are not kept, and nothing waits for them in the end (needs Postgres)',
  async () => {
    const url = await createPostgresDatabase();
    await (await openStore(url)).close();
    const { dialect } = await openBackend(await breakFirst(url, 12));
    const db = new Kysely({ dialect });
    // More than the pool has.
    for (let failure = 0; failure < 12; failure += 1)
      await expect(sql`select 1`.execute(db)).rejects.toThrow('terminated');
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await db.destroy();
  },
);
