import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { includesSection } from './filter.ts';

/** Whether an editor has to agree before an article is posted to a channel. Breaking news is no exception. */
export function needsApproval(
  article: Pick<Article, 'section'>,
  { approval, sectionNames }: Pick<Channel, 'approval' | 'sectionNames'>,
): boolean {
  if (approval === null) return false;
  return approval.sections === null || includesSection(approval.sections, article.section, sectionNames);
}
