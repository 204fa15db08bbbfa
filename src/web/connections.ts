import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Held open at a time; each costs a few kilobytes. */
const mostConnections = 2_000;

/** Let in beyond these, to be told to come again. */
const mostTurnedAway = 500;

/**
 * Keeps few enough connections open. Where there are too many, the one that owes us something for the longest time has to
 * go: whoever has a whole request is let in, however many others hold connections open. If everybody is being
 * answered, a newcomer is told to come again.
 */
export class Connections {
  /** Without a request so far, the oldest first. */
  readonly #silent = new Set<Socket>();
  /** Kept by a client after its answer, the oldest first. */
  readonly #kept = new Set<Socket>();
  /** With a request that is being read or answered. */
  readonly #asking = new Map<Socket, IncomingMessage>();
  readonly #most: number;

  constructor(server: Server, most = mostConnections) {
    this.#most = most;
    server.maxConnections = most + mostTurnedAway;
    server.on('connection', (socket) => this.#open(socket));
  }

  /** A request came; its body may still come. @returns false: there are too many, and it should be told so. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    this.#silent.delete(socket);
    this.#kept.delete(socket);
    this.#asking.set(socket, request);
    response.once('close', () => {
      this.#asking.delete(socket);
      if (!socket.destroyed) this.#kept.add(socket);
    });
    return this.#asking.size <= this.#most;
  }

  #open(socket: Socket): void {
    this.#silent.add(socket);
    socket.once('close', () => {
      this.#silent.delete(socket);
      this.#kept.delete(socket);
      this.#asking.delete(socket);
    });
    if (this.#silent.size + this.#kept.size + this.#asking.size > this.#most)
      this.#slowest(socket)?.destroy();
  }

  /**
   * A kept one goes last: its client may be about to send the next request.
   * @returns null: everybody but `newcomer` waits for our answer.
   */
  #slowest(newcomer: Socket): Socket | null {
    const [silent] = this.#silent;
    if (silent !== undefined && silent !== newcomer) return silent;
    for (const [socket, request] of this.#asking) if (!request.complete) return socket;
    const [kept] = this.#kept;
    return kept ?? null;
  }
}
