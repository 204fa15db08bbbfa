import { z } from 'zod';
import {
  approvalEndings,
  digestOrders,
  hashtagKinds,
  imageKinds,
  quietModes,
  soundKinds,
} from '../news/channel.ts';
import type { Channel } from '../news/channel.ts';
import { parseSchedule } from '../time/cron.ts';
import { isChannelId, longestAgeMs, parseClockMinute, parseDurationMs } from './setting-values.ts';

/** What a channel gets where its own entry says nothing. */
export interface ChannelDefaults {
  maxAgeMs: number | null;
  postsPerMinute: number;
}

/** What people need to know of a key of a channel. */
interface About {
  meaning: string;
  expected: string;
  /** As one would write it in YAML. */
  example: string;
}

export interface ChannelKeyDescription extends About {
  key: string;
  required: boolean;
}

const about = z.registry<About>();

const word = z.string().trim().min(1);

/** One word is a list of one. */
const words = z.union([word.transform((only) => [only]), z.array(word).min(1)]);

/**
 * Which sections need a yes; null: all. YAML reads `yes` as a word, and a channel that asks only for a section
 * of that name would ask for nothing; so would `All`.
 */
const approval = z.union([
  z.literal('all').transform(() => null),
  word.refine((text) => !/^(all|yes|no|on|off|none)$/i.test(text)).transform((only) => [only]),
  z.array(word).min(1),
]);

/** YAML reads an unquoted `-1001234567890` as a number. */
const channelId = z.union([z.string(), z.int().transform(String)]).refine(isChannelId);

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

/** What `keep` was called until 0.2.0; still read, with a notice. */
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

/** A post of Telegram's carries at most a hundred links. */
const mostHeadlines = 100;

const digestShape = z.strictObject({
  schedule,
  top: z.int().min(1).max(mostHeadlines).default(10),
  by: z.enum(digestOrders).default('views'),
  period: duration(minuteMs, 31 * dayMs).default(dayMs),
  pin: z.boolean().default(false),
});

/**
 * An entry under `channels:`. The lengths leave most of a caption's 1,024 letters to the news
 * (Bot API, "sendPhoto").
 */
export const channelShape = z.strictObject({
  id: channelId.register(about, {
    meaning: 'The channel in Telegram.',
    expected: '"@name" in quotes, or the negative number of the channel',
    example: '"@my_news"',
  }),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
    .register(about, {
      meaning:
        'A short word, unique, for commands and the ledger. Keep it: the ledger knows the channel by it.',
      expected: 'at most 32 of a-z, 0-9, _ and -, beginning with a letter or a digit',
      example: 'sport-kk',
    }),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional()
    .register(about, {
      meaning: 'Takes only articles in this language.',
      expected: 'kk, ru, en, or the two or three letters of another language',
      example: 'kk',
    }),
  sections: words.optional().register(about, {
    meaning: 'Takes only articles of these sections.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[Sport, Football]',
  }),
  keywords: words.optional().register(about, {
    meaning: 'Takes only articles with one of these keywords.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[chess, boxing]',
  }),
  exclude: words.optional().register(about, {
    meaning: 'Refuses articles that have one of these as a keyword or section, or as a word of the headline.',
    expected: 'a text or a list of texts, a number in quotes',
    example: '[horoscope]',
  }),
  max_age: maxAge.optional().register(about, {
    meaning: 'Articles due longer ago are not posted; `0`: no limit. Otherwise `MAX_AGE`.',
    expected: 'a whole number with ms, s, m, h or d, at most 3650d; or 0',
    example: '6h',
  }),
  link_text: word.max(100).optional().register(about, {
    meaning: "The words of the link. Otherwise the usual ones in the article's language.",
    expected: 'a text of at most 100 letters',
    example: 'Read on our site',
  }),
  footer: word.max(200).optional().register(about, {
    meaning: 'A last line under each post.',
    expected: 'a text of at most 200 letters',
    example: 'News of the steppe',
  }),
  hashtags: z
    .enum(hashtagKinds)
    .optional()
    .register(about, {
      meaning: 'Which hashtags a post carries. Otherwise `section`.',
      expected: hashtagKinds.join(', '),
      example: 'keywords',
    }),
  images: z
    .enum(imageKinds)
    .optional()
    .register(about, {
      meaning: "How the article's picture is shown. Otherwise `photo`.",
      expected: imageKinds.join(', '),
      example: 'preview',
    }),
  topic: z.int().positive().optional().register(about, {
    meaning: 'The thread of a forum, for a group with topics.',
    expected: 'the number of the thread, 1 or more',
    example: '17',
  }),
  posts_per_minute: z.int().min(0).max(10_000).optional().register(about, {
    meaning: 'How many posts it gets in a minute; `0`: no pacing. Otherwise `POSTS_PER_MINUTE`.',
    expected: 'a whole number from 0 to 10000',
    example: '10',
  }),
  approval: approval.optional().register(about, {
    meaning: 'Which posts an editor has to agree to: `all`, or those of some sections. Otherwise none.',
    expected: 'all, or a list of sections',
    example: '[Politics, Court]',
  }),
  approval_timeout: duration(minuteMs, 7 * dayMs)
    .optional()
    .register(about, {
      meaning: 'How long editors are waited for. Otherwise until one of them answers.',
      expected: 'a whole number with m, h or d, from 1m to 7d',
      example: '30m',
    }),
  // oxlint-disable-next-line no-thenable -- the word of the file; its value is no function, so nothing waits for it
  then: z
    .enum(approvalEndings)
    .optional()
    .register(about, {
      meaning: 'What becomes of a post when that time is over: `post` or `drop`. Otherwise `drop`.',
      expected: approvalEndings.join(', '),
      example: 'post',
    }),
  quiet: quietShape.optional().register(about, {
    meaning:
      'Quiet hours by the clock of `TIMEZONE`: `silent` posts without sound, `keep` keeps ordinary posts until the end. Breaking news passes.',
    expected: 'from and to as HH:MM, not the same, and mode: silent or keep',
    example: '{ from: "23:00", to: "07:00", mode: keep }',
  }),
  sound: z
    .enum(soundKinds)
    .optional()
    .register(about, {
      meaning:
        'Which posts make a sound outside of quiet hours: `all`, or only `breaking` news. Otherwise `all`.',
      expected: soundKinds.join(', '),
      example: 'breaking',
    }),
  digest: digestShape.optional().register(about, {
    meaning:
      'One post that lists the articles of a period: when (cron, five or six fields), how many (`top`, 10), in which order (`by`: `views`, `urgency` or `latest`), of which time (`period`, 24h), and whether it is pinned (`pin`, false).',
    expected:
      'schedule: five or six fields of cron; and perhaps top: 1 to 100, by: views, urgency or latest, period: 1m to 31d, pin: true or false',
    example: '{ schedule: "0 8 * * *", top: 10, by: views, period: 24h, pin: true }',
  }),
  digest_only: z.boolean().optional().register(about, {
    meaning: 'The channel gets its digests and nothing else.',
    expected: 'true or false',
    example: 'false',
  }),
});

