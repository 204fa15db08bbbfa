import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { isTaken } from './filter.ts';

const filters = ['language', 'sections', 'keywords', 'exclude'] as const;
type Filter = (typeof filters)[number];

/** Why channels do not take an article. */
export interface Misfit {
  filter: Filter;
  /** What the article has. Empty: nothing. */
  has: readonly string[];
  /** What the channels take instead, or exclude. */
  wanted: readonly string[];
}

/**
 * The first filter that none of the channels lets the article pass; null: at least one channel takes it. Channels that
 * an earlier filter refused do not count any more: where one takes the language, its sections are what matters.
 */
export function misfitOf(article: Article, channels: readonly Channel[]): Misfit | null {
  let left = channels;
  for (const filter of filters) {
    const passing = left.filter((channel) => passes(article, channel, filter));
    if (passing.length === 0) {
      const wanted = new Set(left.flatMap((channel) => channel[filter] ?? []));
      return { filter, has: hasFor(article, filter), wanted: [...wanted] };
    }
    left = passing;
  }
  return null;
}

function passes(article: Article, channel: Channel, filter: Filter): boolean {
  const open = { ...channel, language: null, sections: null, keywords: null, exclude: [] };
  return isTaken(article, { ...open, [filter]: channel[filter] });
}

function hasFor({ language, sections, keywords }: Article, filter: Filter): readonly string[] {
  if (filter === 'language') return [language];
  if (filter === 'sections') return sections;
  return filter === 'keywords' ? keywords : [];
}
