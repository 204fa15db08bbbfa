/** How many clients are remembered. A stranger cannot fill the memory with addresses. */
const mostClients = 5_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

/** How often each client may ask: `burst` at once, and then `perMinute`. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor({ burst, perMinute }: { burst: number; perMinute: number }) {
    this.#burst = burst;
    this.#perMinute = perMinute;
  }

  /** `nowMs`: of the steady clock. @returns whether the client may go on. */
  take(client: string, nowMs: number): boolean {
    const known = this.#buckets.get(client) ?? { tokens: this.#burst, atMs: nowMs };
    const gained = ((nowMs - known.atMs) * this.#perMinute) / 60_000;
    const tokens = Math.min(this.#burst, known.tokens + gained);
    // The last one to ask stands last, and the first ones are forgotten.
    this.#buckets.delete(client);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= mostClients && oldest !== undefined) this.#buckets.delete(oldest);
    this.#buckets.set(client, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs });
    return tokens >= 1;
  }
}
