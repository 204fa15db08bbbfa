import { isBreaking, type Article, type ShownColumn } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { shownText, type Message, type MessageForm } from '../news/post.ts';
import { spokenLanguages } from '../news/language.ts';
import { postWordsFor } from '../words/posts.ts';
import { plainLine } from '../sources/text/plain-text.ts';
import { lettersOf } from '../sources/text/letters.ts';

// In letters. Earlier versions cut summaries elsewhere.
const summaryBeginning = 40;

/** Whether a standing post can look otherwise after a change of this column. */
export function isShownColumn(
  column: ShownColumn,
  article: Pick<Article, 'summary' | 'urgency'>,
  channel: Channel,
  standing: { message: Message; form: MessageForm },
): boolean {
  const { hashtags, images, labelRules, template } = channel;
  switch (column) {
    case 'body':
      return showsRest(channel) || !showsSummary(standing, article);
    case 'section':
      return hashtags === 'section' || labelRules.length > 0 || hasPlaceholder(channel, 'section');
    case 'keywords':
      return hashtags === 'keywords' || labelRules.length > 0;
    case 'urgency':
      return channel.hasBreakingSign && isBreaking(article) !== hasSign(standing);
    case 'author':
      return usesPiece(template, 'author');
    case 'published_at':
      return usesPiece(template, 'time');
    case 'image_credit':
      return standing.form === 'photo';
    case 'image_url':
    case 'media':
      return standing.form === 'photo' || images === 'photo';
    case 'url':
    case 'language':
    case 'headline':
    case 'summary':
    case 'labels':
    case 'age':
    case 'written':
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

/** In whichever language. */
function hasSign({ message, form }: { message: Message; form: MessageForm }): boolean {
  const text = shownText(message, form);
  return spokenLanguages.some((language) => text.includes(postWordsFor(language).breaking));
}

function showsRest({ longText, template }: Channel): boolean {
  return longText === 'expand' || usesPiece(template, 'quote');
}

function usesPiece(template: string | null, piece: string): boolean {
  return template !== null && new RegExp(`\\{\\{[#^]?\\s*${piece}\\s*\\}\\}`, 'u').test(template);
}

/** The words of a link's parameters may name the section. */
function hasPlaceholder({ utm }: Channel, name: string): boolean {
  return utm !== null && Object.values(utm).some((value) => value?.includes(`{${name}}`) === true);
}
