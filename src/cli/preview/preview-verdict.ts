import { dueAt, type Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { KnownPost } from '../../news/plan.ts';
import { misfitOf } from '../../plan/misfit.ts';
import { planArticle } from '../../plan/planner.ts';

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
  if (article.written?.channels.includes(channel.name) === false)
    return { isComing: false, because: 'will not be posted: its editor chose other channels' };
  const filter = article.written === null ? failingFilter(article, channel) : null;
  if (filter !== null) return { isComing: false, because: `will not be posted: ${filter}` };
  if (channel.isDigestOnly) {
    return {
      isComing: false,
      because: 'will not be posted alone: the channel takes digests only (digest_only)',
    };
  }
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

/** The first filter of the channel that the article does not pass. */
function failingFilter(article: Article, channel: Channel): string | null {
  const misfit = misfitOf(article, [channel]);
  if (misfit === null) return null;
  const { filter } = misfit;
  const [has, wanted] = [misfit.has.join(', '), misfit.wanted.join(', ')];
  if (filter === 'language') return `the channel takes ${wanted}, and the article's language is ${has}`;
  if (filter === 'exclude') return `the channel excludes ${wanted}`;
  const verb = filter === 'sections' ? "the article's section is" : 'the article has';
  return `the channel takes the ${filter} ${wanted}, and ${verb} ${has || 'none'}`;
}
