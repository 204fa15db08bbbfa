import { isDeepStrictEqual } from 'node:util';
import type { Events } from '../../events.ts';
import type { Logger } from '../../log.ts';
import type { KnownChat, SetChannel } from '../../store/records/channel-chats.ts';
import type { Store } from '../../store/store.ts';
import { findChats, isCertain, whereabouts, type Whereabouts } from './chat-search.ts';
import type { ChatFinding, Messenger } from '../messenger.ts';
import type { Notices } from '../notices.ts';
import { LogChatAddress } from './log-chat-address.ts';
import { StopNotices } from './stop-notices.ts';
import { isStopKey, stopsOf, type Place, type Stop } from './stops.ts';

export interface AddressBookParts {
  messenger: Pick<Messenger, 'findChat'>;
  store: Pick<Store, 'channelChats' | 'channelNumbers' | 'facts' | 'troubles'>;
  events: Events;
  notices: Notices;
  log: Logger;
}

/** What is known of the channels before Telegram is asked. */
interface Remembered {
  channels: readonly SetChannel[];
  logChat: LogChatAddress;
  known: ReadonlyMap<string, KnownChat>;
  /** The keys of the troubles about stops that are open. */
  told: readonly string[];
}

/** How long a look may take that nobody waits for. */
const lookTimeoutMs = 10_000;

interface Entry {
  channel: SetChannel;
  known: KnownChat | null;
  /** Where it is; null: not known yet. */
  place: Place | null;
  /** The group in which it is discussed; null: there is none, or it is not known yet. */
  group: string | null;
}

/**
 * The addresses of the channels of one bot. Telegram is asked for each one before its first post, and its number is kept:
 * an @name is only an alias, which can be changed, and which somebody else can take. So two entries of the settings that
 * are one chat are noticed, and nothing is ever posted to a stranger.
 */
export class AddressBook {
  readonly #parts: AddressBookParts;
  readonly #entries: Map<string, Entry>;
  /** The names of the channels whose chat is known, in the order in which it became known. */
  readonly #found: string[] = [];
  readonly #logChat: LogChatAddress;
  #stops: ReadonlyMap<string, Stop> = new Map();
  readonly #notices: StopNotices;
  #relinking: Promise<void> = Promise.resolve();
  #looking: Promise<ReadonlyMap<string, ChatFinding>> | null = null;

  static async open(
    channels: readonly SetChannel[],
    logChatId: string | null,
    parts: AddressBookParts,
  ): Promise<AddressBook> {
    const known = await parts.store.channelChats.read(channels);
    const told = (await parts.store.troubles.open()).map(({ key }) => key).filter(isStopKey);
    const logChat = await LogChatAddress.open(logChatId, parts.store.facts);
    return new AddressBook({ channels, logChat, known, told }, parts);
  }

  constructor({ channels, known, logChat, told }: Remembered, parts: AddressBookParts) {
    this.#parts = parts;
    this.#logChat = logChat;
    this.#entries = new Map(channels.map((channel) => [channel.name, entryOf(channel, known)]));
    this.#notices = new StopNotices(told, parts.notices, parts.log);
    this.#compare();
  }

  /** Where a channel is; null: that is not known yet. */
  placeOf(name: string): Place | null {
    return this.#entries.get(name)?.place ?? null;
  }

  /** The number of the group in which a channel is discussed; null: there is none, or it is not known yet. */
  groupOf(name: string): string | null {
    return this.#entries.get(name)?.group ?? null;
  }

  /** Why nothing new may leave for a channel; null: it may. */
  stopOf(name: string): Stop | null {
    return this.#stops.get(name) ?? null;
  }

