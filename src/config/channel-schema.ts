import { z } from 'zod';
import {
  approvalEndings,
  similarWays,
  digestOrders,
  hashtagKinds,
  imageKinds,
  quietModes,
  soundKinds,
} from '../news/channel.ts';
import type { Channel } from '../news/channel.ts';
import { languageOfTag } from '../news/language.ts';
import type { LabelRule } from '../news/label.ts';
import type { Section } from '../news/section.ts';
import { parseSchedule } from '../time/cron.ts';
import type { KeyDescription } from './entry-mistakes.ts';
import { about } from './look/about.ts';
import { lookKeys, lookOf } from './look/look-keys.ts';
import { mainBot } from '../news/bot.ts';
import { isChannelId, longestAgeMs, parseClockMinute, parseDurationMs, topicOf } from './setting-values.ts';

/** The defaults for keys that a channel does not set. */
export interface ChannelDefaults {
  maxAgeMs: number | null;
  postsPerMinute: number;
  /** The bot of channels that name none. */
  bot?: string;
  /** Sections that have several names. */
  sectionNames?: readonly Section[];
  /** Labels by section and keyword. */
  labelRules?: readonly LabelRule[];
  /** IANA; absent: UTC. */
  timeZone?: string;
}

const word = z.string().trim().min(1);

/** A list of words. A single word is a list of one. */
const words = z.union([word.transform((only) => [only]), z.array(word).min(1)]);

/**
 * The sections whose posts need approval; null: all. Words such as `yes` and `All` are refused: they would be read as
 * the name of a section, and no post would need approval.
 */
const approval = z.union([
  z.literal('all').transform(() => null),
  word.refine((text) => !/^(all|yes|no|on|off|none)$/i.test(text)).transform((only) => [only]),
  z.array(word).min(1),
]);

/** YAML reads an unquoted `-1001234567890` as a number. */
const channelId = z.union([z.string(), z.int().transform(String)]).refine(isChannelId);

/** Other codes and whole tags are understood, with a notice: `kz` is read as `kk`. */
const language = z.string().transform((text, context) => {
  const tag = languageOfTag(text);
  if (tag !== null) return tag;
  context.addIssue({ code: 'custom', message: 'not understood' });
  return z.NEVER;
});

/** YAML reads an unquoted `0` as a number. */
const maxAge = z
  .union([z.string(), z.literal(0).transform(String)])
  .refine((text) => (parseDurationMs(text) ?? Infinity) <= longestAgeMs)
  .transform((text) => parseDurationMs(text) ?? 0);

function duration(leastMs: number, mostMs: number) {
  return z
    .string()
    .transform((text) => parseDurationMs(text) ?? Number.NaN)
    .refine((ms) => ms >= leastMs && ms <= mostMs);
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

const clockMinute = z.string().transform((text, context) => {
  const minute = parseClockMinute(text);
  if (minute !== null) return minute;
  context.addIssue({ code: 'custom', message: 'not understood' });
  return z.NEVER;
});

/** The name of `keep` before 0.2.0. It is still read, with a notice. */
export const oldKeepMode = 'hold';

const quietMode = z
  .enum([...quietModes, oldKeepMode])
  .transform((mode) => (mode === oldKeepMode ? 'keep' : mode));

const quietShape = z
  .strictObject({ from: clockMinute, to: clockMinute, mode: quietMode })
  // The same moment twice could mean always or never.
  .refine(({ from, to }) => from !== to);

const schedule = z.string().transform((text, context) => {
  const parsed = parseSchedule(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'not understood' });
  return z.NEVER;
});

/** Telegram allows at most a hundred links in a post. */
const mostHeadlines = 100;

const digestShape = z.strictObject({
  schedule,
  top: z.int().min(1).max(mostHeadlines).default(10),
  by: z.enum(digestOrders).default('views'),
  period: duration(minuteMs, 31 * dayMs).default(dayMs),
  pin: z.boolean().default(false),
});

/**
 * An entry under `channels:`. Texts of ours are limited, so that most of the 1,024 characters of a caption are left
 * for the news (Bot API, "sendPhoto").
 */
