import type { Channel } from '../news/channel.ts';
import { lacksLabels } from '../plan/labels.ts';
import type { Waiting } from '../store/posts/approvals.ts';
import type { Store } from '../store/store.ts';

/** Whether a post waits because nobody stated the labels of its article. An editor's yes does not let it go. */
export async function areLabelsMissing(
  { channel: name, articleId }: Pick<Waiting, 'channel' | 'articleId'>,
  channels: readonly Channel[],
  { articles }: Pick<Store, 'articles'>,
): Promise<boolean> {
  const channel = channels.find((each) => each.name === name);
  if (channel === undefined || articleId === null || !channel.requiresLabels) return false;
  const article = await articles.find(articleId);
  return article !== null && lacksLabels(article, channel);
}
