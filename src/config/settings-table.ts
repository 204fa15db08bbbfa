import { z } from 'zod';
import { spokenLanguages } from '../news/language.ts';
import { isSchedule } from '../time/cron.ts';
import { parseAllowedHosts } from './private-hosts.ts';
import { parseHosts, parseProxy } from './proxy-settings.ts';
import { fewestTokenLetters, parsePushTokens } from './sources/push-tokens.ts';
import { parseFeedUrls } from './sources/source-addresses.ts';
import {
  isBotToken,
  isChannelId,
  isHost,
  isTimeZone,
  longestAgeMs,
  longestTimerMs,
  parseApiRoot,
  parseDatabaseUrl,
  parseDurationMs,
  parseLogChat,
  parsePublicUrl,
  parseUserIds,
  parseWholeNumber,
} from './setting-values.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const yesOrNo = ['true', 'false'] as const;
export const engines = ['embedded', 'cluster'] as const;
export const logFormats = ['pretty', 'json'] as const;

/** The description of a setting. docs/configuration.md and .env.example are written from it. */
export interface About {
  /** The purpose of the setting, in whole sentences. */
  meaning: string;
  /** Follows "expected:" in an error. */
  expected: string;
  /** A correct value. */
  example: string;
  /** The default as it is written in .env; null: there is none, or `otherwise` describes it. */
  default: string | null;
  /** The behaviour without the setting, where the default is not a plain value. */
  otherwise?: string;
  /** The value is never shown. */
  secret?: true;
  group: SettingsGroup;
}

/** The headings of docs/configuration.md and .env.example, in their order. Every newsroom looks at the first group. */
export const settingsGroups = {
  usual: 'What every newsroom sets: the bot, its channels, its sources, and its editors',
  pace: 'When and how fast posts leave',
  doubt: 'Posts of which it is not known whether they arrived',
  network: 'The way to Telegram, to sources and to pictures',
  page: 'The web page of the program',
  cluster: 'Several machines',
  keep: 'How long things are kept',
  log: 'The log',
} as const;
export type SettingsGroup = keyof typeof settingsGroups;

const about = z.registry<About>();

const aProxy =
  'http://, https:// or socks5://, then user:password@ if the proxy asks for them, host and port; special characters of the password URL-encoded';
const aDuration = 'a whole number with ms, s, m, h or d';

/** A text that `parse` turns into a value. `parse` answers null for a wrong text. */
function read<T>(parse: (text: string) => T | null): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'not understood' });
    return z.NEVER;
  });
}

function matching(isRight: (text: string) => boolean): z.ZodType<string, string> {
  return z.string().refine(isRight);
}

function duration(leastMs: number, mostMs: number): z.ZodType<number, string> {
  return read(parseDurationMs).refine((ms) => ms >= leastMs && ms <= mostMs);
}

function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return read(parseWholeNumber).refine((value) => value >= least && value <= most);
}

const anHourMs = 3_600_000;

/** A digest may list the articles of a month. */
const longestDigestMs = 31 * 86_400_000;

