import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { TelegramAccess } from '../bots/bot.ts';
import type { AccessOf } from '../bots/bots.ts';
import type { BotSettings, Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Channel } from '../news/channel.ts';
import type { NewArticle } from '../news/article.ts';
import { spokenLanguages } from '../news/language.ts';
import type { Source } from '../news/source.ts';
import type { Program } from '../program.ts';
import { KhabarshyError } from '../news/errors.ts';
import {
  JournalInUse,
  startSandbox,
  type Newsroom,
  type Sandbox,
  type SandboxOptions,
  type WrittenArticle,
} from '../sandbox/http/server.ts';
import { cannotListen, portsTried } from '../web/server.ts';
import { SampleNewsroom } from './sample-newsroom.ts';

/** The tokens are made by the sandbox: whoever knows one can post. */
const firstBot = {
  id: 1_000_000_001,
  username: 'khabarshy_bot',
  firstName: 'Khabarshy',
};

/** The bot of the settings in the sandbox. They are in the order of the settings. */
function sandboxBotOf({ name }: BotSettings, index: number) {
  if (index === 0) return firstBot;
  const username = `khabarshy_${name.replaceAll('-', '_')}_bot`;
  return { id: firstBot.id + index, username, firstName: `Khabarshy · ${name}` };
}

const journalFile = 'data/sandbox-telegram.jsonl';
/** The default of DATABASE_URL in the sandbox. */
const databaseFile = 'data/sandbox.db';

const titles: Record<string, string> = { kk: 'Хабаршы', ru: 'Хабаршы · новости', en: 'Khabarshy News' };

/** Starts the sandbox and the sample newsroom, and prints the address to open. */
export async function runSandbox(config: Config, log: Logger, isFresh: boolean) {
  const [first] = config.bots;
  const viewer = {
    id: first?.ownerIds[0] ?? 1,
    firstName: 'Editor',
    languageCode: first?.deskLanguage ?? 'en',
  };
  const bots = config.bots.map(sandboxBotOf);
  const sandbox = await startOnFreePort(config, { bots, journalFile, isFresh, viewer });
  const accesses = new Map(
    config.bots.map((bot, index) => [bot.name, accessTo(sandbox, viewer.id, bot, index)]),
  );
  // Only after the start: while another sandbox runs, this one does not start, and the database must stay.
  if (isFresh && !config.databaseUrlGiven) forgetDatabase();
  // The address is for a person, so it is printed and not only logged.
  process.stdout.write(`khabarshy runs on its own sandbox; see its channels at ${sandbox.url}/\n`);
  const samples = new SampleNewsroom(log);
  // A database that was named by hand gets no samples and no trials: it may be somebody's own.
  const isOurs = !config.databaseUrlGiven;
  let settings = config;
  let publish: Newsroom['publish'] = null;
  let ownPage: Newsroom['ownPage'] = null;
  const tellPage = () => {
    const { timeZone, channels } = settings;
    sandbox.setNewsroom({ timeZone, languages: languagesOf(channels), publish, ownPage });
  };
  const sources = isOurs ? [sampleSource(sandbox.openNewsSite())] : [];
  return {
    settingsOf: (given: Config): Config => ({
      ...given,
      bots: given.bots.map((bot) => ({ ...bot, ...peopleOf(accesses.get(bot.name)) })),
      sources: [...given.sources, ...sources],
    }),
    accessFor: (given: Config): AccessOf => {
      settings = given;
      for (const channel of given.channels) sandbox.addChat(chatOf(channel));
      tellPage();
      return ({ name }) => {
        const access = accesses.get(name);
        if (access === undefined) throw new Error(`the sandbox has no bot ${name}`);
        return access;
      };
    },
    begin: (program: Program) => {
      ownPage = program.pageUrl;
      if (isOurs) {
        samples.open(program);
        publish = (article) => program.publish(toArticle(article));
      }
      tellPage();
    },
    stop: async () => {
      samples.close();
      await sandbox.stop();
    },
  };
}

/** Nothing for a bot that came later. */
function peopleOf(access: TelegramAccess | undefined): Partial<BotSettings> {
  if (access === undefined) return {};
  const { logChatId, logTopic, ownerIds } = access;
  return { logChatId, logTopic, ownerIds };
}

