import { levelOf } from '../store/engines/failures.ts';
import { setTimeout } from 'node:timers/promises';
import type { EditorsDesk } from '../desk/editors-desk.ts';
import { composeArticle } from '../compose/composer.ts';
import type { BotConfig } from '../config/config.ts';
import { AddressBook } from '../deliver/addresses/address-book.ts';
import { Dispatcher } from '../deliver/dispatcher.ts';
import { ChannelReader } from '../deliver/doubt/channel-reader.ts';
import { Reconciler } from '../deliver/doubt/reconciler.ts';
import { Witness } from '../deliver/doubt/witness.ts';
import { FencedMessenger } from '../deliver/fenced-messenger.ts';
import type { ChatFinding, Messenger } from '../deliver/messenger.ts';
import type { Notices } from '../deliver/notices.ts';
import { Downloads } from '../deliver/media/downloads.ts';
import { mostBytesOfUpload } from '../deliver/media/medium-file.ts';
import { HttpClient } from '../http/http-client.ts';
import { readUserAgent } from '../http/user-agent.ts';
import { allowedHostsOf } from '../intake/polling/source-trust.ts';
import { Pacer } from '../deliver/pacer.ts';
import { RefusedChannels } from '../deliver/refused-channels.ts';
import type { Telegram } from '../deliver/telegram/telegram.ts';
import type { Change, Events } from '../events.ts';
import type { Logger } from '../log.ts';
import type { BotMeasures } from '../measures.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { ownReasons } from '../news/reasons.ts';
import { refuseSameChats } from '../opening.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { countSubscribers } from '../readers/subscribers.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Timetable } from '../timetable.ts';
import { Alerts } from '../watch/alerts/alerts.ts';
import { Approver } from '../watch/approval.ts';
import { languageOfLogChat, LogChat, sendToPerson, type DeskTopics } from '../watch/log-chat.ts';
import { tokenKey } from '../watch/refused-bots.ts';
import { reasonText, words } from '../words/log-chat.ts';

/** Which Telegram to speak to, and as which bot; in the sandbox it is not the one of the settings. */
export interface TelegramAccess {
  token: string;
  apiRoot: string | null;
  logChatId: string | null;
  /** The thread of the log chat; null: it is no topic. */
  logTopic: number | null;
  ownerIds: readonly number[];
}

/** Everything that a bot needs of the program around it. */
export interface BotParts {
  /** With the channels of this bot. */
  config: BotConfig;
  access: TelegramAccess;
  telegram: Telegram;
  /** Telegram's answers about the channels, by their ids. */
  chats: ReadonlyMap<string, ChatFinding>;
  /** With the records of this bot. */
  store: Store;
  /** What its lanes write. */
  ledger: LaneLedger;
  timetable: Timetable;
  pipeline: Pipeline;
  notices: Notices;
  /** For what concerns the people of all bots. */
  everyone: Notices;
  events: Events;
  clock: Clock;
  log: Logger;
  measures: BotMeasures;
  /** Where people of this machine find the page; null: it is off, or not served yet. */
  page: { readonly url: string | null };
  /** Whether the channels have to be read before anything is posted. */
  isOlderCopy: boolean;
  /** See Delivery. */
  knownUntil: Date;
  /**
   * These settings ran in this process before. Two channels that are one chat end nothing then: the second one pauses, as
   * it did when that was found out.
   */
  hasRun: boolean;
  /** Aborted when the program is asked to stop. */
  stopping: AbortSignal;
}

/** What the parts of a bot share. `stopping` is aborted also when it stops alone. */
interface OwnParts extends BotParts {
  stop: AbortController;
}

/** The longest that the desk waits for the first posts of a start: to load it takes 80 ms, in which none would leave. */
const deskDelayMs = 300;

/** How often we retry a message that the log chat did not get. */
const tellAgainMs = 60_000;

/** How often Telegram is asked whether the names of channels still lead to them. */
const lookAgainMs = 10 * 60_000;

/** Everything of one bot: its lanes, its pace, reading back, its questions and alerts, and its desk. */
export class BotService {
  readonly #parts: OwnParts;
  readonly #telegram: Telegram;
  readonly #addresses: AddressBook;
  readonly #witness: Witness | null;
  readonly #dispatcher: Dispatcher;
  readonly #alerts: Alerts;
  readonly #logChat: LogChat | null;
  /** null: there is nobody to ask. */
  readonly #approver: Approver | null;
  /** In which people in the log chat are told and asked. */
  #language: SpokenLanguage;
  #tellingAgain: NodeJS.Timeout | null = null;
  #lookingAgain: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  /** null: not open yet. */
  #desk: EditorsDesk | null = null;
  #opening: Promise<void> = Promise.resolve();
  #deleting: Promise<void> = Promise.resolve();
  #counting: Promise<void> = Promise.resolve();
  #draining: Promise<void> | null = null;

