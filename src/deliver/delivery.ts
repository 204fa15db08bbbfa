import type { ComposeOptions } from '../compose/composer.ts';
import type { Config } from '../config/config.ts';
import type { Digests } from '../digests.ts';
import type { Events } from '../events.ts';
import type { Logger } from '../log.ts';
import type { BotMeasures } from '../measures.ts';
import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Message } from '../news/post.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Timetable } from '../timetable.ts';
import type { AddressBook } from './addresses/address-book.ts';
import type { ChannelReader } from './doubt/channel-reader.ts';
import type { Searcher } from './doubt/searcher.ts';
import type { FencedMessenger } from './fenced-messenger.ts';
import type { Notices } from './notices.ts';
import type { Downloads } from './media/downloads.ts';
import type { Pacer } from './pacer.ts';
import type { RefusedChannels } from './refused-channels.ts';

/** Everything that the lanes of one bot share. */
export interface Delivery {
  store: Store;
  /** What lanes write, as long as this process holds them. */
  ledger: LaneLedger;
  messenger: FencedMessenger;
  /** Where the channels are. */
  addresses: AddressBook;
  pacer: Pacer;
  /** Downloads what Telegram cannot fetch. */
  downloads: Downloads;
  /** Looks in the channel for unsure posts. */
  searcher: Searcher;
  /** Reads messages of channels by their numbers. */
  reader: ChannelReader;
  timetable: Timetable;
  digests: Digests;
  notices: Notices;
  refusedChannels: RefusedChannels;
  events: Events;
  clock: Clock;
  log: Logger;
  /** What is counted of the bot. */
  measures: BotMeasures;
  settings: Pick<Config, 'settleTimeMs' | 'requestTimeoutMs' | 'uncertainBlocksMs' | 'readBackGap'>;
  /** Whether the channels have to be read before anything is posted. */
  isOlderCopy: boolean;
  /** Whether each channel is looked at before its first post, because the database may be an older copy. */
  looksForOlderCopy: boolean;
  /** The last moment of which the database knew at the start. */
  knownUntil: Date;
  /** `composeArticle`; a test needs one that throws. */
  compose(article: Article, channel: Channel, options?: ComposeOptions): Message;
  /** Aborted when the program is asked to end. */
  stopping: AbortSignal;
}