/** Every setting with its parser and its description, in the order of the docs. */
export const settingsShape = z.object({
  BOT_TOKEN: matching(isBotToken).optional().register(about, {
    meaning: 'The token of your bot, from @BotFather.',
    expected: 'the token as @BotFather gave it: digits, a colon, and letters',
    example: '123456789:ABC-your-token',
    default: null,
    otherwise: 'the sandbox: a Telegram of our own on this machine. Nothing leaves the machine',
    secret: true,
    group: 'usual',
  }),
  CHANNEL_ID: matching(isChannelId).optional().register(about, {
    meaning: 'The quick way to set up one channel. It is named `main` and takes every article.',
    expected: '@name as in t.me/name, or the negative id of the channel',
    example: '@my_news',
    default: null,
    otherwise: 'the channels of `CHANNELS_FILE`; in the sandbox the three channels kk, ru and en',
    group: 'usual',
  }),
  CHANNELS_FILE: z.string().optional().register(about, {
    meaning: 'A YAML file with several channels. It cannot be combined with `CHANNEL_ID`.',
    expected: 'the path of a YAML file, relative to the folder in which the program starts',
    example: 'channels.yaml',
    default: null,
    otherwise: '`channels.yaml`, if it exists',
    group: 'usual',
  }),
  FEED_URL: read(parseFeedUrls).optional().register(about, {
    meaning:
      'The quick way to let news come in: the address of a feed (RSS, Atom or JSON Feed), or several, separated by commas. What stands in a feed already when it is read for the first time is not posted.',
    expected: 'http or https addresses, separated by commas; a comma within an address as %2C',
    example: 'https://steppe.example/rss.xml',
    default: null,
    otherwise: 'the sources of `SOURCES_FILE`',
    group: 'usual',
  }),
  SOURCES_FILE: z.string().optional().register(about, {
    meaning:
      'A YAML file with several sources: feeds and section pages, each with settings of its own. It can be combined with `FEED_URL`.',
    expected: 'the path of a YAML file, relative to the folder in which the program starts',
    example: 'sources.yaml',
    default: null,
    otherwise: '`sources.yaml`, if it exists',
    group: 'usual',
  }),
  ADMIN_IDS: read(parseUserIds).optional().register(about, {
    meaning: 'A comma-separated list of the Telegram user ids of the owners. They may command the bot.',
    expected: 'comma-separated user ids, which are numbers; no @names, because they can change hands',
    example: '111222333,444555666',
    default: null,
    otherwise: 'nobody commands the bot',
    group: 'usual',
  }),
  LOG_CHAT_ID: read(parseLogChat).optional().register(about, {
    meaning:
      'The chat that gets alerts. Unsure posts are read back through it. The bot must be allowed to write there. It may be a topic of a group.',
    expected:
      'the id of a chat, or @name; for a topic with its number, -1001234567890/12, or its link, https://t.me/c/1234567890/12',
    example: '-1001234567890',
    default: null,
    otherwise: 'the first of `ADMIN_IDS`',
    group: 'usual',
  }),
  DATABASE_URL: read(parseDatabaseUrl).optional().register(about, {
    meaning:
      'The database of the articles and the ledger. A path is relative to the folder in which the program starts.',
    expected:
      'sqlite:<path of a file>, or postgres://<user>:<password>@<host>/<database>, with special characters URL-encoded; ?schema=<name> uses a schema of its own',
    example: 'sqlite:data/khabarshy.db',
    default: null,
    otherwise: '`sqlite:data/khabarshy.db`; in the sandbox `sqlite:data/sandbox.db`',
    secret: true,
    group: 'usual',
  }),
  TIMEZONE: matching(isTimeZone).register(about, {
    meaning:
      'The time zone of schedules, quiet hours, the times that the program shows, and dates in imported pages and feeds that name no zone.',
    expected: 'the IANA name of a time zone',
    example: 'Asia/Almaty',
    default: 'Asia/Almaty',
    group: 'usual',
  }),
  DESK_LANGUAGE: z.enum(spokenLanguages).register(about, {
    meaning: 'The language of alerts and of the desk. An editor can choose another one with `/lang`.',
    expected: spokenLanguages.join(', '),
    example: 'ru',
    default: 'en',
    group: 'usual',
  }),
  POLL_SCHEDULE: matching(isSchedule).register(about, {
    meaning:
      'When the program polls the article store for new and changed articles: a cron expression with the seconds first.',
    expected:
      'six fields separated by spaces: second minute hour day month weekday (or five, without the second)',
    example: '*/5 * * * * *',
    default: '*/5 * * * * *',
    group: 'pace',
  }),
  MAX_AGE: duration(0, longestAgeMs).register(about, {
    meaning:
      'Articles that were due longer ago are not posted. `0` means no limit. A channel can have its own limit.',
    expected: `${aDuration}, at most 3650d; or 0`,
    example: '24h',
    default: '24h',
    group: 'pace',
  }),
  POSTS_PER_MINUTE: wholeNumber(0, 10_000).register(about, {
    meaning:
      'The maximum number of posts per minute in one channel. `0` means no limit. A channel can have its own limit.',
    expected: 'a whole number from 0 to 10000',
    example: '20',
    default: '20',
    group: 'pace',
  }),
  POSTS_PER_SECOND: wholeNumber(0, 10_000).register(about, {
    meaning: 'The maximum number of posts per second in all channels together. `0` means no limit.',
    expected: 'a whole number from 0 to 10000',
    example: '25',
    default: '25',
    group: 'pace',
  }),
  BURST_ARTICLES: wholeNumber(0, 100_000).register(about, {
    meaning:
      'If more articles than this come at once without a date of their own, as from a copied archive, ordinary posts wait in all channels until an owner answers. `0` means that they never do.',
    expected: 'a whole number from 0 to 100000',
    example: '50',
    default: '50',
    group: 'pace',
  }),
  CORRECTION_DELAY: duration(0, anHourMs).register(about, {
    meaning: 'Several changes of an article within this time become one edit of its posts.',
    expected: `${aDuration}, at most 1h; or 0`,
    example: '3s',
    default: '3s',
    group: 'pace',
  }),
  REQUEST_TIMEOUT: duration(1, anHourMs).register(about, {
    meaning: 'The timeout of one request to Telegram. After it, the post is unsure: it may have arrived.',
    expected: `${aDuration}, from 1ms to 1h`,
    example: '60s',
    default: '60s',
    group: 'doubt',
  }),
  SETTLE_TIME: duration(0, anHourMs).register(about, {
    meaning:
      'How long a request that timed out may still arrive at Telegram. An unsure post is not sent again during this time.',
    expected: `${aDuration}, at most 1h; or 0`,
    example: '20s',
    default: '20s',
    group: 'doubt',
  }),
  READ_BACK_GAP: wholeNumber(1, 1000).register(about, {
    meaning:
      'An unsure post counts as not posted after this many consecutive missing message numbers in its channel.',
    expected: 'a whole number from 1 to 1000',
    example: '5',
    default: '5',
    group: 'doubt',
  }),
  READ_BACK_BUDGET: wholeNumber(1, 100_000).register(about, {
    meaning:
      'The maximum number of messages that are read back for one post. If that is not enough, the post is uncertain.',
    expected: 'a whole number from 1 to 100000',
    example: '300',
    default: '300',
    group: 'doubt',
  }),
  UNCERTAIN_BLOCKS: duration(0, longestTimerMs).register(about, {
    meaning:
      "How long the other posts of a channel wait for an editor's decision on an uncertain post. `0s` means that they do not wait.",
    expected: `${aDuration}, at most 24d; or 0`,
    example: '10m',
    default: '0s',
    group: 'doubt',
  }),
  WITNESS_BOT_TOKEN: matching(isBotToken).optional().register(about, {
    meaning:
      'The token of a second bot that sees the posts of the first one. It must be an administrator of the same channels.',
    expected: 'the token of a bot other than BOT_TOKEN, as @BotFather gave it',
    example: '987654321:another-bots',
    default: null,
    otherwise: 'no witness: unsure posts are read back by forwarding',
    secret: true,
    group: 'doubt',
  }),
  TELEGRAM_API_ROOT: read(parseApiRoot).optional().register(about, {
    meaning: 'The address of your own Bot API server, if you run one.',
    expected: 'an http or https address, without a token, a query string or a fragment',
    example: 'http://127.0.0.1:8081',
    default: null,
    otherwise: "Telegram's own, `https://api.telegram.org`",
    group: 'network',
  }),
  PROXY_URL: read(parseProxy).optional().register(about, {
    meaning:
      'The proxy through which every request to the internet goes. The proxy resolves the names. Addresses of this machine and of `NO_PROXY` are reached directly.',
    expected: aProxy,
    example: 'socks5://user:password@proxy.example:1080',
    default: null,
    otherwise: '`HTTPS_PROXY` and `HTTP_PROXY`, then `ALL_PROXY`; without them requests go directly',
    secret: true,
    group: 'network',
  }),
  HTTPS_PROXY: read(parseProxy).optional().register(about, {
    meaning: 'The proxy for https addresses, as other programs know it. `https_proxy` is read too.',
    expected: aProxy,
    example: 'http://proxy.example:3128',
    default: null,
    otherwise: '`ALL_PROXY`',
    secret: true,
    group: 'network',
  }),
  HTTP_PROXY: read(parseProxy).optional().register(about, {
    meaning: 'The proxy for http addresses. `http_proxy` is read too.',
    expected: aProxy,
    example: 'http://proxy.example:3128',
    default: null,
    otherwise: '`ALL_PROXY`',
    secret: true,
    group: 'network',
  }),
  ALL_PROXY: read(parseProxy).optional().register(about, {
    meaning: 'The proxy for all addresses for which no other one is set. `all_proxy` is read too.',
    expected: aProxy,
    example: 'socks5://proxy.example:1080',
    default: null,
    otherwise: 'no proxy',
    secret: true,
    group: 'network',
  }),
  NO_PROXY: read(parseHosts).optional().register(about, {
    meaning:
      'A comma-separated list of hosts that are reached without the proxy. A name includes everything below it; `*` means all. `no_proxy` is read too.',
    expected: 'comma-separated names, IP addresses or subnets, each with a port or without',
    example: 'example.kz,10.0.0.0/8,cms.example:8080',
    default: null,
    otherwise: 'only addresses of this machine are reached directly',
    group: 'network',
  }),
  PICTURES_FROM: read(parseAllowedHosts).optional().register(about, {
    meaning:
      'A comma-separated list of hosts on private networks from which pictures, videos and files may be fetched, for example a CMS in the office. A host without a port means all its ports. Those from the internet need no entry, unless their address has an unusual port.',
    expected: 'comma-separated names or IP addresses, each with a port or without; no subnets',
    example: 'cms.internal,10.0.0.5:8080',
    default: null,
    otherwise: 'they are fetched from the internet only, on the ports 80 and 443',
    group: 'network',
  }),
  INLINE_SEARCH: z.enum(yesOrNo).register(about, {
    meaning:
      'Whether readers may search in what the public channels posted, with `@bot words` in any chat. Inline mode has to be turned on for the bot too: @BotFather, Bot Settings, Inline Mode.',
    expected: yesOrNo.join(', '),
    example: 'true',
    default: 'false',
    group: 'network',
  }),
  KEEP_WEBHOOK: z.enum(yesOrNo).register(about, {
    meaning:
      'Whether to keep a webhook that another program set for the bot. With `true` the desk is off, because Telegram then gives editors’ commands only to that program. With `false` the webhook is deleted at the start.',
    expected: yesOrNo.join(', '),
    example: 'true',
    default: 'false',
    group: 'network',
  }),
  HTTP_HOST: matching(isHost).register(about, {
    meaning: 'The address on which the web page of the program listens.',
    expected: 'a host name or an IP address, without http:// and without a port',
    example: '127.0.0.1',
    default: '127.0.0.1',
    group: 'page',
  }),
  HTTP_PORT: wholeNumber(0, 65_535).register(about, {
    meaning: 'The port of the web page. `0` turns the page off.',
    expected: 'a whole number from 0 to 65535',
    example: '8080',
    default: '8080',
    group: 'page',
  }),
  PUBLIC_URL: read(parsePublicUrl).optional().register(about, {
    meaning:
      'The address under which people reach the page from outside, through a web server of yours that speaks https. The links by which editors log in begin with it, hubs of WebSub send news to it, and with https the page can be opened as a Mini App.',
    expected: 'an http or https address without a path, a user, a query string or a fragment',
    example: 'https://news-desk.example.kz',
    default: null,
    otherwise: 'the page is for people on this machine, and links to log in begin with `http://127.0.0.1`',
    group: 'page',
  }),
  METRICS_TOKEN: matching((text) => /^[\x21-\x7e]{16,200}$/.test(text))
    .optional()
    .register(about, {
      meaning:
        'The token with which a monitoring program may read `/metrics` from elsewhere, as `Authorization: Bearer <token>`.',
      expected: '16 to 200 letters, digits and signs, without spaces',
      example: 'a-long-random-text-of-your-own',
      default: null,
      otherwise: '`/metrics` answers only on this machine, and only without `PUBLIC_URL`',
      secret: true,
      group: 'page',
    }),
  PUSH_TOKENS: read(parsePushTokens)
    .optional()
    .register(about, {
      meaning:
        'Who may push articles to the web page: a comma-separated list of names, rights and tokens. What comes with `post` is posted; with `draft` an editor decides about it. See [push](push.md).',
      expected: `name:post:token or name:draft:token, separated by commas; each token has at least ${fewestTokenLetters} characters without spaces and commas, and each name and token stands there once`,
      example: 'cms:post:paste-32-random-characters-here',
      default: null,
      otherwise: 'nobody can push',
      secret: true,
      group: 'page',
    }),
  ENGINE: z.enum(engines).register(about, {
    meaning:
      'How the work is divided. `embedded`: one process does everything. `cluster`: any number of processes on one Postgres share the bots, and replace one that dies: see docs/cluster.md.',
    expected: engines.join(', '),
    example: 'embedded',
    default: 'embedded',
    group: 'cluster',
  }),
  KEEP_ARTICLES: duration(longestDigestMs, longestAgeMs).optional().register(about, {
    meaning:
      'Articles that were due longer ago are deleted from the store, once a day. What stands in the channels stays, the ledger keeps its posts, and an article that comes back is not posted again. Articles that are withheld, or whose posts have not left, are kept.',
    expected: 'a whole number with d, from 31d to 3650d',
    example: '730d',
    default: null,
    otherwise: 'they are kept for ever',
    group: 'keep',
  }),
  KEEP_AUDIT: duration(longestDigestMs, longestAgeMs).optional().register(about, {
    meaning: 'Entries of `/log`, which says what editors changed, are deleted when they are older.',
    expected: 'a whole number with d, from 31d to 3650d',
    example: '1825d',
    default: null,
    otherwise: 'they are kept for ever',
    group: 'keep',
  }),
  LOG_LEVEL: z.enum(logLevels).register(about, {
    meaning: 'The log level: messages of this level and above are written to the log.',
    expected: logLevels.join(', '),
    example: 'info',
    default: 'info',
    group: 'log',
  }),
  LOG_FORMAT: z
    .enum(logFormats)
    .optional()
    .register(about, {
      meaning: 'The log format: `pretty` for people, `json` for programs.',
      expected: logFormats.join(', '),
      example: 'json',
      default: null,
      otherwise: '`pretty` on a terminal, otherwise `json`',
      group: 'log',
    }),
});

export type Settings = z.infer<typeof settingsShape>;

export interface SettingDescription extends About {
  name: string;
}

/** The descriptions of all settings, in the order of the docs. */
export function describeSettings(): SettingDescription[] {
  return Object.entries(settingsShape.shape).map(([name, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the setting ${name} has no description`);
    return Object.assign({ name }, text);
  });
}