  /**
   * Builds the bot from what earlier runs left in the store. Nothing leaves before `start`.
   * @throws KhabarshyError SETTINGS_INVALID when two channels are one chat, and these settings did not run yet.
   */
  static async open(given: BotParts): Promise<BotService> {
    const stop = new AbortController();
    const stopping = AbortSignal.any([given.stopping, stop.signal]);
    const parts = { ...given, stop, stopping, events: given.events.until(stop.signal) };
    const { access, chats, clock, config, hasRun, log, store, telegram } = parts;
    const { logChatId } = access;
    telegram.noteCopies({
      facts: store.facts,
      copies: store.logCopies,
      clock,
      settleTimeMs: config.settleTimeMs,
    });
    const addresses = await AddressBook.open(config.channels, logChatId, { ...parts, messenger: telegram });
    await addresses.take(chats, stopping);
    if (!hasRun) refuseSameChats(addresses, config.channels);
    const messenger = new FencedMessenger(telegram, parts.ledger.fence);
    const reader = new ChannelReader({ ...config, messenger, clock });
    const reconciler = new Reconciler({ ...config, messenger, reader, store, clock, log });
    const witness = witnessOf(parts, reconciler, telegram, messenger);
    // The sandbox is nobody's channel, and forgets with its journal.
    const looksForOlderCopy = config.mode === 'telegram';
    if (reader.canRead && (looksForOlderCopy || parts.isOlderCopy)) {
      await store.facts.expectChecks(
        config.channels.map(({ name }) => name),
        parts.knownUntil,
      );
    }
    const dispatcher = await Dispatcher.open(config.channels, {
      ...parts,
      messenger,
      addresses,
      pacer: new Pacer(config.bot.postsPerSecond),
      downloads: downloadsOf(parts),
      searcher: witness ?? reconciler,
      reader,
      looksForOlderCopy,
      refusedChannels: new RefusedChannels(),
      digests: parts.pipeline.digests,
      settings: config,
      compose: composeArticle,
    });
    const instead = {
      ownerIds: access.ownerIds,
      because: (reason: string) => insteadOfLogChat(reason, config.deskLanguage),
    };
    const logChat =
      logChatId === null
        ? null
        : new LogChat(telegram, () => isSafe(addresses, parts), instead, topicsOf(parts));
    return new BotService(parts, telegram, addresses, witness, dispatcher, logChat);
  }

  private constructor(
    parts: OwnParts,
    telegram: Telegram,
    addresses: AddressBook,
    witness: Witness | null,
    dispatcher: Dispatcher,
    logChat: LogChat | null,
  ) {
    const { clock, config, log, store } = parts;
    this.#language = config.deskLanguage;
    const language = () => this.#language;
    this.#parts = parts;
    this.#telegram = telegram;
    this.#addresses = addresses;
    this.#witness = witness;
    this.#dispatcher = dispatcher;
    this.#alerts = new Alerts(store.troubles, language, logChat, clock, log);
    this.#logChat = logChat;
    this.#approver = logChat === null ? null : new Approver({ ...parts, language, logChat });
  }

  get name(): string {
    return this.#parts.config.bot.name;
  }

  get messenger(): Messenger {
    return this.#telegram;
  }

  get addresses(): AddressBook {
    return this.#addresses;
  }

  /** Whether it stopped alone: Telegram does not accept its token. */
  get isStopped(): boolean {
    return this.#parts.stop.signal.aborted;
  }

