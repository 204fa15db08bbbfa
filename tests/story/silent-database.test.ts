import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { Stage } from '../stage/story-stage.ts';

/** Stands between the program and its database. Once it is closed, it passes nothing on and hangs up on nobody. */
async function openGate(database: URL): Promise<{ url: string; close: () => void }> {
  const sockets: Socket[] = [];
  const gate = createServer((inner) => {
    const outer = connect(Number(database.port), database.hostname);
    for (const socket of [inner, outer]) socket.on('error', () => undefined);
    inner.pipe(outer).pipe(inner);
    sockets.push(inner, outer);
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    gate.close();
  });
  const url = new URL(database);
  url.port = String((gate.address() as AddressInfo).port); // it listens on a port
  const close = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  return { url: url.href, close };
}

test.skipIf('missing' in inject('postgres'))(
  'the database falls silent: asked to end, the program ends within the promised ten seconds, and says why (needs Postgres)',
  async () => {
    const gate = await openGate(new URL(await createPostgresDatabase()));
    const stage = await Stage.set();
    const program = await stage.spawn({ DATABASE_URL: gate.url });
    gate.close();
    const askedAtMs = performance.now();
    expect(await program.stop()).toBe(1);
    expect(performance.now() - askedAtMs).toBeLessThan(11_000);
    expect(program.output()).toContain('something does not answer, perhaps the database; ending without it');
  },
);