export const channelShape = z.strictObject({
  id: channelId.register(about, {
    meaning: 'The channel in Telegram.',
    expected: '"@name" in quotes, or the negative id of the channel',
    example: '"@my_news"',
  }),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
    .register(about, {
      meaning:
        'A short unique name for commands and the ledger. Do not change it later: the ledger knows the channel by it.',
      expected: 'at most 32 characters of a-z, 0-9, _ and -; the first is a letter or a digit',
      example: 'sport-kk',
    }),
  bot: z.string().optional().register(about, {
    meaning:
      'The bot that posts to the channel, by its name in `bots:`. Needed where several bots are listed.',
    expected: 'the name of a bot of this file',
    example: 'main',
  }),
  language: language.optional().register(about, {
    meaning: 'The channel takes only articles in this language.',
    expected: 'kk, ru, en, or another language code of two or three letters',
    example: 'kk',
  }),
  sections: words.optional().register(about, {
    meaning: 'The channel takes only articles of these sections.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[Sport, Football]',
  }),
  keywords: words.optional().register(about, {
    meaning: 'The channel takes only articles with at least one of these keywords.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[chess, boxing]',
  }),
  exclude: words.optional().register(about, {
    meaning:
      'The channel refuses articles that have one of these words as a keyword, as the section, or as a word of the headline.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[horoscope]',
  }),
  max_age: maxAge.optional().register(about, {
    meaning: 'Articles that were due longer ago are not posted. `0` means no limit. Default: `MAX_AGE`.',
    expected: 'a whole number with ms, s, m, h or d, at most 3650d; or 0',
    example: '6h',
  }),
  link_text: word.max(100).optional().register(about, {
    meaning: "The text of the link. Default: the usual words in the article's language.",
    expected: 'a text of at most 100 characters',
    example: 'Read on our site',
  }),
  ...lookKeys,
  hashtags: z
    .enum(hashtagKinds)
    .optional()
    .register(about, {
      meaning: 'The hashtags of a post. Default: `section`.',
      expected: hashtagKinds.join(', '),
      example: 'keywords',
    }),
  images: z
    .enum(imageKinds)
    .optional()
    .register(about, {
      meaning: "How the article's picture is shown. Default: `photo`.",
      expected: imageKinds.join(', '),
      example: 'preview',
    }),
  topic: z.int().positive().optional().register(about, {
    meaning: 'The topic of a group with topics; `1` is General.',
    expected: 'the id of the topic, 1 or more',
    example: '17',
  }),
  desk_topic: z.int().min(2).optional().register(about, {
    meaning:
      'The topic of the log chat for what concerns only this channel: alerts, questions, approvals and drafts. A command that names no channel means this one there. Default: they stand where the log chat is.',
    expected: 'the id of a topic of the group in `LOG_CHAT_ID` or `log_chat`, 2 or more',
    example: '17',
  }),
  posts_per_minute: z.int().min(0).max(10_000).optional().register(about, {
    meaning: 'The maximum number of posts per minute. `0` means no limit. Default: `POSTS_PER_MINUTE`.',
    expected: 'a whole number from 0 to 10000',
    example: '10',
  }),
  similar: z
    .enum(similarWays)
    .optional()
    .register(about, {
      meaning:
        'What happens to an article that says much the same as another one that the channel has, as when several sources bring the copy of one agency: it is posted (`post`), left out (`skip`), or editors are asked (`tell`). Default: `post`.',
      expected: similarWays.join(', '),
      example: 'tell',
    }),
  approval: approval.optional().register(about, {
    meaning: 'Which posts need the approval of an editor: `all`, or those of some sections. Default: none.',
    expected: 'all, or a list of sections',
    example: '[Politics, Court]',
  }),
  approval_timeout: duration(minuteMs, 7 * dayMs)
    .optional()
    .register(about, {
      meaning: 'How long a post waits for approval. Default: until an editor answers.',
      expected: 'a whole number with m, h or d, from 1m to 7d',
      example: '30m',
    }),
  // oxlint-disable-next-line no-thenable -- a key of the file; its value is not a function, so nothing awaits it
  then: z
    .enum(approvalEndings)
    .optional()
    .register(about, {
      meaning: 'What happens to a post after `approval_timeout`: `post` or `drop`. Default: `drop`.',
      expected: approvalEndings.join(', '),
      example: 'post',
    }),
  quiet: quietShape.optional().register(about, {
    meaning:
      'Quiet hours in the time zone `TIMEZONE`: `silent` posts without sound, `keep` keeps ordinary posts until the end. Breaking news is posted as always.',
    expected: 'from and to as HH:MM, which differ, and mode: silent or keep',
    example: '{ from: "23:00", to: "07:00", mode: keep }',
  }),
  sound: z
    .enum(soundKinds)
    .optional()
    .register(about, {
      meaning:
        'Which posts make a sound outside of quiet hours: `all`, or only `breaking` news. Default: `all`.',
      expected: soundKinds.join(', '),
      example: 'breaking',
    }),
  digest: digestShape.optional().register(about, {
    meaning:
      'One post that lists the articles of a period. `schedule` is a cron expression. `top` is the maximum number of articles (default 10), `by` their order (`views`, `urgency`, `latest` or `reactions`, those of readers to the posts in this channel; default `views`), `period` the time that the digest covers (default 24h). `pin` pins the post (default false).',
    expected:
      'schedule: five or six fields of cron; optional: top: 1 to 100, by: views, urgency or latest, period: 1m to 31d, pin: true or false',
    example: '{ schedule: "0 8 * * *", top: 10, by: views, period: 24h, pin: true }',
  }),
  digest_only: z.boolean().optional().register(about, {
    meaning: 'The channel gets only its digests.',
    expected: 'true or false',
    example: 'false',
  }),
});

