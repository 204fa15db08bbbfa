import type { AddressBook } from '../deliver/addresses/address-book.ts';
import type { Telegram } from '../deliver/telegram/telegram.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { localDay } from './reader-counts.ts';

export interface SubscribersParts {
  config: { channels: readonly { name: string }[]; timeZone: string };
  addresses: Pick<AddressBook, 'placeOf'>;
  store: Pick<Store, 'readers'>;
  telegram: Pick<Telegram, 'countMembers'>;
  clock: Clock;
}

/** Asks Telegram for the subscribers of each channel, once a day; one that gave no answer is asked at the next look. */
export async function countSubscribers(
  { addresses, clock, config, store, telegram }: SubscribersParts,
  stopping: AbortSignal,
): Promise<void> {
  const day = localDay(clock.now(), config.timeZone);
  const counted = await store.readers.numbers.countedOn(day);
  for (const { name } of config.channels) {
    const place = addresses.placeOf(name);
    if (counted.has(name) || place === null) continue;
    if (stopping.aborted) return;
    const members = await telegram.countMembers(place.chatId, stopping);
    if (members !== null) await store.readers.numbers.setSubscribers(name, day, members);
  }
}
