import { describe, expect, test } from 'vitest';
import { dueAt, isBreaking } from '../../src/news/article.ts';
import { errorCodes, KhabarshyError } from '../../src/news/errors.ts';
import { spokenLanguage } from '../../src/news/language.ts';

const early = new Date('2026-03-01T08:00:00.000Z');
const late = new Date('2026-03-01T09:00:00.000Z');

describe('an article', () => {
  test.each([
    { publishedAt: early, embargoedUntil: null, due: early },
    { publishedAt: early, embargoedUntil: late, due: late },
    { publishedAt: late, embargoedUntil: early, due: late },
    { publishedAt: late, embargoedUntil: late, due: late },
  ])('published $publishedAt, embargoed until $embargoedUntil', ({ due, ...article }) => {
    expect(dueAt(article)).toEqual(due);
  });

  test('is breaking news at urgency 1 and 2 only', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].filter((urgency) => isBreaking({ urgency }))).toEqual([1, 2]);
  });
});

test.each([
  ['kk', 'kk'],
  ['KK', 'kk'],
  ['ru-KZ', 'ru'],
  ['ru_RU', 'ru'],
  ['en-GB', 'en'],
  ['de', 'en'],
  ['', 'en'],
  ['rus', 'ru'],
  ['kz', 'kk'],
  ['KK_kz', 'kk'],
  ['kk-Latn', 'kk'],
])('for %j we speak %s', (tag, spoken) => {
  expect(spokenLanguage(tag)).toBe(spoken);
});

test('an error of ours keeps its code, its words and its cause', () => {
  const cause = new Error('disk full');
  const error = new KhabarshyError('DATABASE_UNUSABLE', 'it broke', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'KhabarshyError',
    code: 'DATABASE_UNUSABLE',
    message: 'it broke',
    cause,
  });
  for (const [code, meaning] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(meaning).not.toBe('');
  }
});