  /** The ids that Telegram is asked for. */
  get ids(): string[] {
    return idsOf(
      [...this.#entries.values()].map(({ channel }) => channel),
      this.#logChat.id,
    );
  }

  /** Whether it is known that the log chat is none of the channels, whose readers must not see alerts. */
  async isLogChatSafe(signal: AbortSignal): Promise<boolean> {
    if (!this.#isLogChatChecked) await this.look(signal);
    return this.#isLogChatChecked && !this.isLogChatTaken;
  }

  /** The number of the log chat, or its @name while the number is not known; null: there is none. */
  get logChatId(): string | null {
    return this.#logChat.chatId;
  }

  /** Whether the log chat is one of the channels. */
  get isLogChatTaken(): boolean {
    return [...this.#stops.values()].some(({ kind }) => kind === 'log chat');
  }

  get #isLogChatChecked(): boolean {
    const { id, isAnswered } = this.#logChat;
    return isAnswered || id === null || !this.ids.includes(id);
  }

  /** Asks for all chats. Whoever asks meanwhile gets the same answers. @returns them, by the ids. */
  look(signal: AbortSignal): Promise<ReadonlyMap<string, ChatFinding>> {
    this.#looking ??= this.#ask(signal).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Takes Telegram's answers, by the ids. */
  async take(findings: ReadonlyMap<string, ChatFinding>, signal: AbortSignal): Promise<void> {
    const ofLogChat = findings.get(this.#logChat.id ?? '');
    if (ofLogChat !== undefined) await this.#logChat.take(ofLogChat);
    for (const entry of this.#entries.values()) {
      const finding = findings.get(entry.channel.id);
      if (finding !== undefined && isCertain(finding))
        await this.#settle(entry, await this.#renewed(entry, finding, signal));
      if (finding?.kind !== 'found') continue;
      if (finding.chatId === entry.place?.chatId) entry.group = finding.linkedChatId;
      await this.#learn(entry, finding.chatId, finding.pinned);
    }
    await this.#conclude();
  }

  /** Looks for a channel that is not found yet. @returns Telegram's answer. */
  async find(name: string, signal: AbortSignal): Promise<ChatFinding> {
    const id = this.#entries.get(name)?.channel.id ?? '';
    return (await this.look(signal)).get(id) ?? { kind: 'closed', reason: 'it is not in the settings' };
  }

  /** A group became a supergroup. */
  async move(name: string, chatId: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry !== undefined) await this.#settle(entry, { kind: 'here', chatId, username: null });
    await this.#conclude();
  }

  /** A post was sent, and Telegram said which @name the chat has. */
  async named(name: string, username: string | null): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry?.place == null || entry.place.username === username) return;
    await this.#settle(entry, { ...entry.place, kind: 'here', username });
    // Somebody else may have taken the name in the settings.
    await this.look(AbortSignal.timeout(lookTimeoutMs));
  }

  /** A person decided which chat a channel is. */
  async reload(signal: AbortSignal): Promise<void> {
    const channels = [...this.#entries.values()].map(({ channel }) => channel);
    const known = await this.#parts.store.channelChats.read(channels);
    for (const [name, { channel, place }] of this.#entries) {
      const entry = entryOf(channel, known);
      if (place !== null && place.chatId !== entry.place?.chatId) this.#forget(name);
      this.#entries.set(name, entry);
    }
    await this.#conclude();
    await this.look(signal);
  }

  /** The links of posts follow another @name in the background. */
  async settled(): Promise<void> {
    await this.#relinking;
  }

  /** A message with this number stands in a chat: whatever is sent there from now on has a higher one. */
  async heard(chatId: string, number: number): Promise<void> {
    for (const entry of this.#entries.values()) await this.#learn(entry, chatId, number);
  }

  async #learn({ channel, place }: Entry, chatId: string, number: number | null): Promise<void> {
    if (number === null || place?.chatId !== chatId) return;
    await this.#parts.store.channelNumbers.learn(channel.name, chatId, { last: number });
  }

  async #ask(signal: AbortSignal): Promise<ReadonlyMap<string, ChatFinding>> {
    const findings = await findChats(this.#parts.messenger, this.ids, signal);
    await this.take(findings, signal);
    return findings;
  }

  /** A chat that cannot be found by its name any more is asked for by its number, to learn its new name. */
  async #renewed({ channel, known }: Entry, finding: ChatFinding, signal: AbortSignal): Promise<Whereabouts> {
    const where = whereabouts(channel, known, finding);
    if (finding.kind !== 'closed' || where.kind !== 'here' || !channel.id.startsWith('@')) return where;
    const again = await this.#parts.messenger.findChat(where.chatId, signal);
    return again.kind === 'found' ? { ...where, username: again.usernames[0] ?? null } : where;
  }

  async #settle(entry: Entry, where: Whereabouts): Promise<void> {
    const { log, store } = this.#parts;
    const { channel, known } = entry;
    if (where.kind === 'unknown') return;
    if (where.kind === 'stranger') {
      const { chatId, title } = where;
      await store.channelChats.suspect(channel.name, { chatId, title });
      if (known !== null) entry.known = { ...known, stranger: { chatId, title } };
      return;
    }
    const { chatId, username } = where;
    // In another chat it is the last to come.
    if (entry.place !== null && entry.place.chatId !== chatId) this.#forget(channel.name);
    entry.place = { chatId, username };
    const { id: foundAs, topic } = channel;
    const refusedId = known?.chatId === chatId ? known.refusedId : null;
    entry.known = { chatId, username, foundAs, topic, stranger: null, refusedId };
    if (isDeepStrictEqual(entry.known, known)) return;
    const isRenamed = known !== null && known.chatId === chatId && known.username !== username;
    if (!isRenamed) return store.channelChats.keep(channel, { chatId, username });
    log.info({ channel: channel.name, username }, 'the chat of the channel has another @name now');
    this.#relink(channel, { chatId, username });
  }

