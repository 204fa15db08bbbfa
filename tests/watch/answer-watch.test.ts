import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { AnswerWatch } from '../../src/watch/answer-watch.ts';
import { Outage } from '../../src/watch/outage.ts';
import { openStore } from '../../src/store/store.ts';
import { Events } from '../../src/events.ts';
import { LogChat } from '../../src/watch/log-chat.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { forEachEngine } from '../stage/databases.ts';

/** A way to a Postgres on which everything can be made to stand still, without a word to either end. */
async function layWire(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(port);
  return {
    url: through.href,
    cut: () => sockets.forEach((socket) => socket.pause()),
    mend: () => sockets.forEach((socket) => socket.resume()),
  };
}

forEachEngine((engine) => {
  test.runIf(engine.name === 'Postgres')(
    'a database that gives no answer is told once, and once that it answers again',
    async () => {
      const wire = await layWire(await engine.createDatabase());
      const store = await openStore(wire.url);
      onTestFinished(() => store.close());
      const clock = new ModelClock(new Date());
      const telegram = new ModelTelegram(clock);
      const logChat = new LogChat(telegram);
      const outage = new Outage((textIn) => void logChat.tell(textIn('en')), clock, quietLog);
      const events = new Events();
      events.listen('step failed', ({ part, error }) => outage.fail(part, error));
      events.listen('step succeeded', ({ part }) => outage.succeed(part));
      const watch = new AnswerWatch(store, events, clock);
      wire.cut();
      watch.look();
      for (const seconds of [20, 10, 30, 30]) {
        clock.pass(seconds * 1_000);
        watch.look();
      }
      await vi.waitFor(() =>
        expect(telegram.told).toEqual([expect.stringContaining('no answer for 60 s') as string]),
      );
      wire.mend();
      await vi.waitFor(() => expect(telegram.told.slice(1)).toEqual(['✅ The database works again.']));
    },
  );
});
