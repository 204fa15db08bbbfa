import { Socket } from 'node:net';

/**
 * The connections of a process to its server. A router may forget them while the network is away. Then nothing that was
 * asked is ever answered or refused, and the system gives up only after a quarter of an hour.
 */
export class PostgresSockets {
  readonly #open = new Set<Socket>();

  /** The driver connects it. We keep it, to be able to break it. */
  readonly make = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Breaks what is open: whoever waits for an answer learns that none will come. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
