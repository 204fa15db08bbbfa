import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { includesFolded } from './filter.ts';

/** Whether an editor has to agree before an article is posted to a channel. Breaking news is no exception. */
export function needsApproval(
  article: Pick<Article, 'section'>,
  { approval }: Pick<Channel, 'approval'>,
): boolean {
  if (approval === null) return false;
  return approval.sections === null || includesFolded(approval.sections, article.section);
}
