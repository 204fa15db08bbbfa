import type { Label, LabelRule, LabelWord } from './label.ts';
import type { Schedule } from './schedule.ts';
import type { Section } from './section.ts';

export const hashtagKinds = ['section', 'keywords', 'none'] as const;
export const imageKinds = ['photo', 'preview', 'none'] as const;

export const quietModes = ['silent', 'keep'] as const;
export const similarWays = ['post', 'skip', 'tell'] as const;
export const soundKinds = ['all', 'breaking'] as const;
export const digestOrders = ['views', 'urgency', 'latest', 'reactions'] as const;
export const approvalEndings = ['post', 'drop'] as const;
export const labelPlaces = ['first', 'last'] as const;
export const longTextKinds = ['cut', 'expand'] as const;
export const previewPlaces = ['below', 'above'] as const;

/** Hours of each day in which ordinary posts are silent or kept. They go over midnight if `from` is after `to`. */
export interface QuietHours {
  /** Minutes after midnight, local: 23:00 is 1380. The first quiet minute. */
  fromMinute: number;
  /** The first minute that is not quiet. */
  toMinute: number;
  mode: (typeof quietModes)[number];
}

/** Which posts an editor has to agree to. */
export interface Approval {
  /** null: every post. Compared without regard to case. */
  sections: readonly string[] | null;
  /** How long we wait for an answer, milliseconds. null: until somebody answers. */
  timeoutMs: number | null;
  /** What happens to the post after that time. */
  ending: (typeof approvalEndings)[number];
}

/** When a channel gets a digest, and of what. */
export interface DigestPlan {
  schedule: Schedule;
  /** Limit of articles. */
  top: number;
  by: (typeof digestOrders)[number];
  /** Articles due within this time before the digest, milliseconds. */
  periodMs: number;
  isPinned: boolean;
}

/** The values of `utm_source`, `utm_medium` and `utm_campaign`. null: the parameter is not added. */
export interface Utm {
  source: string | null;
  medium: string | null;
  campaign: string | null;
}

/** A Telegram channel that we serve: what it takes and how its posts look. */
export interface Channel {
  /** Short and unique; the ledger knows the channel by it, and editors name it in commands. */
  name: string;
  /** `@name` or `-100…`. */
  id: string;
  /** The name of the bot that posts to it. */
  bot: string;
  /** Takes only articles in this language; null: every language. */
  language: string | null;
  /** The sections that have several names. The same for all channels. */
  sectionNames: readonly Section[];
  /** Takes only articles of these sections, under any of their names; null: all. Compared without regard to case. */
  sections: readonly string[] | null;
  /** Takes only articles with one of these keywords; null: all. Compared without regard to case. */
  keywords: readonly string[] | null;
  /** Refuses articles that have one of these as a keyword or section, or as a word of the headline. */
  exclude: readonly string[];
  /** Articles that were due longer ago are not posted, milliseconds. null: no limit. */
  maxAgeMs: number | null;
  /** The text of the link. null: the usual one in the article's language. */
  linkText: string | null;
  /** A last line under each post: text with links as `[words](https://…)`; null: none. */
  footer: string | null;
  hashtags: (typeof hashtagKinds)[number];
  images: (typeof imageKinds)[number];
  /** How posts look. null: as usual. See compose/template.ts. */
  template: string | null;
  /** Whether posts of breaking news begin with a sign. */
  hasBreakingSign: boolean;
  /** Whether a correction of substance says when it was made. */
  showsUpdates: boolean;
  /** Labels by section and keyword. The same for all channels. */
  labelRules: readonly LabelRule[];
  /** How labels are called here, where that differs from the usual words. */
  labelWords: Readonly<Partial<Record<Label, LabelWord>>>;
  /** Where the labels stand in a post. */
  labelPlace: (typeof labelPlaces)[number];
  /** An article whose labels nobody stated waits. */
  requiresLabels: boolean;
  /** The headline is the link, and no words of their own are. */
  isHeadlineLinked: boolean;
  previewPlace: (typeof previewPlaces)[number];
  /** `expand`: what follows the summary of a long text stands in a quotation that readers open. */
  longText: (typeof longTextKinds)[number];
  /** Whether posts name the site of the article. */
  hasSourceLine: boolean;
  /** Parameters that are added to the links of articles, with placeholders; null: none. */
  utm: Utm | null;
  /** IANA, of the times in posts. The same for all channels. */
  timeZone: string;
  /** A forum's thread; null: none. */
  topic: number | null;
  /** The thread of the log chat in which the channel has its desk; null: it has none of its own. */
  deskTopic: number | null;
  /** 0: no pacing. */
  postsPerMinute: number;
  /** What happens to an article that says what another one of the channel said: see plan/similarity/. */
  similar: (typeof similarWays)[number];
  /** null: nobody is asked. */
  approval: Approval | null;
  /** As the settings say; editors may have chosen others, which the store keeps. null: none. */
  quiet: QuietHours | null;
  /** `breaking`: ordinary posts make no sound at any hour. */
  sound: (typeof soundKinds)[number];
  digest: DigestPlan | null;
  /** The channel gets its digests and nothing else. */
  isDigestOnly: boolean;
}
