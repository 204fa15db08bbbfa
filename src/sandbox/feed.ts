import type { Chat, StoredMessage } from './state.ts';
import type { CallbackAnswer } from './people/callbacks.ts';

/** A change that the page and everyone who waits for a message is told of. */
export type FeedEvent =
  | { kind: 'message' | 'edit'; chat: Chat; message: StoredMessage }
  | { kind: 'delete'; chat: Chat; id: number }
  | { kind: 'chat'; chat: Chat }
  | { kind: 'settings' }
  | { kind: 'answer'; answer: CallbackAnswer };

export type NumberedEvent = FeedEvent & { number: number };

/** How many events can be sent again to a page that lost its connection. */
const maxRemembered = 2_000;

/** Numbers events and remembers the newest ones. An event is turned into JSON only if somebody listens. */
export class Feed {
  readonly #ring: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #count = 0;

  posted(chat: Chat, message: StoredMessage): void {
    this.#emit({ kind: 'message', chat, message });
  }

  edited(chat: Chat, message: StoredMessage): void {
    this.#emit({ kind: 'edit', chat, message });
  }

  removed(chat: Chat, id: number): void {
    this.#emit({ kind: 'delete', chat, id });
  }

  chatChanged(chat: Chat): void {
    this.#emit({ kind: 'chat', chat });
  }

  settingsChanged(): void {
    this.#emit({ kind: 'settings' });
  }

  answered(answer: CallbackAnswer): void {
    this.#emit({ kind: 'answer', answer });
  }

  /** @returns a function that removes the listener */
  listen(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The events after this number, oldest first, as far back as they are remembered. */
  since(number: number): NumberedEvent[] {
    const first = Math.max(this.#count - maxRemembered, number, 0);
    const missed: NumberedEvent[] = [];
    for (let at = first; at < this.#count; at += 1) {
      const event = this.#ring[at % maxRemembered];
      if (event !== undefined) missed.push(event);
    }
    return missed;
  }

  #emit(event: FeedEvent): void {
    const numbered = { ...event, number: this.#count + 1 };
    this.#ring[this.#count % maxRemembered] = numbered;
    this.#count += 1;
    for (const listener of this.#listeners) listener(numbered);
  }
}
