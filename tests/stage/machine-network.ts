import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { acceptSocks } from './socks.ts';

/** Bytes that pass: from the program, or to it. */
export type Direction = 'out' | 'in';

/** Looks at what passes, before it does. It may keep it back for a while. */
type Inspector = (bytes: Buffer, direction: Direction) => Promise<void> | void;

/**
 * One way into the network. It can become a black hole: nothing passes, and nothing is closed, as behind a cable that was
 * pulled out. What was sent meanwhile arrives when it is mended.
 */
class Way {
  inspect: Inspector | null = null;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mended: PromiseWithResolvers<void> | null = null;

  /** `open` makes the connection to the other end. */
  constructor(open: (inner: Socket) => Promise<Socket | null>) {
    this.#server = createServer((inner) => {
      this.#keep(inner);
      this.#join(inner, open).catch(() => inner.destroy());
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port; // it listens on a port
  }

  swallow(): void {
    this.#mended ??= Promise.withResolvers();
    for (const socket of this.#sockets) socket.pause();
  }

  mend(): void {
    const mended = this.#mended;
    this.#mended = null;
    for (const socket of this.#sockets) socket.resume();
    mended?.resolve();
  }

  /** New connections pass. Those of before are dead for ever, and nobody says so: a router has forgotten them. */
  forget(): void {
    const mended = this.#mended;
    this.#mended = null;
    mended?.resolve();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  async #join(inner: Socket, open: (inner: Socket) => Promise<Socket | null>): Promise<void> {
    await this.#mended?.promise;
    const outer = await open(inner);
    if (outer === null) return;
    this.#keep(outer);
    this.#pass(inner, outer, 'out');
    this.#pass(outer, inner, 'in');
    if (this.#mended !== null) return this.swallow();
    inner.resume();
    outer.resume();
  }

  #pass(from: Socket, to: Socket, direction: Direction): void {
    from.on('data', (bytes: Buffer) => {
      const kept = this.inspect?.(bytes, direction);
      if (kept === undefined) return void to.write(bytes);
      void this.#passLater(kept, bytes, from, to);
    });
    from.on('end', () => this.#whenMended(() => to.end()));
    from.on('close', () => this.#whenMended(() => to.end()));
    from.on('error', () => this.#whenMended(() => to.destroy()));
  }

  async #passLater(kept: Promise<void>, bytes: Buffer, from: Socket, to: Socket): Promise<void> {
    from.pause();
    await kept;
    to.write(bytes);
    if (this.#mended === null) from.resume();
  }

  #whenMended(act: () => void): void {
    if (this.#mended === null) act();
    else void this.#mended.promise.then(act);
  }
}

/** Where a machine in a test finds Telegram. The name is known to its network only, and is the same for all machines: the sandbox has to be told. */
export const telegramHost = 'telegram.test';

export type WayName = 'database' | 'telegram';

/** The network of one machine, through which the program there reaches Postgres and Telegram. */
export class MachineNetwork {
  /** What the program has to be told. */
  readonly settings: Record<string, string>;
  readonly #ways: Readonly<Record<WayName, Way>>;

  /** `telegram`: the address of the sandbox. */
  static async open(databaseUrl: string, telegram: string): Promise<MachineNetwork> {
    const database = new URL(databaseUrl);
    const port = Number(database.port);
    const ways = {
      database: new Way((inner) => connectAfter(inner, port)),
      telegram: new Way((inner) => acceptSocks(inner, [])),
    };
    database.port = String(await ways.database.listen());
    const api = new URL(telegram);
    api.hostname = telegramHost;
    return new MachineNetwork(ways, {
      DATABASE_URL: database.href,
      TELEGRAM_API_ROOT: api.origin,
      PROXY_URL: `socks5://127.0.0.1:${await ways.telegram.listen()}`,
    });
  }

  private constructor(ways: Readonly<Record<WayName, Way>>, settings: Record<string, string>) {
    this.#ways = ways;
    this.settings = settings;
  }

  /** Nothing passes any more, and nothing is closed. */
  swallow(names: readonly WayName[]): void {
    for (const name of names) this.#ways[name].swallow();
  }

  mend(): void {
    for (const way of Object.values(this.#ways)) way.mend();
  }

  /** The same, but the connections of before stay dead. */
  forget(): void {
    for (const way of Object.values(this.#ways)) way.forget();
  }

  /** Has `inspector` look at what passes; null: nobody looks any more. */
  inspect(name: WayName, inspector: Inspector | null): void {
    this.#ways[name].inspect = inspector;
  }

  close(): void {
    for (const way of Object.values(this.#ways)) way.close();
  }
}

/** What comes meanwhile is kept. */
async function connectAfter(inner: Socket, port: number): Promise<Socket> {
  inner.pause();
  const outer = connect(port, '127.0.0.1');
  // A server that is away refuses, and so do we. A reset would leave a handle behind that keeps this process running.
  outer.on('error', () => inner.destroy());
  await once(outer, 'connect');
  return outer;
}