/** The viewer of the page owns every bot for which the settings name nobody. */
function accessTo(sandbox: Sandbox, viewerId: number, bot: BotSettings, index: number) {
  const { id } = sandboxBotOf(bot, index);
  const ownerIds = bot.ownerIds.length === 0 ? [viewerId] : bot.ownerIds;
  for (const ownerId of ownerIds) {
    if (ownerId !== viewerId) sandbox.addUser({ id: ownerId, firstName: `Owner ${ownerId}` });
    sandbox.privateChat(ownerId, id);
  }
  const logChatId = String(ownerIds[0] ?? viewerId);
  return { token: sandbox.tokenOf(id), apiRoot: sandbox.url, logChatId, logTopic: null, ownerIds };
}

/** The sandbox's news site. It is read as a newsroom's own site is, and each of its pages for the text. */
function sampleSource(url: string): Source {
  return {
    name: 'sandbox-site',
    kind: 'feed',
    url,
    section: null,
    language: null,
    site: null,
    isOwn: true,
    everyMs: 5_000,
    minMs: 5_000,
    maxMs: 60_000,
    firstRun: { kind: 'none' },
    fullText: 'always',
    updates: 'all',
    gone: 'tell',
    timeZone: 'UTC',
    isPrivate: true,
    headers: {},
    keptParameters: [],
    ca: null,
  };
}

/** Deletes the run mark too, or the new database would be taken for an older copy that was put back. */
function forgetDatabase(): void {
  for (const end of ['', '-wal', '-shm', '.mark']) rmSync(`${databaseFile}${end}`, { force: true });
}

/** If the default port is in use, the next free one is taken. A port that was set by name is never changed. */
async function startOnFreePort(config: Config, options: SandboxOptions): Promise<Sandbox> {
  const { host, port, portGiven } = config.http ?? { host: '127.0.0.1', port: 0, portGiven: true };
  for (let offset = 0; ; offset += 1) {
    try {
      return await startSandbox({ ...options, host, port: port === 0 ? 0 : port + offset });
    } catch (error) {
      if (error instanceof JournalInUse) throw sandboxInUse(error);
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || portGiven || offset === portsTried) throw notStarted(error, host, port);
    }
  }
}

function notStarted(error: unknown, host: string, port: number): unknown {
  // A folder without write permission gives EACCES too, but not from `listen`.
  const call = error instanceof Error && 'syscall' in error ? error.syscall : null;
  if (call === 'listen' || call === 'getaddrinfo') return cannotListen(host, port, error) ?? error;
  // Its lock is a database of its own, whose errors have a code of SQLite.
  const isOfFile = call !== null || (error instanceof Error && 'errcode' in error);
  if (!(error instanceof Error) || (!isOfFile && !error.message.startsWith(journalFile))) return error;
  const advice = 'Check that this user may write there, and that the disk has space.';
  const message = `The sandbox cannot keep its messages in ${journalFile}: ${error.message}. ${advice}`;
  return new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}

function sandboxInUse(cause: JournalInUse): KhabarshyError {
  const message = `Another khabarshy runs its sandbox in this folder (${journalFile}). Open its page, or stop it first.`;
  return new KhabarshyError('DATABASE_IN_USE', message, { cause });
}

/** The languages in which an article finds a channel. A channel without a language takes all. */
function languagesOf(channels: readonly Channel[]): string[] {
  const taken = channels.flatMap(({ language }) => (language === null ? spokenLanguages : [language]));
  return [...new Set(taken)];
}

const idBytes = 4;

function toArticle({ hasPicture, ...written }: WrittenArticle): NewArticle {
  const id = `own-${randomBytes(idBytes).toString('hex')}`;
  // The sandbox draws a picture for an address, and fetches nothing.
  return { ...written, id, imageUrl: hasPicture ? `https://example.com/${id}.jpg` : null };
}

/** A channel's chat on the sandbox. For an @name the number is made up, and stays the same. */
function chatOf(channel: Channel) {
  const title = titles[channel.name] ?? channel.name;
  if (!channel.id.startsWith('@')) return { id: Number(channel.id), type: 'channel' as const, title };
  const digits = createHash('sha256').update(channel.id.toLowerCase()).digest().readUInt32BE(0);
  return { id: -1_000_000_000_000 - digits, type: 'channel' as const, title, username: channel.id.slice(1) };
}
