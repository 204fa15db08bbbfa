import { BotService, type BotParts, type TelegramAccess } from './bot.ts';
import { configOfBot, type BotConfig, type BotSettings, type Config } from '../config/config.ts';
import { numberOf } from '../config/bots/bot-settings.ts';
import type { AddressBook } from '../deliver/addresses/address-book.ts';
import { whereabouts } from '../deliver/addresses/chat-search.ts';
import type { ChatFinding } from '../deliver/messenger.ts';
import { Notices } from '../deliver/notices.ts';
import { Telegram } from '../deliver/telegram/telegram.ts';
import type { Events } from '../events.ts';
import type { Logger } from '../log.ts';
import type { Measures } from '../measures.ts';
import { KhabarshyError } from '../news/errors.ts';
import { askForChats, keepOneChannel } from '../opening.ts';
import type { Lock } from '../store/engines/backend.ts';
import type { ServedBot, Settled } from '../store/lanes/bots.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { movedKey } from '../watch/refused-bots.ts';
import type { SiteBot } from '../web/site/site-parts.ts';

/** The Telegram to speak to as a bot. */
export type AccessOf = (bot: BotSettings) => TelegramAccess;

/** A bot before its lanes are taken. */
export interface ComingBot {
  config: BotConfig;
  access: TelegramAccess;
  telegram: Telegram;
  /** Telegram's answers about its channels, by their ids. */
  chats: Promise<ReadonlyMap<string, ChatFinding>>;
}

/** Asks Telegram for the channels of all bots. The answers are there by the time that the database is open. */
export function askAsBots(
  config: Config,
  accessOf: AccessOf,
  measures: Measures,
  stopping: AbortSignal,
): ComingBot[] {
  const { proxies, requestTimeoutMs } = config;
  return config.bots.map((bot) => {
    const access = accessOf(bot);
    const own = configOfBot(config, bot);
    const ofBot = measures.of(bot.name);
    const telegram = new Telegram({ ...access, proxies, requestTimeoutMs, measures: ofBot });
    const chats = askForChats(telegram, own.channels, access.logChatId, stopping);
    return { config: own, access, telegram, chats };
  });
}

/** The answers about the channels of all bots. */
export async function allChats(bots: readonly ComingBot[]): Promise<ReadonlyMap<string, ChatFinding>> {
  const chats = await Promise.all(bots.map((bot) => bot.chats));
  return new Map(chats.flatMap((found) => [...found]));
}

/**
 * Makes this process the holder of the lanes of all bots. Posts in flight when the program ended may have arrived. Where
 * posts stand that another bot sent, editors are told once what that means.
 * @returns the ledgers by bot.
 */
export async function takeLanes(
  store: Store,
  lock: Lock,
  bots: readonly ComingBot[],
  { clock, events, log }: { clock: Clock; events: Events; log: Logger },
): Promise<ReadonlyMap<string, LaneLedger>> {
  const { holders, unsure, ...settled } = await store.lanes.takeAll(servedBots(bots), clock.now());
  if (unsure > 0) log.warn({ posts: unsure }, inFlight);
  await tellSettled(store, settled, { clock, events, log });
  return new Map([...holders].map(([bot, holder]) => [bot, store.lanes.ledgerOf(holder, clock, lock)]));
}

function servedBots(bots: readonly ComingBot[]): ServedBot[] {
  return bots.map(({ access, config }) => ({
    name: config.bot.name,
    number: numberOf(access.token),
    channels: config.channels.map(({ name }) => name),
  }));
}

async function tellSettled(
  store: Store,
  { moved, renamed }: Settled,
  { clock, events, log }: { clock: Clock; events: Events; log: Logger },
): Promise<void> {
  for (const bot of renamed) log.info(bot, 'a bot has another name now, and keeps what belongs to it');
  for (const { bot, channel, posts } of moved) {
    log.warn(
      { channel, bot, posts },
      'a channel has another bot now, which cannot change the posts that stand there',
    );
    await new Notices(store.ofBot(bot), events, clock).begin(`${movedKey}:${channel}`, String(posts));
  }
}

/**
 * The same for a process of a cluster, which takes each bot when it is free.
 * @returns no ledgers.
 */
