import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { summaryOf } from '../../src/compose/text/summary.ts';
import { readArticles } from '../../src/sources/reader.ts';
import { makeFolder } from '../stage/folder.ts';

const almaty = 'Asia/Almaty';

/** Small pages with what an editor expects of them. They are kept beside the project, not in it. */
const path = join(import.meta.dirname, '../../../shared/editorial/cases.json');

interface Case {
  kind: string;
  input: unknown;
  expected: Readonly<Record<string, string>>;
  why: string;
}

function pagesOf(file: string): Case[] {
  // The file is ours, and has this shape.
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
  return cases.filter(({ kind }) => kind === 'page' || kind === 'text-page');
}

test.skipIf(!existsSync(path))('the editorial cases about pages', async () => {
  const seen: object[] = [];
  const wanted: object[] = [];
  for (const { kind, input, expected, why } of pagesOf(path)) {
    const file = join(makeFolder(), kind === 'page' ? 'page.html' : 'page.txt');
    writeFileSync(file, String(input));
    for await (const { articles, refusals } of readArticles(file, { timeZone: almaty })) {
      expect(refusals).toEqual([]);
      const [article] = articles;
      const found = {
        headline: article?.headline,
        language: article?.language,
        publishedAt: article?.publishedAt?.toISOString(),
        summary: summaryOf({ language: 'en', summary: null, body: null, headline: '', ...article }),
      };
      seen.push({ why, ...Object.fromEntries(Object.entries(found).filter(([name]) => name in expected)) });
    }
    wanted.push({ why, ...expected });
  }
  expect(wanted.length).toBeGreaterThan(0);
  expect(seen).toEqual(wanted);
});
