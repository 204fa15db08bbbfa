import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { BotApi } from './bot-api.ts';
import type { CallbackAnswer } from '../people/callbacks.ts';
import { Control } from './control.ts';
import { Faults, type Fault, type FaultHandle, type FaultKind, type Struck } from './faults.ts';
import { Feed } from '../feed.ts';
import { FileStore } from '../file-store.ts';
import type { FloodLimits } from '../flood-limiter.ts';
import { Journal, JournalInUse } from '../journal.ts';
import { People, type Content, type SendOptions } from '../people/people.ts';
import type { InlineAnswer } from '../people/inline-queries.ts';
import { Readers } from '../people/readers.ts';
import { PageSettings, type Newsroom, type Viewer, type WrittenArticle } from './page-settings.ts';
import { RequestLog, type LoggedRequest } from './request-log.ts';
import { route } from './routes.ts';
import { State, type Permissions, type Rights, type SandboxBot, type StoredMessage } from '../state.ts';
import { World, type NewChat, type NewUser } from '../world.ts';

/** Not imported, because an import also loads the module's WebSocket, which costs 30 ms and 13 MB. */
const { createServer } = process.getBuiltinModule('node:http');

export { JournalInUse };
export type {
  Fault,
  FaultHandle,
  LoggedRequest,
  NewChat,
  Newsroom,
  NewUser,
  Rights,
  SandboxBot,
  Struck,
  WrittenArticle,
};

/** A bot without a token gets one that nobody can guess, and keeps it as long as its journal. */
export type NewBot = Omit<SandboxBot, 'token'> & { token?: string };

export interface SandboxOptions {
  bots: NewBot[];
  /** Default: 127.0.0.1 */
  host?: string;
  /** Default: 0, any free port. */
  port?: number;
  /** Chats, messages and counters are kept in this file, uploads beside it. Absent: only in memory. */
  journalFile?: string;
  /** Starts without what an earlier run left in the journal. */
  isFresh?: boolean;
  /** The clock for dates, flood limits and the 48 hours within which a bot may delete. */
  nowMs?: () => number;
  /** Absent or null: no limits. */
  floodLimits?: FloodLimits | null;
  /** The page shows this person's private chat with the first bot. It exists from the start. */
  viewer?: Viewer;
  /** Names by which this machine is reached, besides `localhost` and IP addresses. */
  hostNames?: readonly string[];
}

/** A message as a reader sees it now. */
export interface SeenMessage extends StoredMessage {
  chatId: number;
  /** The address of its picture; null: it has no picture, or an uploaded one. */
  photoUrl: string | null;
}

/**
 * A strict Telegram Bot API on this machine, for trying and testing without an account. It shares no code with the
 * program, so that it cannot share the program's mistakes.
 */
export class Sandbox {
  /** What a bot uses instead of https://api.telegram.org; the page is here too. No slash at the end. */
  readonly url: string;
  readonly #server: Server;
  readonly #parts: Parts;

  constructor(server: Server, parts: Parts) {
    this.#server = server;
    this.#parts = parts;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the sandbox is not listening');
    const isAny = address.address === '0.0.0.0' || address.address === '::';
    const host = isAny ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
    this.url = `http://${host}:${address.port}`;
  }

  /** Closes every connection and cancels what is delayed. */
  async stop(): Promise<void> {
    const { api, journal } = this.#parts;
    api.stop();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
    journal?.close();
  }

  /** A chat that exists already keeps its messages. */
  addChat(chat: NewChat): void {
    this.#parts.world.addChat(chat);
  }

  /** The token of one of the bots that it was started with. */
  tokenOf(botId: number): string {
    return this.#parts.world.bot(botId)?.token ?? '';
  }

  /** From now on Telegram does not know the bot's token. */
  revokeToken(botId: number): void {
    this.#parts.api.revoke(botId);
  }

  /** The page then shows times in the newsroom's zone, and may have a form for articles. */
  setNewsroom(newsroom: Newsroom): void {
    this.#parts.settings.setNewsroom(newsroom);
  }

  /**
   * Opens a small news site under `/news/`, whose news appears, changes and is deleted within two minutes. One that was
   * opened in an earlier run goes on. @returns the address of its feed.
   */
  openNewsSite(): string {
    const { world } = this.#parts;
    if (world.state.siteOpenedMs === null) world.state.record({ kind: 'news site', openedMs: world.nowMs() });
    return `${this.url}/news/feed.atom`;
  }

  addUser(user: NewUser): void {
    this.#parts.world.addUser(user);
  }

