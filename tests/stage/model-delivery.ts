import { tmpdir } from 'node:os';
import type SqliteDatabase from 'better-sqlite3';
import { composeArticle } from '../../src/compose/composer.ts';
import { AddressBook, type AddressBookParts } from '../../src/deliver/addresses/address-book.ts';
import type { Delivery } from '../../src/deliver/delivery.ts';
import { ChannelReader } from '../../src/deliver/doubt/channel-reader.ts';
import { LogChatAddress } from '../../src/deliver/addresses/log-chat-address.ts';
import { Reconciler } from '../../src/deliver/doubt/reconciler.ts';
import { FencedMessenger } from '../../src/deliver/fenced-messenger.ts';
import { Notices, type Notice } from '../../src/deliver/notices.ts';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { Downloads } from '../../src/deliver/media/downloads.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { Pacer } from '../../src/deliver/pacer.ts';
import { RefusedChannels } from '../../src/deliver/refused-channels.ts';
import { Events } from '../../src/events.ts';
import { Measures } from '../../src/measures.ts';
import type { Channel } from '../../src/news/channel.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { Holder } from '../../src/store/lanes/holder.ts';
import type { Store } from '../../src/store/store.ts';
import type { Timetable } from '../../src/timetable.ts';
import type { ModelClock, ModelTelegram } from './model-telegram.ts';
import { quietLog } from './quiet-log.ts';

const settings = {
  settleTimeMs: 1_000,
  requestTimeoutMs: 200,
  uncertainBlocksMs: 0,
  readBackGap: 5,
  readBackBudget: 300,
};

export interface LaneOptions {
  compose?: typeof composeArticle;
  correctionDelayMs?: number;
  /** The database that was opened is an older copy. */
  isOlderCopy?: boolean;
  /** Each channel is looked at before its first post. */
  looksForOlderCopy?: boolean;
  /** The last moment of which the database knows at the start. */
  knownUntil?: Date;
  /** Aborted when the program is asked to end. */
  stopping?: AbortSignal;
}

/** What a lane works with, all of it real but Telegram and time; and the pipeline that plans for it. */
export function modelDelivery(
  { store, timetable, holder }: { store: Store; timetable: Timetable; holder: Holder },
  telegram: ModelTelegram,
  clock: ModelClock,
  channels: readonly Channel[],
  {
    compose = composeArticle,
    correctionDelayMs = 0,
    isOlderCopy = false,
    looksForOlderCopy = false,
    knownUntil = new Date(0),
    stopping = new AbortController().signal,
  }: LaneOptions = {},
): { delivery: Delivery; pipeline: Pipeline } {
  const events = new Events();
  const pipeline = new Pipeline(
    store,
    { channels, burstArticles: 0, correctionDelayMs, timeZone: 'UTC' },
    events,
    clock,
  );
  const ledger = store.lanes.ledgerOf(holder, clock);
  const messenger = new FencedMessenger(telegram, ledger.fence);
  const reader = new ChannelReader({ ...settings, messenger, clock });
  const searcher = new Reconciler({
    ...settings,
    messenger,
    reader,
    store,
    clock,
    log: quietLog,
  });
  const notices = new Notices(store, events, clock);
  const addresses = addressesOf(channels, { messenger: telegram, store, events, notices, log: quietLog });
  const delivery = {
    store,
    ledger,
    messenger,
    addresses,
    pacer: new Pacer(0),
    downloads: new Downloads({
      http: new HttpClient({ proxies: noProxies, userAgent: 'test' }),
      allowed: [],
      mostBytes: 1_000_000,
      folder: tmpdir(),
      log: quietLog,
    }),
    searcher,
    reader,
    looksForOlderCopy,
    timetable,
    refusedChannels: new RefusedChannels(),
    digests: pipeline.digests,
    notices,
    events,
    clock,
    log: quietLog,
    measures: new Measures().of('main'),
    settings,
    isOlderCopy,
    knownUntil,
    compose,
    stopping,
  };
  return { delivery, pipeline };
}

/** Addresses of channels of which nothing is known yet. */
export function addressesOf(channels: readonly Channel[], parts: AddressBookParts): AddressBook {
  const logChat = new LogChatAddress(null, parts.store.facts, null);
  return new AddressBook({ channels, logChat, known: new Map(), told: [] }, parts);
}

/** The notices about the posts of a channel that nobody was told yet, in the order in which they were written. */
export function noticesIn(database: SqliteDatabase.Database, channel: string): Notice[] {
  const details = database
    .prepare<[], string>("select detail from troubles where key like 'notice:%' order by rowid")
    .pluck();
  return details
    .all()
    .map((detail) => JSON.parse(detail) as Notice) // written by `Notices.about`
    .filter((notice) => notice.channel === channel);
}
