import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../src/deliver/forms.ts';
import type { ChangeOutcome } from '../src/deliver/messenger.ts';
import { errorCodes, KhabarshyError, sourceFailures } from '../src/news/errors.ts';
import { ownReasons } from '../src/news/reasons.ts';

const root = resolve(import.meta.dirname, '..');
const codes = [...Object.keys(errorCodes), ...Object.keys(sourceFailures)];

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

const [answers, reasons] = ["Telegram's answers", 'Reasons in alerts'] as const;

test('the page explains every code, in their order, and then answers and reasons', () => {
  expect([...sections.keys()]).toEqual([...codes, answers, reasons]);
});

/** A kind that is missing here does not compile. */
const kinds: Record<Exclude<ChangeOutcome['kind'], 'done' | 'refused'> | Refusal['because'], true> = {
  limited: true,
  closed: true,
  moved: true,
  kind: true,
  picture: true,
  file: true,
  upload: true,
  photo: true,
  entities: true,
  reply: true,
  content: true,
  unknown: true,
  gone: true,
  unreached: true,
  late: true,
  unauthorized: true,
  unsure: true,
};

test('the page explains each kind of answer, with an example, what we do and what a person can do', () => {
  expect(rowsOf(answers).map(([kind]) => kind)).toEqual(Object.keys(kinds).map((kind) => `**${kind}**`));
  expect(rowsOf(answers).filter((row) => row.includes(''))).toEqual([]);
});

test('the page explains each reason of ours, in their order', () => {
  expect(rowsOf(reasons).map(([reason]) => reason)).toEqual(Object.values(ownReasons));
  expect(rowsOf(reasons).filter((row) => row[2] === '')).toEqual([]);
});

/** The cells of a section's table, without its head. */
function rowsOf(section: string): string[][] {
  const lines = (sections.get(section) ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe.each(Object.entries({ ...errorCodes, ...sourceFailures }))('%s', (code, meaning) => {
  test('is explained: what happened, and what to do', () => {
    const text = sections.get(code) ?? '';
    expect(text.toLowerCase()).toContain(meaning.toLowerCase());
    expect(text).toMatch(/\*\*What happened\.\*\* \S.{40}/);
    expect(text).toMatch(/\*\*What to do\.\*\* \S.{40}/);
  });

  test('is thrown somewhere, or is the value of a failure', () => {
    const throwing = new RegExp(
      Object.hasOwn(sourceFailures, code) ? `\\W'${code}'` : `KhabarshyError\\(\\s*'${code}'`,
    );
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
