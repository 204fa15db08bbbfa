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

/** What feeds never say, and newsrooms do. It changes only where a source says something else than before. */
export const statedFields = ['status', 'urgency', 'embargoedUntil'] as const;
export type StatedField = (typeof statedFields)[number];

/** Counters that stand in texts and change without a correction: "(12 comments)". */
const counters =
  /[([]\s*\d[\d\s.,]*\s*(?:comments?|views?|visits?|shares?|комментари\p{L}*|просмотр\p{L}*|пікір\p{L}*|қаралым\p{L}*)\s*[)\]]/giu;

/** Enough that two texts never have the same one, 72 bits. */
const hashLetters = 12;

/**
 * A hash of each field that an item states, and of its sections. Two hashes differ only if a reader would see a
 * difference.
 * @param said the hashes of what the source said before.
 */
export function hashesOf(
  article: NewArticle,
  said: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const field of correctedFields) {
    const value = article[field];
    if (value !== undefined) hashes[field] = hashOfField(field, value, said[field]);
  }
  const { section = null, sections = section === null ? [] : [section] } = article;
  if (sections.length > 0) hashes['sections'] = hashOf(sections.join('\n'));
  for (const field of statedFields) {
    const value = article[field];
    if (value !== undefined)
      hashes[field] = hashOf(value instanceof Date ? value.toISOString() : String(value));
  }
  return hashes;
}

/**
 * Some sites write the same address by https in one answer and by http in the next. Once it was said by https, the same
 * one by http is no change. Otherwise every answer would count as a correction, and the brakes would keep real ones back.
 */
export function hashOfField(field: CorrectedField, value: NewArticle[CorrectedField], said?: string): string {
  const hash = hashOf(meaningOf(field, value));
  const isAddress = field === 'url' || field === 'imageUrl';
  if (!isAddress || hash === said || typeof value !== 'string' || !value.startsWith('http:')) return hash;
  const secureHash = hashOf(meaningOf(field, value.replace('http:', 'https:')));
  return secureHash === said ? said : hash;
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
