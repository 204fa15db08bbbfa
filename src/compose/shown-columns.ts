import type { Article, ShownColumn } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { shownText, type Message, type MessageForm } from '../news/post.ts';
import { plainLine } from '../sources/text/plain-text.ts';
import { lettersOf } from '../sources/text/letters.ts';

// In letters. Earlier versions cut summaries elsewhere.
const summaryBeginning = 40;

/** Whether a standing post can look otherwise after a change of this column. */
export function isShownColumn(
  column: ShownColumn,
  article: Pick<Article, 'summary'>,
  { hashtags, images }: Pick<Channel, 'hashtags' | 'images'>,
  standing: { message: Message; form: MessageForm },
): boolean {
  switch (column) {
    case 'body':
      return !showsSummary(standing, article);
    case 'section':
      return hashtags === 'section';
    case 'keywords':
      return hashtags === 'keywords';
    case 'image_credit':
      return standing.form === 'photo';
    case 'image_url':
      return standing.form === 'photo' || images === 'photo';
    case 'url':
    case 'language':
    case 'headline':
    case 'summary':
      return true;
  }
}

/** Whether the newsroom's own summary stands there, maybe with its HTML. Then the body is not shown. */
function showsSummary(
  { message, form }: { message: Message; form: MessageForm },
  { summary }: Pick<Article, 'summary'>,
): boolean {
  const beginning = lettersOf(summary ?? '').slice(0, summaryBeginning);
  return beginning !== '' && lettersOf(plainLine(shownText(message, form))).includes(beginning);
}
