import { dueAt, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { KnownPost } from '../news/plan.ts';
import { isTaken } from '../plan/filter.ts';
import { planArticle } from '../plan/planner.ts';

/** Whether an article will be posted to a channel, with the reason as the end of a sentence. */
export interface Verdict {
  isComing: boolean;
  because: string;
}

export interface Circumstances {
  /** The post that the ledger has for the article and the channel; null: none. */
  post: KnownPost | null;
  /** The link to that post in Telegram; null: it is not there, or its link is not known. */
  link: string | null;
  now: Date;
  showMoment: (at: Date) => string;
}

/** Predicts what will happen with an article in a channel. */
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
      return { isComing: false, because: `may have been posted; we look for it in the channel${why}` };
    case 'uncertain':
      return { isComing: false, because: `is uncertain; an editor has to decide${why}` };
    case 'refused':
      return { isComing: false, because: `was refused by Telegram${why}` };
    case 'dropped':
      return { isComing: false, because: `was dropped${why}` };
    case 'killed':
      return { isComing: false, because: `was killed${why}` };
    case 'sent':
      return { isComing: false, because: sentWords(post, circumstances.link) };
  }
}

function sentWords(post: KnownPost, link: string | null): string {
  const still = { edit: '; a correction is on its way', kill: '; it is being killed' };
  const where = link === null ? '' : `: ${link}`;
  return `was posted already${where}${post.dueChange === null ? '' : still[post.dueChange]}`;
}

function judgeNew(article: Article, channel: Channel, { now, showMoment }: Circumstances): Verdict {
  if (article.status !== 'usable') return statusVerdict(article);
  const filter = failingFilter(article, channel);
  if (filter !== null) return { isComing: false, because: `will not be posted: ${filter}` };
  // The planner itself decides the rest, so that the preview cannot disagree with it.
  const { promises } = planArticle(article, [], { channels: [channel], correctionDelayMs: 0 }, now);
  const at = dueAt(article);
  if (promises.length === 0) {
    const since = `it was due ${showMoment(at)}, and the channel takes no articles of that age (max_age)`;
    return { isComing: false, because: `will not be posted: ${since}` };
  }
  if (at <= now) return { isComing: true, because: 'will be posted' };
  const why =
    article.embargoedUntil !== null && at > article.publishedAt ? 'embargo' : 'its date of publication';
  return { isComing: true, because: `will be posted, but not before ${showMoment(at)} (${why})` };
}

function statusVerdict({ status }: Article): Verdict {
  return { isComing: false, because: `will not be posted: its status is ${status}` };
}

/** The first filter of the channel that the article does not pass. Each filter is tried alone. */
function failingFilter(article: Article, channel: Channel): string | null {
  const open = { ...channel, language: null, sections: null, keywords: null, exclude: [] };
  const list = (items: readonly string[] | null): string => (items ?? []).join(', ');
  if (!isTaken(article, { ...open, language: channel.language })) {
    return `the channel takes ${channel.language}, and the article's language is ${article.language}`;
  }
  if (!isTaken(article, { ...open, sections: channel.sections })) {
    return `the channel takes the sections ${list(channel.sections)}, and the article's section is ${article.section ?? 'none'}`;
  }
  if (!isTaken(article, { ...open, keywords: channel.keywords })) {
    return `the channel takes the keywords ${list(channel.keywords)}, and the article has ${list(article.keywords) || 'none'}`;
  }
  if (!isTaken(article, { ...open, exclude: channel.exclude })) {
    return `the channel excludes ${list(channel.exclude)}`;
  }
  return null;
}
