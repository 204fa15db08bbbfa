import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Label, LabelWord } from '../news/label.ts';
import { labellingOf } from '../plan/labels.ts';
import { postWordsFor } from '../words/posts.ts';
import { cleanLine } from './text/clean-text.ts';

/** The labels of an article in words, «На правах рекламы · 16+»; '' if it has none. */
export function labelLine(
  article: Pick<Article, 'labels' | 'age' | 'sections' | 'keywords' | 'language'>,
  channel: Pick<Channel, 'labelRules' | 'labelWords' | 'sectionNames'>,
): string {
  const { labels, age } = labellingOf(article, channel);
  const usual = postWordsFor(article.language).labels;
  const words = labels.map((label) => wordOf(label, channel.labelWords[label], article.language, usual));
  return [...words, ...(age === null ? [] : [`${age}+`])].join(' · ');
}

function wordOf(
  label: Label,
  own: LabelWord | undefined,
  language: string,
  usual: Readonly<Record<Label, string>>,
): string {
  const word = typeof own === 'string' ? own : own?.[language];
  // A label is never left out, so a word of which nothing can be shown does not count.
  return cleanLine(word ?? '') || usual[label];
}
