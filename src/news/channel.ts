import type { Schedule } from './schedule.ts';
import type { Section } from './section.ts';

export const hashtagKinds = ['section', 'keywords', 'none'] as const;
export const imageKinds = ['photo', 'preview', 'none'] as const;

export const quietModes = ['silent', 'keep'] as const;
export const soundKinds = ['all', 'breaking'] as const;
export const digestOrders = ['views', 'urgency', 'latest'] as const;
export const approvalEndings = ['post', 'drop'] as const;

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

/** A Telegram channel that we serve: what it takes and how its posts look. */
export interface Channel {
  /** Short and unique; the ledger knows the channel by it, and editors name it in commands. */
  name: string;
  /** `@name` or `-100…`. */
  id: string;
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
  /** A last line under each post, plain text; null: none. */
  footer: string | null;
  hashtags: (typeof hashtagKinds)[number];
  images: (typeof imageKinds)[number];
  /** A forum's thread; null: none. */
  topic: number | null;
  /** 0: no pacing. */
  postsPerMinute: number;
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
