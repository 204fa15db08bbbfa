import type { AddressBook } from '../deliver/addresses/address-book.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { dateOf, dayNumberAt } from '../time/local-clock.ts';
import { isOfReaders, readerEventsOf, type CountedChats } from './reader-updates.ts';

export interface ReaderCountsParts {
  /** The channels of the bot: what it hears of others is not counted. */
  config: { channels: readonly { name: string }[]; timeZone: string };
  addresses: Pick<AddressBook, 'placeOf' | 'groupOf'>;
  store: Pick<Store, 'readers'>;
  clock: Clock;
  /** Its messages are for the desk, also if a channel is discussed there. */
  logChat: { readonly logChatId: string | null };
}

/**
 * Counts what readers do: reactions, comments, joins and leaves. An update is counted and forgotten in the same call.
 * Nothing of it is kept but the counts, and nothing of it reaches the log.
 */
export class ReaderCounts {
  readonly #parts: ReaderCountsParts;

  constructor(parts: ReaderCountsParts) {
    this.#parts = parts;
  }

  /** Whether an update is about readers, and so none for the desk. */
  isOfReaders(update: unknown): boolean {
    return isOfReaders(update, this.#chats().groups);
  }

  /** Counts what these updates say of readers. Throws if the database is away: then they have to come again. */
  async take(updates: readonly unknown[]): Promise<void> {
    const { clock, config, store } = this.#parts;
    const chats = this.#chats();
    const events = updates.flatMap((update) => readerEventsOf(update, chats));
    if (events.length === 0) return;
    const day = localDay(clock.now(), config.timeZone);
    await store.readers.numbers.count(events, day, (chatId) => this.#channelsIn(chatId));
  }

  #channelsIn(chatId: string): string[] {
    const { addresses, config } = this.#parts;
    return config.channels
      .map(({ name }) => name)
      .filter((name) => addresses.placeOf(name)?.chatId === chatId);
  }

  #chats(): CountedChats {
    const { addresses, config, logChat } = this.#parts;
    const channels = new Set<string>();
    const groups = new Set<string>();
    for (const { name } of config.channels) {
      const place = addresses.placeOf(name);
      const group = addresses.groupOf(name);
      if (place !== null) channels.add(place.chatId);
      if (group !== null && group !== logChat.logChatId) groups.add(group);
    }
    return { channels, groups };
  }
}

/** A day of the newsroom, such as `2026-11-29`. */
export function localDay(at: Date, timeZone: string): string {
  return dateOf(dayNumberAt(at, timeZone)).toISOString().slice(0, 10);
}
