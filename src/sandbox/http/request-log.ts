import type { FaultKind } from './faults.ts';

export interface LoggedRequest {
  /** As the bot spelled it. */
  method: string;
  /** The chat's number if the chat is known, otherwise the text that the bot gave. */
  chatId: number | string | null;
  atMs: number;
  /** HTTP status. Null: no answer, or only a part of one. */
  status: number | null;
  fault?: FaultKind;
}

const maxRemembered = 10_000;

/** The newest requests of the bots. */
export class RequestLog {
  readonly #ring: LoggedRequest[] = [];
  readonly #listeners = new Set<(request: LoggedRequest) => void>();
  #count = 0;

  add(request: LoggedRequest): void {
    this.#ring[this.#count % maxRemembered] = request;
    this.#count += 1;
    for (const listener of this.#listeners) listener(request);
  }

  /** Oldest first. */
  list(): LoggedRequest[] {
    const split = this.#count % maxRemembered;
    return this.#count <= maxRemembered
      ? [...this.#ring]
      : [...this.#ring.slice(split), ...this.#ring.slice(0, split)];
  }

  listen(listener: (request: LoggedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
