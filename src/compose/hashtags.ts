import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { cleanLine } from './text/clean-text.ts';

const maxTags = 5;
// Telegram links up to 256 characters; nobody taps a tag longer than this.
const maxTagLength = 64;
// A section is a name or a path of a few.
const maxSection = 1000;

/** The post's hashtags as the channel wants them, each with its '#', without duplicates, the first ones first. */
export function hashtagsOf(
  article: Pick<Article, 'section' | 'keywords'>,
  kind: Channel['hashtags'],
): string[] {
  if (kind === 'none') return [];
  // "News / Economy" is a path: one tag for each step, so that #Economy is the same tag everywhere.
  const names =
    kind === 'section' ? (article.section ?? '').slice(0, maxSection).split(/[/\\>|›»]/) : article.keywords;
  const tags = new Map<string, string>();
  for (const name of names) {
    if (tags.size === maxTags) break;
    const tag = hashtagOf(name);
    if (tag !== null && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  }
  return [...tags.values()];
}

/**
 * Telegram links '#' and then letters, decimal digits and underscores, with a letter among them
 * (tdlib MessageEntity.cpp `match_hashtags`). Words are tied by underscores; what else there is, is left out.
 */
function hashtagOf(name: string): string | null {
  const body = cleanLine(name)
    .replace(/[\s\p{Pd}_/\\]+/gu, '_')
    .replace(/[^\p{L}\p{Nd}_]/gu, '')
    .replace(/_{2,}/g, '_')
    .replace(/^_|_$/g, '');
  // One letter is what is left of "C++", and nobody's subject.
  if (body.length < 2 || body.length > maxTagLength || !/\p{L}/u.test(body)) return null;
  return `#${body}`;
}
