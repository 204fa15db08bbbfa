import type { Article } from '../news/article.ts';
import { cleanText } from './clean-text.ts';

export function summaryOf(
  article: Pick<Article, 'summary' | 'body' | 'headline' | 'language'>,
): string | null {
  const own = cleanText(article.summary ?? '');
  return own === '' ? cleanText(article.body ?? '') || null : own;
}