  /** Says something that cannot be written down, because the database is away. */
  say(textIn: (language: SpokenLanguage) => string): void {
    if (this.isStopped) return;
    this.#logChat
      ?.tell(textIn(this.#language))
      .catch((error: unknown) => this.#parts.log.warn({ error }, 'the log chat could not be told'));
  }

  /** Tells one of its owners something in private. @returns whether Telegram took it. */
  async tellOwner(ownerId: number, textIn: (language: SpokenLanguage) => string): Promise<boolean> {
    const { access, config, store } = this.#parts;
    if (this.isStopped || !access.ownerIds.includes(ownerId)) return false;
    const language = (await store.editors.languageOf(ownerId)) ?? config.deskLanguage;
    return sendToPerson(this.#telegram, ownerId, textIn(language));
  }

  /** Posts what is ready, and listens to editors a little later. */
  start(): void {
    this.#listen();
    void this.#chooseLanguage();
    this.#witness?.start(this.#parts.stopping);
    this.#dispatcher.start();
    void this.#greet();
    this.#opening = this.#openDesk();
    this.#alerts.tell();
    this.#deleteLeftCopies();
    this.#tellingAgain = setInterval(() => {
      this.#alerts.tell();
      this.#deleteLeftCopies();
    }, tellAgainMs);
    this.#lookingAgain = setInterval(() => {
      this.#look((signal) => this.#addresses.look(signal));
      this.#countSubscribers();
    }, lookAgainMs);
  }

  /** Stops without the other bots. Its posts stay where they are in the ledger. */
  async stopAlone(): Promise<void> {
    this.#parts.stop.abort();
    await this.drain();
  }

  /** After `stopping` was aborted: finishes the messages in flight, and everything else that was begun. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  async #drain(): Promise<void> {
    // At once: another process may hear the editors already.
    const unheard = this.#opening.then(() => this.#desk?.stop());
    await this.#dispatcher.drain();
    await unheard;
    if (this.#tellingAgain !== null) clearInterval(this.#tellingAgain);
    if (this.#lookingAgain !== null) clearInterval(this.#lookingAgain);
    await this.#looking;
    await this.#counting;
    await this.#addresses.settled();
    await this.#alerts.settled();
    await this.#deleting;
    await this.#approver?.settled();
    await this.#witness?.stopped();
  }

  /** Of messages that were read back, copies in the log chat may have been left by a kill. */
  #deleteLeftCopies(): void {
    const { log, stopping } = this.#parts;
    this.#deleting = this.#deleting
      .then(() => this.#telegram.deleteLeftCopies(stopping))
      .catch((error: unknown) =>
        log[levelOf(error)]({ error }, 'copies in the log chat could not be deleted'),
      );
  }

