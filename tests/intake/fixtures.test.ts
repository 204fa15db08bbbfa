import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FirstRun, Source } from '../../src/news/source.ts';
import { forEachEngine } from '../stage/databases.ts';
import { source } from '../stage/builders.ts';
import { IntakeStage } from './intake-stage.ts';

const folder = resolve(import.meta.dirname, '../../../shared/sources');
const isThere = existsSync(folder);

interface Given {
  url: string;
  now: string;
  section?: string | null;
}

interface Step {
  file: string;
  now: string;
  expect: Record<string, number | null>;
  articles?: Record<string, unknown>[];
  headlines?: string[];
}

interface Expected {
  given: Given | Given[];
  steps?: Step[];
  variants?: { first_run: 'none' | { last: number } | { since: string }; steps: Step[] }[];
}

const stepCases = [
  '02-guid-changed',
  '03-tracking-changed',
  '04-https-and-www',
  '05-slug-corrected',
  '06-redated',
  '18-sections',
  '19-vanished',
  '20-tombstone',
  '21-churn',
  '22-correction',
  '31-first-run',
];

function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as Expected;
}

/** One source for all steps, or one for each. */
function sourceOf({ given }: Expected, index: number, firstRun: FirstRun): Source {
  const one = Array.isArray(given) ? given[index] : given;
  if (one === undefined) throw new Error('a step without a source');
  const name = Array.isArray(given) ? `source-${index}` : 'steppe';
  return source({ name, url: one.url, section: one.section ?? null, firstRun });
}

async function runSteps(stage: IntakeStage, expected: Expected, steps: Step[], firstRun: FirstRun) {
  for (const [index, step] of steps.entries()) {
    const now = new Date(step.now);
    const taken = await stage.look(
      sourceOf(expected, index, firstRun),
      readFileSync(join(folder, step.file)),
      now,
    );
    const asserted = Object.entries(step.expect).filter(([, value]) => value !== null);
    expect({ step: index, ...taken }).toMatchObject({ step: index, ...Object.fromEntries(asserted) });
    const rows = (await stage.rows('select * from articles order by published_at desc')).map(readable);
    const wanted = (step.articles ?? []).map(({ keywords_include: _keywords, ...columns }) => columns);
    expect(rows.slice(0, wanted.length)).toMatchObject(wanted);
    const headlines = new Set(rows.map(({ headline }) => headline));
    expect(headlines).toEqual(new Set(step.headlines ?? headlines));
  }
}

/** A row with the types of SQLite's, and lists as lists. */
function readable(row: Record<string, unknown>): Record<string, unknown> {
  const { published_at: at, sections } = row;
  return {
    ...row,
    published_at: at instanceof Date ? at.toISOString() : at,
    sections: typeof sections === 'string' ? JSON.parse(sections) : sections,
  };
}

function firstRunOf(written: NonNullable<Expected['variants']>[number]['first_run']): FirstRun {
  if (written === 'none') return { kind: 'none' };
  if ('last' in written) return { kind: 'last', count: written.last };
  return { kind: 'since', ms: Number.parseInt(written.since, 10) * 3_600_000 };
}

describe.skipIf(!isThere)('the shared fixtures (skipped where they are not there)', () => {
  forEachEngine((engine) => {
    test.each(stepCases)('%s', async (name) => {
      const expected = readExpected(name);
      const variants = expected.variants?.map((variant) => ({
        steps: variant.steps,
        firstRun: firstRunOf(variant.first_run),
      })) ?? [{ steps: expected.steps ?? [], firstRun: { kind: 'last', count: 50 } as const }];
      expect(variants[0]?.steps.length).toBeGreaterThan(1);
      for (const { steps, firstRun } of variants) {
        const stage = await IntakeStage.open(engine);
        await runSteps(stage, expected, steps, firstRun);
      }
    });

    test('16-same-guid', async () => {
      const stage = await IntakeStage.open(engine);
      const now = new Date('2026-11-28T06:00:00.000Z');
      const bytes = readFileSync(join(folder, '16-same-guid.xml'));
      expect(await stage.look(source(), bytes, now)).toMatchObject({ inserted: 5 });
      expect(await stage.look(source(), bytes, now)).toMatchObject({ inserted: 0, unchanged: 5 });
      const ids = await stage.rows('select distinct id from articles');
      expect(ids).toHaveLength(5);
    });
  });
});
