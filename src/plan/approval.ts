import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { includesAnySection } from './filter.ts';

/** Whether an editor has to agree before an article is posted to a channel. Breaking news is no exception. */
export function needsApproval(
  article: Pick<Article, 'sections'>,
  { approval, sectionNames }: Pick<Channel, 'approval' | 'sectionNames'>,
): boolean {
  if (approval === null) return false;
  return approval.sections === null || includesAnySection(approval.sections, article.sections, sectionNames);
}
