import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

interface Gate {
  url: string;
  /** From now on it passes nothing on, and hangs up on nobody. */
  close: () => void;
  /** As if the database was stopped: it hangs up on everybody, and refuses who comes. */
  stop: () => Promise<void>;
  /** As if the database was started again. */
  start: () => Promise<void>;
}

/** Stands between the program and its database. */
export async function openGate(database: URL): Promise<Gate> {
  const sockets: Socket[] = [];
  let isClosed = false;
  const gate = createServer((inner) => {
    if (isClosed) return void sockets.push(inner.pause().on('error', () => undefined));
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
    isClosed = true;
    for (const socket of sockets) socket.unpipe().pause();
  };
  const stop = async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => gate.close(resolve));
  };
  const start = async () => void (await once(gate.listen(Number(url.port), '127.0.0.1'), 'listening'));
  return { url: url.href, close, stop, start };
}