export type ChannelEntry = z.infer<typeof channelShape>;

/** The descriptions of all keys of a channel, in the order of the docs. */
export function describeChannelKeys(): KeyDescription[] {
  return Object.entries(channelShape.shape).map(([key, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the key ${key} of a channel has no description`);
    return Object.assign({ key, required: !shape.safeParse(undefined).success }, text);
  });
}

/** The channel of an entry, completed with the defaults. */
export function channelOf(entry: ChannelEntry, defaults: ChannelDefaults): Channel {
  return {
    name: entry.name,
    id: entry.id,
    bot: entry.bot ?? defaults.bot ?? mainBot,
    language: entry.language ?? null,
    sectionNames: defaults.sectionNames ?? [],
    sections: entry.sections ?? null,
    keywords: entry.keywords ?? null,
    exclude: entry.exclude ?? [],
    maxAgeMs: entry.max_age === undefined ? defaults.maxAgeMs : limitOf(entry.max_age),
    linkText: entry.link_text ?? null,
    hashtags: entry.hashtags ?? 'section',
    images: entry.images ?? 'photo',
    ...lookOf(entry, defaults),
    topic: topicOf(entry.topic),
    deskTopic: entry.desk_topic ?? null,
    postsPerMinute: entry.posts_per_minute ?? defaults.postsPerMinute,
    ...hoursOf(entry),
  };
}

function hoursOf(
  entry: ChannelEntry,
): Pick<Channel, 'approval' | 'similar' | 'quiet' | 'sound' | 'digest' | 'isDigestOnly'> {
  const { approval, approval_timeout: timeoutMs = null, then: ending = 'drop', quiet, digest } = entry;
  return {
    similar: entry.similar ?? 'post',
    approval: approval === undefined ? null : { sections: approval, timeoutMs, ending },
    quiet: quiet === undefined ? null : { fromMinute: quiet.from, toMinute: quiet.to, mode: quiet.mode },
    sound: entry.sound ?? 'all',
    digest:
      digest === undefined
        ? null
        : {
            schedule: digest.schedule,
            top: digest.top,
            by: digest.by,
            periodMs: digest.period,
            isPinned: digest.pin,
          },
    isDigestOnly: entry.digest_only ?? false,
  };
}

/** Keys that have no effect without another key. `needs` and `example` say what is missing. */
export function lackingKeys(
  valueOf: (key: keyof ChannelEntry) => unknown,
): { key: keyof ChannelEntry; needs: string; example: string }[] {
  const lacks: ReturnType<typeof lackingKeys> = [];
  const has = (key: keyof ChannelEntry) => valueOf(key) !== undefined;
  if (has('approval_timeout') && !has('approval'))
    lacks.push({ key: 'approval_timeout', needs: 'approval in the same channel', example: 'approval: all' });
  if (has('then') && !has('approval_timeout'))
    lacks.push({
      key: 'then',
      needs: 'approval_timeout in the same channel',
      example: 'approval_timeout: 30m',
    });
  if (valueOf('digest_only') === true && !has('digest'))
    lacks.push({
      key: 'digest_only',
      needs: 'digest in the same channel',
      example: 'digest: { schedule: "0 8 * * *" }',
    });
  return lacks;
}

/** In the settings 0 means no limit. In a channel null does. */
export function limitOf(ageMs: number): number | null {
  return ageMs === 0 ? null : ageMs;
}
