import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCodes, KhabarshyError } from '../src/news/errors.ts';

const root = resolve(import.meta.dirname, '..');
const codes = Object.keys(errorCodes);

/** The sections of the page by their headings. */
const sections = new Map(
  readFileSync(join(root, 'docs/errors.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading.replaceAll('`', '').trim(), lines.join('\n')];
    }),
);

test('the page explains every code, in their order, and no other', () => {
  expect([...sections.keys()]).toEqual(codes);
});

describe.each(Object.entries(errorCodes))('%s', (code, meaning) => {
  test('is explained: what happened, and what to do', () => {
    const text = sections.get(code) ?? '';
    expect(text.toLowerCase()).toContain(meaning.toLowerCase());
    expect(text).toMatch(/\*\*What happened\.\*\* \S.{40}/);
    expect(text).toMatch(/\*\*What to do\.\*\* \S.{40}/);
  });

  test('is thrown somewhere', () => {
    const throwing = new RegExp(`KhabarshyError\\(\\s*'${code}'`);
    const files = globSync('src/**/*.ts', { cwd: root });
    expect(files.filter((file) => throwing.test(readFileSync(join(root, file), 'utf8')))).not.toEqual([]);
  });
});

test('an error of ours has its code, its message and its cause', () => {
  const cause = new Error('disk full');
  const error = new KhabarshyError('DATABASE_UNUSABLE', 'Cannot write.', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'KhabarshyError',
    code: 'DATABASE_UNUSABLE',
    message: 'Cannot write.',
    cause,
  });
});
