import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { isNoSection, sectionIn, sectionNamed } from '../news/section.ts';
import { cleanLine } from './text/clean-text.ts';

const maxTags = 5;
// Telegram allows 256 characters, but nobody taps such a long tag.
const maxTagLength = 64;
// Longer sections are not read to the end. A section is a name or a short path.
const maxSection = 1000;

/** The hashtags that the channel wants, each with its '#', without duplicates, in the article's order. */
export function hashtagsOf(
  article: Pick<Article, 'section' | 'keywords' | 'language'>,
  { hashtags: kind, sectionNames }: Pick<Channel, 'hashtags' | 'sectionNames'>,
): string[] {
  if (kind === 'none') return [];
  // "News / Economy" is a path. Each step becomes a tag, so that #Economy is the same tag everywhere.
  const path = (article.section ?? '').slice(0, maxSection);
  // A name with a slash may be listed as a whole: «Мир / Политика».
  const steps = sectionNamed(path, sectionNames) === null ? path.split(/[/\\>|›»]/) : [path];
  const names =
    kind === 'section'
      ? steps.map((step) => quietName(sectionIn(article.language, step, sectionNames)))
      : article.keywords;
  const tags = new Map<string, string>();
  for (const name of names) {
    if (tags.size === maxTags) break;
    const tag = isNoSection(name) ? null : hashtagOf(name);
    if (tag !== null && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  }
  return [...tags.values()];
}

// Names that are written in capitals, although they have four letters and more.
const acronyms = new Set(
  'НАТО ЕАЭС ОБСЕ ОДКБ ЮНЕСКО ЮНИСЕФ УЕФА ФИФА ОПЕК ХАМАС NATO UNESCO UNICEF UEFA FIFA OPEC OSCE NASA ASEAN COVID EXPO ЭКСПО'.split(
    ' ',
  ),
);

/** «ҚОҒАМ» becomes «Қоғам», so that a section has one hashtag. A name of three letters is taken for an acronym. */
function quietName(name: string): string {
  const isLoud = /\p{Lu}{4}/u.test(name) && name === name.toUpperCase() && !acronyms.has(name.trim());
  return isLoud ? name.toLowerCase().replace(/\p{L}/u, (letter) => letter.toUpperCase()) : name;
}

/**
 * A hashtag in Telegram consists of '#' and letters, decimal digits and underscores, at least one of them a letter
 * (tdlib MessageEntity.cpp `match_hashtags`). Words are joined with underscores; other characters are left out.
 */
function hashtagOf(name: string): string | null {
  const body = cleanLine(name)
    // «Спорт;Футбол» is two words, and "AT&T" is one.
    .replace(/(?<=\p{L}{2})[;,:&](?=\p{L}{2})/gu, '_')
    .replace(/[\s\p{Pd}_/\\]+/gu, '_')
    .replace(/[^\p{L}\p{Nd}_]/gu, '')
    .replace(/_{2,}/g, '_')
    .replace(/^_|_$/g, '');
  // A single letter says nothing; it may be the rest of "C++".
  if (body.length < 2 || body.length > maxTagLength || !/\p{L}/u.test(body)) return null;
  return `#${body}`;
}
