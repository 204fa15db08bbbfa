import { z } from 'zod';
import { hashtagKinds, imageKinds } from '../news/channel.ts';
import type { Channel } from '../news/channel.ts';
import { isChannelId, longestAgeMs, parseDurationMs } from './setting-values.ts';

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

/** YAML reads an unquoted `-1001234567890` as a number. */
const channelId = z.union([z.string(), z.int().transform(String)]).refine(isChannelId);

/** YAML reads an unquoted `0` as a number. */
const maxAge = z
  .union([z.string(), z.literal(0).transform(String)])
  .refine((text) => (parseDurationMs(text) ?? Infinity) <= longestAgeMs)
  .transform((text) => parseDurationMs(text) ?? 0);

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
    expected: 'a text or a list of texts',
    example: '[Sport, Football]',
  }),
  keywords: words.optional().register(about, {
    meaning: 'Takes only articles with one of these keywords.',
    expected: 'a text or a list of texts',
    example: '[chess, boxing]',
  }),
  exclude: words.optional().register(about, {
    meaning: 'Refuses articles that have one of these as a keyword or section, or as a word of the headline.',
    expected: 'a text or a list of texts',
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
  };
}

/** People write 0 for "no limit"; a channel says null. */
export function limitOf(ageMs: number): number | null {
  return ageMs === 0 ? null : ageMs;
}