export async function settleLanes(
  store: Store,
  bots: readonly ComingBot[],
  parts: { clock: Clock; events: Events; log: Logger },
): Promise<ReadonlyMap<string, LaneLedger>> {
  await tellSettled(store, await store.lanes.settle(servedBots(bots)), parts);
  return new Map();
}

/** What the bots share. */
export type Shared = Pick<
  BotParts,
  | 'clock'
  | 'events'
  | 'hasRun'
  | 'isOlderCopy'
  | 'knownUntil'
  | 'log'
  | 'notices'
  | 'page'
  | 'pipeline'
  | 'stopping'
  | 'store'
  | 'timetable'
> & { measures: Measures };

/** Builds the bots from what earlier runs left in the store. `shared.notices`: for the people of all bots. */
export async function openBots(
  coming: readonly ComingBot[],
  ledgers: ReadonlyMap<string, LaneLedger>,
  shared: Shared,
): Promise<BotService[]> {
  const { clock, events, log, measures, notices: everyone } = shared;
  const bots: BotService[] = [];
  for (const { chats, ...bot } of coming) {
    const { name } = bot.config.bot;
    const ledger = ledgers.get(name);
    if (ledger === undefined) throw new Error(`the lanes of ${name} were not taken`);
    const store = shared.store.ofBot(name);
    const own = {
      store,
      everyone,
      ledger,
      chats: await chats,
      notices: new Notices(store, events, clock),
      log: bot.config.bots.length === 1 ? log : log.child({ bot: name }),
      measures: measures.of(name),
    };
    bots.push(await BotService.open({ ...shared, ...bot, ...own }));
  }
  return bots;
}

/** The bots as the page for administrators knows them: all of them, whichever process of a cluster works their lanes. */
export function botsOfPage(
  config: Config,
  accessOf: AccessOf,
  { clock, events, store, timetable }: Pick<Shared, 'clock' | 'events' | 'store' | 'timetable'>,
): SiteBot[] {
  return config.bots.map((bot) => {
    const { ownerIds, token } = accessOf(bot);
    const { name } = bot;
    const own = { config: configOfBot(config, bot), store: store.ofBot(name) };
    return { name, token, ownerIds, clock, events, timetable, ...own };
  });
}

/**
 * The bots as `refuseSharedChats` asks them, before any is open: a process of a cluster opens them when they are its own.
 * What is known already counts, and what Telegram says now.
 */
export async function comingAddresses(
  coming: readonly ComingBot[],
  { channelChats }: Pick<Store, 'channelChats'>,
): Promise<Parameters<typeof refuseSharedChats>[0]> {
  return Promise.all(
    coming.map(async ({ chats, config: { bot, channels } }) => {
      const [known, found] = await Promise.all([channelChats.read(channels), chats]);
      const placeOf = (name: string) => {
        const channel = channels.find((each) => each.name === name);
        if (channel === undefined) return null;
        const where = whereabouts(channel, known.get(name) ?? null, found.get(channel.id) ?? null);
        return where.kind === 'here' ? where : null;
      };
      return { name: bot.name, addresses: { placeOf } };
    }),
  );
}

/**
 * Two channels must not be one chat, also if they belong to two bots: each article would be posted there twice.
 * @throws KhabarshyError SETTINGS_INVALID
 */
export function refuseSharedChats(
  bots: readonly { name: string; addresses: Pick<AddressBook, 'placeOf'> }[],
  { channels }: Pick<Config, 'channels'>,
): void {
  const lines: string[] = [];
  const first = new Map<string, { name: string; bot: string }>();
  for (const { bot, id, name, topic } of channels) {
    const place = bots.find((each) => each.name === bot)?.addresses.placeOf(name);
    if (place == null) continue;
    const key = `${place.chatId} ${topic ?? ''}`;
    const other = first.get(key);
    first.set(key, other ?? { name, bot });
    if (other === undefined) continue;
    const whose = other.bot === bot ? '' : `, of the bots ${other.bot} and ${bot}`;
    lines.push(`${other.name} and ${name} (${id}) are the same chat${whose}. ${keepOneChannel}`);
  }
  if (lines.length > 0) throw new KhabarshyError('SETTINGS_INVALID', lines.join('\n'));
}

const inFlight = 'posts were in flight when the program ended last; they will be read back';