export type ChannelEntry = z.infer<typeof channelShape>;

/** Every key of a channel with what there is to say about it, in the order of the docs. */
export function describeChannelKeys(): ChannelKeyDescription[] {
  return Object.entries(channelShape.shape).map(([key, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the key ${key} of a channel has no description`);
    return Object.assign({ key, required: !shape.safeParse(undefined).success }, text);
  });
}

/** A channel with everything filled in that its entry leaves open. */
export function channelOf(entry: ChannelEntry, defaults: ChannelDefaults): Channel {
  return {
    name: entry.name,
    id: entry.id,
    language: entry.language ?? null,
    sections: entry.sections ?? null,
    keywords: entry.keywords ?? null,
    exclude: entry.exclude ?? [],
    maxAgeMs: entry.max_age === undefined ? defaults.maxAgeMs : limitOf(entry.max_age),
    linkText: entry.link_text ?? null,
    footer: entry.footer ?? null,
    hashtags: entry.hashtags ?? 'section',
    images: entry.images ?? 'photo',
    topic: entry.topic ?? null,
    postsPerMinute: entry.posts_per_minute ?? defaults.postsPerMinute,
    ...hoursOf(entry),
  };
}

function hoursOf(
  entry: ChannelEntry,
): Pick<Channel, 'approval' | 'quiet' | 'sound' | 'digest' | 'isDigestOnly'> {
  const { approval, approval_timeout: timeoutMs = null, then: ending = 'drop', quiet, digest } = entry;
  return {
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

/** Keys that say nothing without another one: the key, what it needs, and a line that would be right. */
export function lackingKeys(
  valueOf: (key: keyof ChannelEntry) => unknown,
): { key: keyof ChannelEntry; needs: string; example: string }[] {
  const lacks: ReturnType<typeof lackingKeys> = [];
  const has = (key: keyof ChannelEntry) => valueOf(key) !== undefined;
  if (has('approval_timeout') && !has('approval'))
    lacks.push({ key: 'approval_timeout', needs: 'approval beside it', example: 'approval: all' });
  if (has('then') && !has('approval_timeout'))
    lacks.push({ key: 'then', needs: 'approval_timeout beside it', example: 'approval_timeout: 30m' });
  if (valueOf('digest_only') === true && !has('digest'))
    lacks.push({
      key: 'digest_only',
      needs: 'digest beside it',
      example: 'digest: { schedule: "0 8 * * *" }',
    });
  return lacks;
}

/** People write 0 for "no limit"; a channel says null. */
export function limitOf(ageMs: number): number | null {
  return ageMs === 0 ? null : ageMs;
}
