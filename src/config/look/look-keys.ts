import { z } from 'zod';
import { labelPlaces, longTextKinds, previewPlaces, type Channel } from '../../news/channel.ts';
import type { LabelRule } from '../../news/label.ts';
import { about } from './about.ts';
import { labelWordsShape } from './label-rules.ts';

/** Limits of characters. What is written is not longer than what readers see and its addresses. */
const mostFooter = 200;
const mostWritten = 2_000;
const mostLinks = 10;

const link = /\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)/gu;

/** Telegram makes an entity of each, and takes a hundred of a post. */
const mostDetectable = 20;

const footer = z
  .string()
  .trim()
  .min(1)
  .max(mostWritten)
  .refine((text) => {
    const shown = text.replaceAll(link, '$1');
    const links = text.match(link)?.length ?? 0;
    const detectable = shown.match(/[#@$/]|[.:](?=\S)/gu)?.length ?? 0;
    // A link without https:// would be shown as it is written.
    const isBroken = /\]\(/u.test(shown);
    return shown.length <= mostFooter && links <= mostLinks && detectable <= mostDetectable && !isBroken;
  });

const template = z.string().min(1).max(2_000);

const parameter = z.string().trim().min(1).max(100);

const utm = z
  .strictObject({
    source: parameter.optional(),
    medium: parameter.optional(),
    campaign: parameter.optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined));

/** The keys of a channel that say how its posts look. */
export const lookKeys = {
  footer: footer.optional().register(about, {
    meaning: 'The last line of each post, with links if they are wanted.',
    expected: 'a text of at most 200 characters; links as [words](https://…), at most ten',
    example: '"[Site](https://news.example) | [Instagram](https://instagram.com/news)"',
  }),
  preview: z
    .enum(previewPlaces)
    .optional()
    .register(about, {
      meaning: 'Where the preview of the page stands, in posts without a photo. Default: `below` the text.',
      expected: previewPlaces.join(', '),
      example: 'above',
    }),
  headline_link: z.boolean().optional().register(about, {
    meaning: 'The headline is the link, and no line with a link follows. Default: `false`.',
    expected: 'true or false',
    example: 'true',
  }),
  long: z
    .enum(longTextKinds)
    .optional()
    .register(about, {
      meaning:
        'What happens to the text after the summary: `cut` leaves it out, `expand` shows what fits as a quotation that readers open. Default: `cut`.',
      expected: longTextKinds.join(', '),
      example: 'expand',
    }),
  source_line: z.boolean().optional().register(about, {
    meaning: 'Posts name the site of the article: "Source: news.example". Default: `false`.',
    expected: 'true or false',
    example: 'true',
  }),
  utm: utm.optional().register(about, {
    meaning:
      'Parameters that are added to the links of articles: `utm_source`, `utm_medium` and `utm_campaign`. `{channel}`, `{language}`, `{section}` and `{id}` are filled in.',
    expected: 'one or more of source, medium and campaign, each a text of at most 100 characters',
    example: '{ source: telegram, medium: social, campaign: "{channel}" }',
  }),
  breaking_sign: z.boolean().optional().register(about, {
    meaning: 'Posts of breaking news (urgency 1 and 2) begin with a sign: ⚡ Breaking. Default: `true`.',
    expected: 'true or false',
    example: 'false',
  }),
  show_updates: z.boolean().optional().register(about, {
    meaning:
      'A correction of substance says when it was made: "Updated 14:05". One of a typing mistake does not. Default: `false`.',
    expected: 'true or false',
    example: 'true',
  }),
  label_place: z
    .enum(labelPlaces)
    .optional()
    .register(about, {
      meaning: 'Where the labels of an article stand: `first` or `last`. Default: `first`.',
      expected: labelPlaces.join(', '),
      example: 'last',
    }),
  label_words: labelWordsShape.optional().register(about, {
    meaning: 'How labels are called in this channel, in all languages or in some.',
    expected:
      'some of advertising, partner, sponsored, pr and ai, each with a text of at most 60 characters without # and @, or a text per language',
    example: '{ pr: "Press release", ai: { kk: "ЖИ жасаған", ru: "Создано ИИ" } }',
  }),
  require_labels: z.boolean().optional().register(about, {
    meaning:
      'An article whose labels nobody stated waits, until its column `labels` or a rule states them (`[]`: it has none). Approval alone does not let it go. Default: `false`.',
    expected: 'true or false',
    example: 'true',
  }),
  template: template.optional().register(about, {
    meaning: 'How a post looks, see [templates](#templates). Default: the usual look.',
    expected:
      'a text with {{pieces}}, at most 2000 characters; it has the labels, and the link of the article',
    example: '"<b>{{headline}}</b>\\n\\n{{summary}}\\n\\n{{link}}\\n{{labels}}"',
  }),
};

type LookEntry = z.infer<z.ZodObject<typeof lookKeys>>;

type Look = Pick<
  Channel,
  | 'footer'
  | 'template'
  | 'hasBreakingSign'
  | 'showsUpdates'
  | 'labelRules'
  | 'labelWords'
  | 'labelPlace'
  | 'requiresLabels'
  | 'isHeadlineLinked'
  | 'previewPlace'
  | 'longText'
  | 'hasSourceLine'
  | 'utm'
  | 'timeZone'
>;

/** The look of a channel, completed with the defaults. */
export function lookOf(
  entry: LookEntry,
  { labelRules = [], timeZone = 'UTC' }: { labelRules?: readonly LabelRule[]; timeZone?: string },
): Look {
  const { source = null, medium = null, campaign = null } = entry.utm ?? {};
  return {
    footer: entry.footer ?? null,
    template: entry.template ?? null,
    hasBreakingSign: entry.breaking_sign ?? true,
    showsUpdates: entry.show_updates ?? false,
    labelRules,
    labelWords: entry.label_words ?? {},
    labelPlace: entry.label_place ?? 'first',
    requiresLabels: entry.require_labels ?? false,
    isHeadlineLinked: entry.headline_link ?? false,
    previewPlace: entry.preview ?? 'below',
    longText: entry.long ?? 'cut',
    hasSourceLine: entry.source_line ?? false,
    utm: entry.utm === undefined ? null : { source, medium, campaign },
    timeZone,
  };
}