  /** Changes the given rights and keeps the others. By default a bot may post, edit and delete in every channel. */
  setRights(chatId: number, botId: number, rights: Rights | 'kicked' | 'left' | 'member'): void {
    this.#parts.people.setRights(chatId, botId, rights);
  }

  /** Restricts a bot in a group: `{ can_send_photos: false }`. A permission that is missing is given. */
  restrict(chatId: number, botId: number, permissions: Permissions): void {
    this.#parts.people.restrict(chatId, botId, permissions);
  }

  /** What everybody in a group may do who is no administrator. */
  setPermissions(chatId: number, permissions: Permissions): void {
    this.#parts.world.changeChat(chatId, { permissions });
  }

  migrateChat(oldId: number, newId: number): void {
    this.#parts.people.migrate(oldId, newId);
  }

  /** Changes a chat's @name, as its owner may at any time; null takes it away. From then on anybody may take the old one. */
  renameChat(chatId: number, username: string | null): void {
    this.#parts.world.changeChat(chatId, { username });
  }

  /** Somebody deletes a topic of a forum, with all its messages. */
  deleteTopic(chatId: number, topic: number): void {
    this.#parts.people.deleteTopic(chatId, topic);
  }

  setProtected(chatId: number, isProtected: boolean): void {
    this.#parts.world.changeChat(chatId, { protectedContent: isProtected });
  }

  /** `chatId` of a private chat is the user's id. With another bot than the first, `botId` says which. */
  userSends(userId: number, chatId: number, text: string, options: SendOptions = {}): SeenMessage {
    const sent = this.#parts.people.send(userId, chatId, text, options);
    const { botId } = options;
    const place = chatId === userId && botId !== undefined ? this.privateChat(userId, botId) : chatId;
    return this.#see(place, sent);
  }

  /** Opens the private chat of a person with a bot. @returns its number here; that bot knows it by the person's. */
  privateChat(userId: number, botId: number): number {
    const { world } = this.#parts;
    const user = world.state.users.get(userId);
    if (user === undefined) throw new Error(`the sandbox has no user ${userId}; add them with addUser`);
    return world.openPrivateChat(user, botId);
  }

  /** `isInline`: the update does not show the message. @returns the id of the callback query */
  userPresses(
    userId: number,
    chatId: number,
    messageId: number,
    data: string,
    { isInline = false } = {},
  ): string {
    return this.#parts.people.press(userId, chatId, messageId, data, isInline);
  }

  /** An update of any shape, as a later version of the Bot API may bring it. */
  addUpdate(botId: number, type: string, content: unknown): void {
    this.#parts.world.updates.add(botId, type, content);
  }

  personPosts(chatId: number, text: string, content: Content = {}): SeenMessage {
    return this.#see(chatId, this.#parts.people.post(chatId, text, content));
  }

  /** The next message of a chat gets a number that is higher by so many, as it happens now and then in Telegram. */
  skipNumbers(chatId: number, count: number): void {
    const { world } = this.#parts;
    world.skipNumbers(world.chat(chatId), count);
  }

  personEdits(chatId: number, messageId: number, text: string, content: Content = {}): void {
    this.#parts.people.edit(chatId, messageId, text, content);
  }

  personDeletes(chatId: number, messageId: number): void {
    this.#parts.people.delete(chatId, messageId);
  }

  /** From now on the posts of a channel are copied into a group, where people comment on them. null: no longer. */
  linkGroup(channelId: number, groupId: number | null): void {
    this.#parts.world.linkGroup(channelId, groupId);
  }

  /** Telegram gives up on the updates that a bot did not fetch, as it does after a day. */
  forgetUpdates(botId: number): void {
    this.#parts.world.updates.forgetAll(botId);
  }

  /** What readers do: they react, comment, join and leave. */
  get readers(): Readers {
    return this.#parts.readers;
  }

  /** How many people and bots are in a chat, as Telegram counts. */
  memberCount(chatId: number): number {
    return this.#parts.world.memberCount(this.#parts.world.chat(chatId));
  }

  blockBot(userId: number): void {
    this.#parts.people.block(userId, true);
  }

