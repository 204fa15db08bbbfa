import { dueAt, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { KnownPost } from '../news/plan.ts';
import { isTaken } from '../plan/filter.ts';
import { planArticle } from '../plan/planner.ts';

/** Whether an article will still come to a channel, and how it stands, as half a sentence. */
export interface Verdict {
  isComing: boolean;
  because: string;
}

export interface Circumstances {
  /** The post that the ledger has for the article and the channel; null: none. */
  post: KnownPost | null;
  /** Where that post stands in Telegram; null: nowhere, or it is not known. */
  link: string | null;
  now: Date;
  showMoment: (at: Date) => string;
}

/** Says of one article and one channel what the next steps will do. */
export function judge(article: Article, channel: Channel, circumstances: Circumstances): Verdict {
  const { post } = circumstances;
  if (post === null) return judgeNew(article, channel, circumstances);
  const why = post.reason === null ? '' : `: ${post.reason}`;
  switch (post.state) {
    case 'promised':
    case 'ready':
      if (article.status !== 'usable') return statusVerdict(article);
      return { isComing: true, because: 'will be posted when its turn comes' };
    case 'waiting':
      return { isComing: true, because: 'will be posted when an editor says yes' };
    case 'sending':
      return { isComing: false, because: 'is being sent' };
    case 'unsure':
      return { isComing: false, because: `may have been posted, and is looked for in the channel${why}` };
    case 'uncertain':
      return { isComing: false, because: `is uncertain, an editor decides${why}` };
    case 'refused':
      return { isComing: false, because: `was refused by Telegram${why}` };
    case 'dropped':
      return { isComing: false, because: `was dropped${why}` };
    case 'killed':
      return { isComing: false, because: `was taken back${why}` };
    case 'sent':
      return { isComing: false, because: sentWords(post, circumstances.link) };
  }
}

function sentWords(post: KnownPost, link: string | null): string {
  const still = { edit: '; a correction is under way', kill: '; it is being taken back' };
  const where = link === null ? '' : `: ${link}`;
  return `was posted already${where}${post.dueChange === null ? '' : still[post.dueChange]}`;
}

function judgeNew(article: Article, channel: Channel, { now, showMoment }: Circumstances): Verdict {
  if (article.status !== 'usable') return statusVerdict(article);
  const filter = failingFilter(article, channel);
  if (filter !== null) return { isComing: false, because: `will not be posted: ${filter}` };
  // The planner itself says the rest, so that the two can never disagree.
  const { promises } = planArticle(article, [], { channels: [channel], correctionDelayMs: 0 }, now);
  const at = dueAt(article);
  if (promises.length === 0) {
    const since = `it was due ${showMoment(at)}, longer ago than the channel takes (max_age)`;
    return { isComing: false, because: `will not be posted: ${since}` };
  }
  if (at <= now) return { isComing: true, because: 'will be posted' };
  const why = article.embargoedUntil !== null && at > article.publishedAt ? 'embargo' : 'published then';
  return { isComing: true, because: `will be posted, not before ${showMoment(at)} (${why})` };
}

function statusVerdict({ status }: Article): Verdict {
  return { isComing: false, because: `will not be posted: its status is ${status}` };
}

/** The first of the channel's filters that the article does not pass; each is tried alone. */
function failingFilter(article: Article, channel: Channel): string | null {
  const open = { ...channel, language: null, sections: null, keywords: null, exclude: [] };
  const list = (items: readonly string[] | null): string => (items ?? []).join(', ');
  if (!isTaken(article, { ...open, language: channel.language })) {
    return `the channel takes ${channel.language}, and its language is ${article.language}`;
  }
  if (!isTaken(article, { ...open, sections: channel.sections })) {
    return `the channel takes the sections ${list(channel.sections)}, and its section is ${article.section ?? 'none'}`;
  }
  if (!isTaken(article, { ...open, keywords: channel.keywords })) {
    return `the channel takes the keywords ${list(channel.keywords)}, and it has ${list(article.keywords) || 'none'}`;
  }
  if (!isTaken(article, { ...open, exclude: channel.exclude })) {
    return `the channel excludes ${list(channel.exclude)}`;
  }
  return null;
}
