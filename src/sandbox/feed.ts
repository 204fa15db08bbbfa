import type { Chat, StoredMessage } from './state.ts';
import type { CallbackAnswer } from './people/callbacks.ts';

/** What just happened, for the page and for those who wait for a message. */
export type Happening =
  | { kind: 'message' | 'edit'; chat: Chat; message: StoredMessage }
  | { kind: 'delete'; chat: Chat; id: number }
  | { kind: 'chat'; chat: Chat }
  | { kind: 'answer'; answer: CallbackAnswer };

export type Numbered = Happening & { number: number };

/** So many happenings can be told again to a page that lost its connection. */
const mostRemembered = 2_000;

/** Numbered happenings, the newest of which are remembered. Nothing is written out until somebody listens. */
export class Feed {
  readonly #ring: Numbered[] = [];
  readonly #listeners = new Set<(happening: Numbered) => void>();
  #count = 0;

  posted(chat: Chat, message: StoredMessage): void {
    this.#happen({ kind: 'message', chat, message });
  }

  edited(chat: Chat, message: StoredMessage): void {
    this.#happen({ kind: 'edit', chat, message });
  }

  removed(chat: Chat, id: number): void {
    this.#happen({ kind: 'delete', chat, id });
  }

  chatChanged(chat: Chat): void {
    this.#happen({ kind: 'chat', chat });
  }

  answered(answer: CallbackAnswer): void {
    this.#happen({ kind: 'answer', answer });
  }

  /** Gives back what stops it. */
  listen(listener: (happening: Numbered) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What came after this number, as far as it is remembered. */
  since(number: number): Numbered[] {
    const first = Math.max(this.#count - mostRemembered, number, 0);
    const missed: Numbered[] = [];
    for (let at = first; at < this.#count; at += 1) {
      const happening = this.#ring[at % mostRemembered];
      if (happening !== undefined) missed.push(happening);
    }
    return missed;
  }

  #happen(happening: Happening): void {
    const numbered = { ...happening, number: this.#count + 1 };
    this.#ring[this.#count % mostRemembered] = numbered;
    this.#count += 1;
    for (const listener of this.#listeners) listener(numbered);
  }
}
