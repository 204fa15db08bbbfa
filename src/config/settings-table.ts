import { z } from 'zod';
import { spokenLanguages } from '../news/language.ts';
import { isSchedule } from '../time/cron.ts';
import {
  isBotToken,
  isChannelId,
  isChatId,
  isTimeZone,
  longestAgeMs,
  longestTimerMs,
  parseApiRoot,
  parseDatabaseUrl,
  parseDurationMs,
  parseUserIds,
  parseWholeNumber,
} from './setting-values.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const logFormats = ['pretty', 'json'] as const;

/** What people need to know of a setting; docs/configuration.md and .env.example are made of it. */
export interface About {
  /** What it is for, in whole sentences. */
  meaning: string;
  /** Ends "expected: …" in an error. */
  expected: string;
  /** A value that would be right. */
  example: string;
  /** The value that an unset setting gets, as one would write it; null: none, or one that `otherwise` tells. */
  default: string | null;
  /** What happens without it, where that is not a plain value. */
  otherwise?: string;
  /** Its value is never shown. */
  secret?: true;
}

const about = z.registry<About>();

const aDuration = 'a whole number with ms, s, m, h or d';

/** A setting is a text that `parse` understands; it answers null for one that it does not. */
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

/** Every setting: how its text is read, and what there is to say about it. The order is that of the docs. */
export const settingsShape = z.object({
  BOT_TOKEN: matching(isBotToken).optional().register(about, {
    meaning: 'The token of your bot, from @BotFather.',
    expected: 'the token as @BotFather gave it: digits, a colon, and letters',
    example: '123456789:ABC-your-token',
    default: null,
    otherwise: 'sandbox: a Telegram of our own on this machine, nothing leaves it',
    secret: true,
  }),
  CHANNEL_ID: matching(isChannelId).optional().register(about, {
    meaning: 'One channel, the quick way: it is named `main` and takes every article.',
    expected: '@name as in t.me/name, or the negative number of the channel',
    example: '@my_news',
    default: null,
    otherwise: 'the channels of `CHANNELS_FILE`; in the sandbox three channels: kk, ru and en',
  }),
  CHANNELS_FILE: z.string().optional().register(about, {
    meaning: 'A file with several channels. Not together with `CHANNEL_ID`.',
    expected: 'the path of a YAML file, from the folder in which the program starts',
    example: 'channels.yaml',
    default: null,
    otherwise: '`channels.yaml` if it exists',
  }),
  ADMIN_IDS: read(parseUserIds).optional().register(about, {
    meaning: 'The owners: Telegram user ids, divided by commas. They may command the bot.',
    expected: 'numbers of users, divided by commas; not @names, which may change hands',
    example: '111222333,444555666',
    default: null,
    otherwise: 'nobody commands the bot',
  }),
  LOG_CHAT_ID: matching(isChatId).optional().register(about, {
    meaning:
      'The chat that gets alerts, and in which posts are read back. The bot must be able to write there.',
    expected: 'the number of a chat, or @name',
    example: '-1001234567890',
    default: null,
    otherwise: 'the first of `ADMIN_IDS`',
  }),
  DATABASE_URL: read(parseDatabaseUrl).optional().register(about, {
    meaning:
      'Where the articles and the ledger are. A path is taken from the folder in which the program starts.',
    expected:
      'sqlite:<path of a file>, or postgres://<user>:<password>@<host>/<database> with the odd characters encoded',
    example: 'sqlite:data/khabarshy.db',
    default: null,
    otherwise: '`sqlite:data/khabarshy.db`; in the sandbox `sqlite:data/sandbox.db`',
    secret: true,
  }),
  POLL_SCHEDULE: matching(isSchedule).register(about, {
    meaning:
      'When the article store is asked for what is new: a node-cron expression, with the seconds first.',
    expected:
      'six fields divided by spaces: second minute hour day month weekday (or five, without the second)',
    example: '*/5 * * * * *',
    default: '*/5 * * * * *',
  }),
  TIMEZONE: matching(isTimeZone).register(about, {
    meaning: 'The clock by which schedules and hours are meant.',
    expected: 'the IANA name of a time zone',
    example: 'Asia/Almaty',
    default: 'Asia/Almaty',
  }),
  MAX_AGE: duration(0, longestAgeMs).register(about, {
    meaning: 'Articles that were due longer ago are not posted. `0`: no limit. A channel may have its own.',
    expected: `${aDuration}, at most 3650d; or 0`,
    example: '24h',
    default: '24h',
  }),
  POSTS_PER_MINUTE: wholeNumber(0, 10_000).register(about, {
    meaning: 'How many posts a channel gets in a minute. `0`: no pacing. A channel may have its own.',
    expected: 'a whole number from 0 to 10000',
    example: '20',
    default: '20',
  }),
  POSTS_PER_SECOND: wholeNumber(0, 10_000).register(about, {
    meaning: 'How many posts all channels together get in a second. `0`: no pacing.',
    expected: 'a whole number from 0 to 10000',
    example: '25',
    default: '25',
  }),
  TELEGRAM_API_ROOT: read(parseApiRoot).optional().register(about, {
    meaning: 'The Bot API server, for those who run one themselves.',
    expected: 'an http or https address without the token, a question mark or a hash',
    example: 'http://127.0.0.1:8081',
    default: null,
    otherwise: "Telegram's own, `https://api.telegram.org`",
  }),
  REQUEST_TIMEOUT: duration(1, anHourMs).register(about, {
    meaning: 'How long one request to Telegram may take. After that it is unsure whether it arrived.',
    expected: `${aDuration}, from 1ms to 1h`,
    example: '60s',
    default: '60s',
  }),
  SETTLE_TIME: duration(0, anHourMs).register(about, {
    meaning: 'How long a late request may still arrive at Telegram. An unsure post is not sent again before.',
    expected: `${aDuration}, at most 1h; or 0`,
    example: '20s',
    default: '20s',
  }),
  READ_BACK_GAP: wholeNumber(1, 1000).register(about, {
    meaning: 'After how many missing message numbers in a row an unsure post counts as not there.',
    expected: 'a whole number from 1 to 1000',
    example: '5',
    default: '5',
  }),
  UNCERTAIN_BLOCKS: duration(0, longestTimerMs).register(about, {
    meaning:
      "How long a channel's other posts wait for an editor's decision on an uncertain one. `0s`: they go on at once.",
    expected: `${aDuration}, at most 24d; or 0`,
    example: '10m',
    default: '0s',
  }),
  CORRECTION_DELAY: duration(0, anHourMs).register(about, {
    meaning: 'Changes of an article within this time become one edit of its posts.',
    expected: `${aDuration}, at most 1h; or 0`,
    example: '3s',
    default: '3s',
  }),
  WITNESS_BOT_TOKEN: matching(isBotToken).optional().register(about, {
    meaning:
      'The token of a second bot, an administrator of the same channels, that sees what the first one posts.',
    expected: 'the token as @BotFather gave it, of another bot than BOT_TOKEN',
    example: '987654321:another-bots',
    default: null,
    otherwise: 'no witness: unsure posts are read back by forwarding',
    secret: true,
  }),
  DESK_LANGUAGE: z.enum(spokenLanguages).register(about, {
    meaning: 'The language of alerts and of the desk.',
    expected: spokenLanguages.join(', '),
    example: 'ru',
    default: 'en',
  }),
  HTTP_HOST: matching((text) => /^[A-Za-z0-9.:_-]+$/.test(text)).register(about, {
    meaning: 'The address on which the page of the program listens.',
    expected: 'a host name or an IP address, without http:// and port',
    example: '127.0.0.1',
    default: '127.0.0.1',
  }),
  HTTP_PORT: wholeNumber(0, 65_535).register(about, {
    meaning: 'The port of the page. `0` turns the page off.',
    expected: 'a whole number from 0 to 65535',
    example: '8080',
    default: '8080',
  }),
  LOG_LEVEL: z.enum(logLevels).register(about, {
    meaning: 'From which weight on something is written to the log.',
    expected: logLevels.join(', '),
    example: 'info',
    default: 'info',
  }),
  LOG_FORMAT: z
    .enum(logFormats)
    .optional()
    .register(about, {
      meaning: 'For people (`pretty`) or for programs (`json`).',
      expected: logFormats.join(', '),
      example: 'json',
      default: null,
      otherwise: '`pretty` on a terminal, else `json`',
    }),
});

export type Settings = z.infer<typeof settingsShape>;

export interface SettingDescription extends About {
  name: string;
}

/** Every setting with what there is to say about it, in the order of the docs. */
export function describeSettings(): SettingDescription[] {
  return Object.entries(settingsShape.shape).map(([name, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the setting ${name} has no description`);
    return Object.assign({ name }, text);
  });
}
