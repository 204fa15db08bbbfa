import { dueAt, type Article } from '../news/article.ts';
import type { Channel, DigestPlan } from '../news/channel.ts';
import { isTaken } from './filter.ts';
import { lastMoment } from '../time/schedule.ts';

/**
 * The moment of the digest that a channel should get now. It is the last moment of the schedule, unless that digest was
 * promised already (`lastPromisedAt`) or is older than half of its period. null: no digest.
 */
export function owedDigest(
  plan: DigestPlan,
  lastPromisedAt: Date | null,
  now: Date,
  timeZone: string,
): Date | null {
  const due = lastMoment(plan.schedule, now, timeZone);
  if (due === null || (lastPromisedAt !== null && due <= lastPromisedAt)) return null;
  return now.getTime() - due.getTime() <= plan.periodMs / 2 ? due : null;
}

/**
 * The articles of a channel's digest, best first: usable ones that the channel takes and that were due within
 * the period before `at`. The order of `articles` makes no difference.
 * @param reactions only needed for the order `reactions`.
 */
export function chooseForDigest(
  articles: readonly Article[],
  channel: Channel,
  plan: DigestPlan,
  at: Date,
  reactions: Reactions = new Map(),
): Article[] {
  const from = at.getTime() - plan.periodMs;
  const isDue = (article: Article) => {
    const due = dueAt(article).getTime();
    return due > from && due <= at.getTime();
  };
  return articles
    .filter((article) => article.status === 'usable' && isDue(article) && isTaken(article, channel))
    .sort((one, other) => compare(one, other, plan.by, reactions))
    .slice(0, plan.top);
}

/** To the post of each article in the channel, by its id. */
type Reactions = ReadonlyMap<string, number>;

type Comparison = (one: Article, other: Article, reactions: Reactions) => number;

const byViews: Comparison = (one, other) => other.views - one.views;
const byReactions: Comparison = (one, other, reactions) =>
  (reactions.get(other.id) ?? 0) - (reactions.get(one.id) ?? 0);
const byUrgency: Comparison = (one, other) => one.urgency - other.urgency;
const byTime: Comparison = (one, other) => dueAt(other).getTime() - dueAt(one).getTime();
/** Not localeCompare, whose order depends on the machine. */
const byId: Comparison = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

const comparisons: Readonly<Record<DigestPlan['by'], readonly Comparison[]>> = {
  views: [byViews, byUrgency, byTime, byId],
  urgency: [byUrgency, byViews, byTime, byId],
  latest: [byTime, byUrgency, byViews, byId],
  reactions: [byReactions, byViews, byUrgency, byTime, byId],
};

function compare(one: Article, other: Article, by: DigestPlan['by'], reactions: Reactions): number {
  for (const comparison of comparisons[by]) {
    const difference = comparison(one, other, reactions);
    if (difference !== 0) return difference;
  }
  return 0;
}
