import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { sectionKey, type Section } from '../news/section.ts';

/** Whether a channel takes an article: all of its filters have to fit. */
export function isTaken(article: Article, channel: Channel): boolean {
  // An editor chose the channels of a post that they wrote by hand.
  if (article.written !== null) return article.written.channels.includes(channel.name);
  return (
    (channel.language === null || channel.language === article.language) &&
    (channel.sections === null ||
      includesAnySection(channel.sections, article.sections, channel.sectionNames)) &&
    (channel.keywords === null || article.keywords.some((word) => includesFolded(channel.keywords, word))) &&
    !isExcluded(article, channel)
  );
}

function isExcluded(article: Article, channel: Channel): boolean {
  if (channel.exclude.length === 0) return false;
  if (includesAnySection(channel.exclude, article.sections, channel.sectionNames)) return true;
  const marks = article.keywords;
  if (marks.some((mark) => includesFolded(channel.exclude, mark))) return true;
  // Whole words are compared: "лес" must not refuse "Алексей".
  const headline = ` ${wordsOf(article.headline)} `;
  return channel.exclude.map(wordsOf).some((words) => words !== '' && headline.includes(` ${words} `));
}

/** Only the words, separated by single spaces. People write exclusions with a # or in quotation marks. */
function wordsOf(text: string): string {
  return fold(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether a list has one of an article's sections, under any of its names. */
export function includesAnySection(
  list: readonly string[],
  sections: readonly string[],
  sectionNames: readonly Section[],
): boolean {
  const keys = new Set(list.map((section) => sectionKey(section, sectionNames)));
  return sections.some((section) => keys.has(sectionKey(section, sectionNames)));
}

/** Whether a list contains a word, without regard to case. */
export function includesFolded(list: readonly string[] | null, word: string | null): boolean {
  return list !== null && word !== null && list.some((item) => fold(item) === fold(word));
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().trim();
}
