import type { SiteParts } from './site-parts.ts';

/** How often we look whether something changed, while somebody looks at a page, milliseconds. */
const lookMs = 1_000;

/** A silent connection would be closed by what stands between, milliseconds. */
const aliveMs = 20_000;

/** Each costs a connection and a timer. */
const mostViewers = 100;

/** Kinds of changes that a page may show. */
const shownChanges = ['planned', 'posts changed', 'articles changed', 'sources changed', 'trouble'] as const;

/** Who looks at a page, and wants to hear that something changed. Nothing is sent but that. */
export class Live {
  readonly #parts: SiteParts;
  readonly #viewers = new Set<(isChange: boolean) => void>();
  #events = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    const note = () => {
      this.#events += 1;
    };
    for (const kind of shownChanges) parts.events.listen(kind, note);
  }

  get isFull(): boolean {
    return this.#viewers.size >= mostViewers;
  }

  /** `tell` is called after changes, and now and then without one. @returns what ends it. */
  watch(tell: (isChange: boolean) => void): () => void {
    this.#viewers.add(tell);
    this.#timer ??= this.#start();
    return () => {
      this.#viewers.delete(tell);
      if (this.#viewers.size === 0) this.close();
    };
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #start(): NodeJS.Timeout {
    let seen = this.#version;
    let silentMs = 0;
    return setInterval(() => {
      const isChange = this.#version !== seen;
      seen = this.#version;
      silentMs = isChange ? 0 : silentMs + lookMs;
      if (!isChange && silentMs < aliveMs) return;
      silentMs = 0;
      for (const tell of this.#viewers) tell(isChange);
    }, lookMs);
  }

  /** It grows with whatever may be seen on a page. */
  get #version(): number {
    return this.#events + this.#parts.measures.changes;
  }
}
