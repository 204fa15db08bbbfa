import { tokensAre, type Config } from './config/config.ts';
import { idsOf, type AddressBook } from './deliver/addresses/address-book.ts';
import { findChats } from './deliver/addresses/chat-search.ts';
import type { ChatFinding, Messenger } from './deliver/messenger.ts';
import { scrub, type Logger } from './log.ts';
import type { Channel } from './news/channel.ts';
import { KhabarshyError } from './news/errors.ts';
import type { Lock, LockLoss } from './store/engines/backend.ts';
import { waitUntilFree, type Store } from './store/store.ts';
import type { Clock } from './time/clock.ts';

/** How often the lock is tried for at the start, and the pause between two tries. */
const lockTries = 6;
const lockPauseMs = 500;

/** How long a start waits for Telegram's answers about the channels. */
const chatsTimeoutMs = 3_000;

/**
 * A sample must never reach a real channel, nor a real article count as posted because the sandbox saw it.
 * @throws KhabarshyError DATABASE_OF_SANDBOX
 */
export async function refuseOtherTelegram(store: Store, config: Config): Promise<void> {
  const known = await store.facts.get('telegram');
  if (known === null) return store.facts.set('telegram', config.mode);
  if (known === config.mode) return;
  const advice =
    config.mode === 'sandbox'
      ? 'Set the token, or give the sandbox a database of its own with DATABASE_URL.'
      : 'Name another database with DATABASE_URL.';
  throw new KhabarshyError(
    'DATABASE_OF_SANDBOX',
    `This database belongs to ${known === 'sandbox' ? 'the sandbox' : 'real Telegram'}, and the settings say ` +
      `${config.mode === 'sandbox' ? 'sandbox' : 'real Telegram'} (${tokensAre(config)}). ${advice}`,
  );
}

/**
 * Takes the lock of the database. It tries for a while: `status` looks at the lock by taking it, and a process that
 * is ending still holds it. `onLost` is called when the lock is lost later.
 * @returns what gives the lock back.
 * @throws KhabarshyError DATABASE_IN_USE, or DATABASE_UNSAFE
 */
export async function lockDatabase(
  store: Store,
  url: string,
  clock: Clock,
  onLost: (reason: KhabarshyError) => void,
): Promise<Lock> {
  await store.checkSessions();
  for (let tries = 1; ; tries += 1) {
    const unlock = await store.lock((loss) => onLost(lockLost(loss, url)));
    if (unlock !== null) return unlock;
    if (tries === lockTries) throw databaseInUse(url);
    await clock.wait(lockPauseMs, new AbortController().signal);
  }
}

/** When something is said of a wait that is not over at once. */
const sayAfterMs = 1_000;

/**
 * Starts the program as soon as no other one runs on the database. It opens nothing before, so that it starts with the
 * tables, the settings and the run mark of that moment.
 * @returns null: it was told to end while it waited.
 */
export async function startWhenFree<Started>(
  url: string,
  interrupted: Promise<unknown>,
  start: () => Promise<Started>,
  log: Logger,
): Promise<Started | null> {
  const waiting = new AbortController();
  void interrupted.then(() => waiting.abort());
  const say = () => log.info({}, 'standing by: another khabarshy runs on this database');
  const saying = setTimeout(say, sayAfterMs);
  for (;;) {
    await waitUntilFree(url, waiting.signal);
    clearTimeout(saying);
    if (waiting.signal.aborted) return null;
    try {
      return await start();
    } catch (error) {
      // Another one that stood by was faster.
      if (!(error instanceof KhabarshyError) || error.code !== 'DATABASE_IN_USE') throw error;
    }
  }
}

/** Asks Telegram for the channels before their first posts, for a short while. Later the lanes ask. */
export function askForChats(
  messenger: Pick<Messenger, 'findChat'>,
  channels: readonly Channel[],
  logChatId: string | null,
  stopping: AbortSignal,
): Promise<ReadonlyMap<string, ChatFinding>> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(chatsTimeoutMs)]);
  return findChats(messenger, idsOf(channels, logChatId), signal);
}

/**
 * Two entries of the settings must not be one chat: each article would be posted there twice.
 * @throws KhabarshyError SETTINGS_INVALID
 */
export function refuseSameChats(addresses: AddressBook, channels: readonly Channel[]): void {
  const ids = new Map(channels.map(({ name, id }) => [name, id]));
  const show = (name: string) => `${name} (${ids.get(name) ?? ''})`;
  const lines = channels.flatMap(({ name }) => {
    const stop = addresses.stopOf(name);
    if (stop?.kind === 'twin')
      return [`${show(stop.of)} and ${show(name)} are the same chat. ${keepOneChannel}`];
    return stop?.kind === 'log chat' ? [`${show(name)} is the log chat. ${anotherLogChat}`] : [];
  });
  if (lines.length > 0) throw new KhabarshyError('SETTINGS_INVALID', lines.join('\n'));
}

/** The advice about two channels that are one chat. */
export const keepOneChannel =
  'An article that both take would be posted there twice. Keep one of them, or give each a topic of its own.';

const anotherLogChat = 'Its readers would see the alerts. Set LOG_CHAT_ID to another chat.';

/** Channels that have another name in the settings now keep their posts, and everything else that is known of them. */
export async function keepRenamedChannels(
  store: Store,
  config: Config,
  chats: ReadonlyMap<string, ChatFinding>,
  log: Logger,
): Promise<void> {
  const channels = config.channels.map((channel) => {
    const finding = chats.get(channel.id);
    return { ...channel, chatId: finding?.kind === 'found' ? finding.chatId : null };
  });
  for (const renamed of await store.channels.keepRenamed(channels)) {
    log.info(renamed, 'a channel has another name now, and keeps its posts');
  }
}

function databaseInUse(url: string): KhabarshyError {
  const message = `Another khabarshy runs on ${scrub(url)}. Stop it first, or give this one another database with DATABASE_URL.`;
  return new KhabarshyError('DATABASE_IN_USE', message);
}

function lockLost(loss: LockLoss, url: string): KhabarshyError {
  if (loss === 'taken') {
    const message = `Another khabarshy has taken the lock of ${scrub(url)}; ending, so that two never run at once.`;
    return new KhabarshyError('DATABASE_IN_USE', message);
  }
  const message =
    `The database ${scrub(url)} was replaced or removed while it was in use: what others write to it now would ` +
    'never be posted. Ending; the next start uses what stands there then.';
  return new KhabarshyError('DATABASE_UNUSABLE', message);
}

export function lanesLost(url: string): KhabarshyError {
  const message =
    `Another khabarshy has taken over ${scrub(url)} while this process hung or had lost its connection. ` +
    'This one sends nothing any more and ends.';
  return new KhabarshyError('DATABASE_IN_USE', message);
}

export function tokenRefused({ bots, botsFrom }: Pick<Config, 'bots' | 'botsFrom'>): KhabarshyError {
  const names = bots.map(({ name }) => name).join(', ');
  const message =
    botsFrom === 'BOT_TOKEN'
      ? 'Telegram does not accept the bot token. Ask @BotFather for the right one and set BOT_TOKEN.'
      : `Telegram accepts the token of no bot (${names}). Ask @BotFather for the right ones and set them in .env.`;
  return new KhabarshyError('TOKEN_REFUSED', message);
}
