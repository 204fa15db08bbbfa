import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { kind: 'body'; bytes: Buffer }
  | { kind: 'too large' }
  /** Too much is being read already. */
  | { kind: 'busy' }
  /** The client went away, or sends too slowly. */
  | { kind: 'broken' };

/** Limit of a body. */
export const mostBodyBytes = 1_000_000;

/** Limits of what is held in memory of bodies that are being read. An outsider's body is read for its signature. */
const mostHeldBytes = { trusted: 32_000_000, unknown: 8_000_000 };

/** Nothing came for so long, or the whole is not there after so long, milliseconds. */
const usualPatience = { idleMs: 5_000, wholeMs: 15_000 };

/** Reads bodies, few enough at a time that memory stays small whoever sends them, and however slowly. */
export class RequestBodies {
  readonly #held = { trusted: 0, unknown: 0 };
  readonly #patience: typeof usualPatience;

  constructor(patience = usualPatience) {
    this.#patience = patience;
  }

  async read(request: IncomingMessage, isTrusted: boolean): Promise<BodyReading> {
    if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) return { kind: 'too large' };
    const who = isTrusted ? 'trusted' : 'unknown';
    const pieces: Buffer[] = [];
    let length = 0;
    const held = this.#held;
    const ending = stopLate(request, this.#patience);
    try {
      // A request that is not read to its end still gets its answer.
      const stream = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>; // it has no encoding
      for await (const piece of stream) {
        ending.refresh();
        length += piece.length;
        held[who] += piece.length;
        if (length > mostBodyBytes) return { kind: 'too large' };
        if (held[who] > mostHeldBytes[who]) return { kind: 'busy' };
        pieces.push(piece);
      }
      return { kind: 'body', bytes: Buffer.concat(pieces) };
    } catch {
      return { kind: 'broken' };
    } finally {
      ending.stop();
      held[who] -= length;
    }
  }
}

/** Ends a request that does not come to its end. */
function stopLate(
  request: IncomingMessage,
  { idleMs, wholeMs }: typeof usualPatience,
): { refresh: () => void; stop: () => void } {
  let pieces = 0;
  let isRead = false;
  // After the program stood still, timers come before what arrived meanwhile: that is read first.
  const afterReading = (destroy: () => void) => setImmediate(() => setImmediate(destroy));
  const idle = setTimeout(() => {
    const before = pieces;
    afterReading(() => void (!isRead && pieces === before && request.destroy()));
  }, idleMs);
  const whole = setTimeout(() => void afterReading(() => void (!isRead && request.destroy())), wholeMs);
  return {
    refresh: () => {
      pieces += 1;
      idle.refresh();
    },
    stop: () => {
      isRead = true;
      clearTimeout(idle);
      clearTimeout(whole);
    },
  };
}