  /** The messages that a reader sees now, oldest first. */
  messages(chatId: number): SeenMessage[] {
    return [...this.#parts.world.chat(chatId).messages.values()].map((message) => this.#see(chatId, message));
  }

  message(chatId: number, messageId: number): SeenMessage | undefined {
    const message = this.#parts.world.chat(chatId).messages.get(messageId);
    return message === undefined ? undefined : this.#see(chatId, message);
  }

  /** The newest answers to pressed buttons, oldest first. */
  get answers(): readonly CallbackAnswer[] {
    return this.#parts.world.callbacks.answers;
  }

  /** The newest answers to inline queries, oldest first. */
  get inlineAnswers(): readonly InlineAnswer[] {
    return this.#parts.world.inlineQueries.answers;
  }

  /** The newest requests of bots, oldest first. */
  get requests(): LoggedRequest[] {
    return this.#parts.log.list();
  }

  /** Calls `listener` after each request. @returns a function that removes the listener */
  onRequest(listener: (request: LoggedRequest) => void): () => void {
    return this.#parts.log.listen(listener);
  }

  /** How often faults of each kind struck. */
  get counts(): Partial<Record<FaultKind, number>> {
    return this.#parts.faults.counts;
  }

  addFault(fault: Fault): FaultHandle {
    return this.#parts.faults.add(fault);
  }

  /** Resolves with the first message that matches, whether it exists already, arrives later or is edited later. */
  waitForMessage(
    predicate: (message: SeenMessage) => boolean,
    { timeoutMs = 5_000 }: { timeoutMs?: number } = {},
  ): Promise<SeenMessage> {
    for (const chatId of this.#parts.world.state.chats.keys()) {
      const standing = this.messages(chatId).find(predicate);
      if (standing !== undefined) return Promise.resolve(standing);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no such message came within ${timeoutMs} ms`));
      }, timeoutMs);
      const stop = this.#parts.feed.listen((event) => {
        if (event.kind !== 'message' && event.kind !== 'edit') return;
        const message = this.#see(event.chat.id, event.message);
        if (!predicate(message)) return;
        clearTimeout(timer);
        stop();
        resolve(message);
      });
    });
  }

  #see(chatId: number, message: StoredMessage): SeenMessage {
    const file = message.fileId === null ? undefined : this.#parts.world.state.files.get(message.fileId);
    return { ...message, chatId, photoUrl: file?.url ?? null };
  }
}

interface Parts {
  world: World;
  people: People;
  readers: Readers;
  faults: Faults;
  log: RequestLog;
  feed: Feed;
  api: BotApi;
  control: Control;
  settings: PageSettings;
  journal: Journal | null;
  hostNames: ReadonlySet<string>;
}

/** Includes the address line, in which a bot may send a text. Source: tdlib/td, tdnet HttpReader.h */
const maxHeaderBytes = 262_144;

/** @throws JournalInUse */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0 } = options;
  let parts: Parts | null = null;
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    if (parts !== null) void route(parts, request, response);
  });
  // A long poll must not time out, and a burst of small answers must not wait for full packets.
  Object.assign(server, { requestTimeout: 0, keepAliveTimeout: 60_000, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  try {
    // Only after the port is open: a second sandbox on the same port must not touch the journal.
    parts = build(options);
    return new Sandbox(server, parts);
  } catch (error) {
    server.close();
    throw error;
  }
}

function build(options: SandboxOptions): Parts {
  const { journalFile, isFresh = false, nowMs = Date.now, floodLimits = null, viewer } = options;
  const state = new State();
  const journal = journalFile === undefined ? null : new Journal(journalFile, state, isFresh);
  if (journal !== null) state.journalTo((change) => journal.append(change));
  const bots = options.bots.map((bot) => ({ ...bot, token: bot.token ?? givenToken(state, bot.id) }));
  const feed = new Feed();
  const files = new FileStore(state, journalFile === undefined ? null : `${journalFile}.files`, isFresh);
  const world = new World({ state, files, feed, bots, floodLimits, nowMs });
  const people = new People(world);
  const readers = new Readers(world);
  const faults = new Faults();
  const log = new RequestLog();
  const api = new BotApi(world, faults, log);
  const settings = new PageSettings(world, viewer ?? null);
  const control = new Control({ world, people, readers, faults, log, settings });
  if (viewer !== undefined) {
    world.addUser(viewer);
    world.addChat({ id: viewer.id, type: 'private', title: viewer.firstName });
  }
  const hostNames = new Set(options.hostNames);
  return { world, people, readers, faults, log, feed, api, control, settings, journal, hostNames };
}

/** As long as Telegram's, so that no web page can guess it. */
const tokenBytes = 26;

function givenToken(state: State, botId: number): string {
  const known = state.tokens.get(botId);
  if (known !== undefined) return known;
  const token = `${botId}:${randomBytes(tokenBytes).toString('base64url')}`;
  state.record({ kind: 'token', botId, token });
  return token;
}