  /** The name is kept at the end: if the program ends before, the next start begins again. */
  #relink(channel: SetChannel, place: Place): void {
    const { log, store } = this.#parts;
    this.#relinking = this.#relinking
      .then(() => store.channelChats.relink(channel.name, place))
      .then(() => store.channelChats.keep(channel, place))
      .catch((error: unknown) => log.warn({ error }, 'the links of posts still have the old @name'));
  }

  #forget(name: string): void {
    const index = this.#found.indexOf(name);
    if (index !== -1) this.#found.splice(index, 1);
  }

  async #conclude(): Promise<void> {
    this.#compare();
    if (await this.#notices.tell(this.#stops)) this.#parts.events.announce({ kind: 'posts changed' });
  }

  /** The one that was found first keeps the chat: it may have posted there. Then the order is that of the settings. */
  #compare(): void {
    const entries = [...this.#entries.values()];
    this.#found.push(
      ...entries
        .filter(({ channel, place }) => place !== null && !this.#found.includes(channel.name))
        .map(({ channel }) => channel.name),
    );
    const found = this.#found.flatMap((name) => this.#entries.get(name) ?? []);
    const sought = entries.filter(({ place }) => place === null);
    const placed = [...found, ...sought].flatMap(({ channel, known, place }) => {
      const number = channel.id.startsWith('@') ? null : { chatId: channel.id, username: null };
      const where = place ?? number;
      return where === null ? [] : [{ channel, place: where, stranger: known?.stranger ?? null }];
    });
    this.#stops = stopsOf(placed, (place) => this.#logChat.is(place));
  }
}

/** The ids of channels, and that of a log chat that could be one of them under another name. */
export function idsOf(channels: readonly Pick<SetChannel, 'id'>[], logChatId: string | null): string[] {
  const ids = channels.map(({ id }) => id);
  const mayBeChannel = logChatId !== null && !/^\d/.test(logChatId);
  const isAnyNamed = [...ids, logChatId ?? ''].some((id) => id.startsWith('@'));
  return mayBeChannel && isAnyNamed ? [...ids, logChatId] : ids;
}

function entryOf(channel: SetChannel, chats: ReadonlyMap<string, KnownChat>): Entry {
  const remembered = chats.get(channel.name) ?? null;
  // Somebody changed the settings since: the question about the other name is over.
  const isAsked = remembered?.foundAs.toLowerCase() === channel.id.toLowerCase();
  const known = remembered === null || isAsked ? remembered : { ...remembered, stranger: null };
  const where = whereabouts(channel, known, null);
  return { channel, known, place: where.kind === 'here' ? placeIn(where) : null, group: null };
}

function placeIn({ chatId, username }: Place): Place {
  return { chatId, username };
}
