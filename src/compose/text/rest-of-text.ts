import type { Article } from '../../news/article.ts';
import { lettersOf } from '../../sources/text/letters.ts';
import { cleanText } from './clean-text.ts';
import { splitSentences } from './sentences.ts';
import { storyParagraphs } from './summary.ts';

/** A shorter rest, in UTF-16 units, is not worth a tap. */
const shortestRest = 200;

/** What the body says after the summary, in paragraphs; '' if that is little. */
export function restOfText(
  { body, headline, language }: Pick<Article, 'body' | 'headline' | 'language'>,
  summary: string,
): string {
  const said = lettersOf(summary);
  const rest: string[] = [];
  for (const paragraph of storyParagraphs(body ?? '', lettersOf(cleanText(headline)), language)) {
    if (rest.length > 0) rest.push(paragraph);
    else {
      const sentences = splitSentences(paragraph, language);
      const first = sentences.findIndex((sentence) => !said.includes(lettersOf(sentence)));
      if (first !== -1) rest.push(sentences.slice(first).join(' '));
    }
  }
  const text = cleanText(rest.join('\n\n'));
  return text.length < shortestRest ? '' : text;
}
