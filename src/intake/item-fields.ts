import { createHash } from 'node:crypto';
import type { NewArticle } from '../news/article.ts';
import { urlKey } from '../news/url-key.ts';

/** The fields of an article that a source may correct. Its date, section and language are those of the first look. */
export const correctedFields = [
  'url',
  'headline',
  'summary',
  'body',
  'author',
  'imageUrl',
  'imageCredit',
  'keywords',
] as const;
export type CorrectedField = (typeof correctedFields)[number];

/** Counters that stand in texts and change without a correction: "(12 comments)". */
const counters =
  /[([]\s*\d[\d\s.,]*\s*(?:comments?|views?|visits?|shares?|комментари\p{L}*|просмотр\p{L}*|пікір\p{L}*|қаралым\p{L}*)\s*[)\]]/giu;

/** Enough that two texts never have the same one, 72 bits. */
const hashLetters = 12;

/**
 * A hash of each field that an item states, and of its sections. Two hashes differ only if a reader would see a
 * difference.
 */
export function hashesOf(article: NewArticle): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const field of correctedFields) {
    const value = article[field];
    if (value !== undefined) hashes[field] = hashOf(meaningOf(field, value));
  }
  const { section = null, sections = section === null ? [] : [section] } = article;
  if (sections.length > 0) hashes['sections'] = hashOf(sections.join('\n'));
  return hashes;
}

function meaningOf(field: CorrectedField, value: NewArticle[CorrectedField]): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return value.join('\n');
  // Sizes and versions of the same picture stand in its query.
  if (field === 'imageUrl') return value.replace(/[?#].*$/su, '');
  if (field === 'url') return `${value.split(':', 1)[0]} ${urlKey(value)}`;
  return value.normalize('NFC').replaceAll(counters, '').replaceAll(/\s+/gu, ' ').trim();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, hashLetters);
}