  #listen(): void {
    const { events, stopping } = this.#parts;
    const on = <Kind extends Change['kind']>(
      kind: Kind,
      act: (change: Extract<Change, { kind: Kind }>) => void,
    ) =>
      events.listen(kind, (change) => {
        // One that stopped alone hears of everything that happens to the others.
        if (!stopping.aborted) act(change);
      });
    events.listen('planned', () => this.#dispatcher.wake());
    events.listen('posts changed', () => this.#dispatcher.wake());
    // The database may have been changed by a command, such as `khabarshy retry`.
    events.listen('polled', () => this.#dispatcher.wake());
    on('approval wanted', () => this.#askEditors());
    on('approval given', (given) => {
      this.#approver?.tellGiven(given);
      this.#askEditors();
    });
    on('polled', () => this.#askEditors());
    on('polled', () => void this.#chooseLanguage());
    on('trouble', () => this.#alerts.tell());
    on('chat decided', () => this.#look((signal) => this.#addresses.reload(signal)));
    on('channel mended', ({ channel }) => this.#dispatcher.tryNow(channel));
  }

  /** Names may have been changed, or taken by others. */
  #look(look: (signal: AbortSignal) => Promise<unknown>): void {
    const { log, stopping } = this.#parts;
    this.#looking = this.#looking
      .then(async () => void (await look(stopping)))
      .catch((error: unknown) =>
        log[levelOf(error)]({ error }, 'it was not found out which chats the channels are'),
      );
  }

  /** The first look is after the first posts. */
  #countSubscribers(): void {
    const { log, stopping } = this.#parts;
    const parts = { ...this.#parts, addresses: this.#addresses };
    this.#counting = this.#counting
      .then(() => countSubscribers(parts, stopping))
      .catch((error: unknown) => log[levelOf(error)]({ error }, 'the subscribers were not counted'));
  }

  /** If one person is the log chat, everything there is in the language that this person chose with `/lang`. */
  async #chooseLanguage(): Promise<void> {
    const { config, log, store } = this.#parts;
    try {
      const { logChatId } = this.#telegram;
      this.#language = await languageOfLogChat(logChatId, store.editors, config.deskLanguage);
    } catch (error) {
      log[levelOf(error)]({ error }, 'the language of the log chat is not known');
    }
  }

  /** Asks the open questions, and ends those that nobody answered in time. */
  #askEditors(): void {
    this.#approver?.look(this.#desk?.isListening ?? false);
  }

  /** A token that Telegram does not know is found at once, and not only when the first article comes. */
  async #greet(): Promise<void> {
    const { log, notices, stopping } = this.#parts;
    const bot = await this.#telegram.identify(stopping);
    if (!('kind' in bot)) {
      log.info({ username: bot.username }, 'Telegram knows the bot');
      await notices.end(tokenKey).catch((error: unknown) => log[levelOf(error)]({ error }, notEnded));
    } else if (bot.kind === 'answer' && [401, 404].includes(bot.code)) this.#refused();
    else if (bot.kind !== 'answer') log.warn({ reason: bot.reason }, 'Telegram cannot be reached yet');
  }

  /** Resolves when everything left that was due at the start. */
  async #firstPosts(): Promise<void> {
    const polled = Promise.withResolvers<void>();
    this.#parts.events.listen('polled', () => polled.resolve());
    await polled.promise;
    await this.#dispatcher.rested();
  }

  #refused(): void {
    this.#parts.events.announce({ kind: 'token refused', bot: this.name });
  }

  async #openDesk(): Promise<void> {
    const { stopping } = this.#parts;
    const delay = setTimeout(deskDelayMs, undefined, { signal: stopping }).catch(() => undefined);
    await Promise.race([delay, this.#firstPosts()]);
    if (stopping.aborted) return;
    const { EditorsDesk } = await import('../desk/editors-desk.ts');
    this.#desk = new EditorsDesk({
      ...this.#parts,
      addresses: this.#addresses,
      telegram: this.#telegram,
      onRefused: () => this.#refused(),
      mayListen: () => !this.#parts.ledger.fence.isInDoubt,
    });
    this.#desk.start();
    this.#countSubscribers();
  }
}

const notEnded = 'it could not be noted that the token is accepted';

/** The advice about a topic of a channel is not that about the topic of the log chat. */
function insteadOfLogChat(reason: string, language: SpokenLanguage): string {
  const say = words[language];
  if (reason === ownReasons.topicDeleted) return say.insteadOfLogTopic;
  return say.insteadOfLogChat(reasonText(reason, language));
}

/** The topics of the log chat in which the channels of a bot have their desks. */
function topicsOf({ config: { channels, deskLanguage } }: BotParts): DeskTopics {
  return {
    ofChannels: new Map(channels.map(({ deskTopic, name }) => [name, deskTopic])),
    because: (topic, reason) => {
      const names = channels.filter(({ deskTopic }) => deskTopic === topic).map(({ name }) => name);
      return words[deskLanguage].insteadOfDeskTopic(
        topic,
        names.join(', '),
        reason === ownReasons.topicClosed ? 'closed' : 'deleted',
      );
    },
  };
}

/** If the log chat is one of the channels, alerts go to the first owner, so that no readers see them. */
async function isSafe(addresses: AddressBook, { access, stopping, telegram }: BotParts): Promise<boolean> {
  if (await addresses.isLogChatSafe(stopping)) {
    telegram.nameLogChat(addresses.logChatId, access.logTopic);
    return true;
  }
  if (!addresses.isLogChatTaken) return false;
  const [owner] = access.ownerIds;
  telegram.nameLogChat(owner === undefined ? null : String(owner), null);
  return true;
}

/** null: there is no second bot, and unsure posts are read back. */
function witnessOf(
  { clock, config, log, store }: BotParts,
  reconciler: Reconciler,
  telegram: Telegram,
  messenger: FencedMessenger,
): Witness | null {
  const { settleTimeMs, telegramApiRoot: apiRoot } = config;
  const { witnessToken: token } = config.bot;
  if (token === null) return null;
  return new Witness(
    { token, apiRoot, settleTimeMs, fetch: telegram.fetch, facts: store.facts },
    reconciler,
    messenger,
    clock,
    log,
  );
}

function downloadsOf({ config, log, store }: OwnParts): Downloads {
  return new Downloads({
    http: new HttpClient({ proxies: config.proxies, userAgent: readUserAgent() }),
    // What a private source shows, its pictures too, may be on its host.
    allowed: [...config.picturesFrom, ...config.sources.flatMap(allowedHostsOf)],
    mostBytes: mostBytesOfUpload[config.telegramApiRoot === null ? 'telegram' : 'ownServer'],
    folder: store.folder,
    log,
  });
}
