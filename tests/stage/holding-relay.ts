import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { listenHere } from './proxies.ts';

/** What holds requests back until it is told to let them go. */
class Holding {
  #letGo = Promise.withResolvers<void>();
  #count = 0;

  constructor() {
    this.#letGo.resolve();
  }

  /** How many wait. */
  get count(): number {
    return this.#count;
  }

  hold(): void {
    this.#letGo = Promise.withResolvers();
  }

  release(): void {
    this.#letGo.resolve();
  }

  async pass(): Promise<void> {
    this.#count += 1;
    await this.#letGo.promise;
    this.#count -= 1;
  }
}

export interface Relay {
  port: number;
  /** Requests that have left the program and did not arrive yet. */
  readonly onTheWay: Holding;
  /** The requests that are held: those of this method that contain this text. */
  holdOnly(method: string, text: string): void;
}

/**
 * A slow network between the program and our Telegram. Each request has a connection of its own, and those that are told
 * are held on their way: they arrive later, also if the program is gone by then.
 */
export async function startRelay(telegram: string): Promise<Relay> {
  const onTheWay = new Holding();
  let held: { method: string; text: string } | null = null;
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const isHeld = held !== null && incoming.url?.endsWith(held.method) === true && body.includes(held.text);
    if (isHeld) await onTheWay.pass();
    const { connection: _, ...headers } = incoming.headers;
    const onward = httpRequest(new URL(incoming.url ?? '', telegram), { method: incoming.method, headers });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]; // node types it as any
    response.writeHead(answer.statusCode ?? 0, { ...answer.headers, connection: 'close' });
    response.end(await buffer(answer));
  };
  const server = createServer(
    (incoming, response) => void pass(incoming, response).catch(() => response.destroy()),
  );
  const holdOnly = (method: string, text: string) => {
    held = { method, text };
    onTheWay.hold();
  };
  return { port: await listenHere(server), onTheWay, holdOnly };
}

/** A way to a proxy on which connections can be held while they are opened. */
export async function startSlowWay(port: number): Promise<{ port: number; opening: Holding }> {
  const opening = new Holding();
  const join = async (inner: Socket): Promise<void> => {
    await opening.pass();
    const outer = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  };
  const server = createTcpServer({ pauseOnConnect: true }, (socket) => void join(socket));
  return { port: await listenHere(server), opening };
}
