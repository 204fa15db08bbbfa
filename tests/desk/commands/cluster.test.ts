import { expect, test } from 'vitest';
import { clusterLines } from '../../../src/desk/commands/cluster.ts';
import { spokenLanguages } from '../../../src/news/language.ts';

const at = new Date('2026-03-02T12:00:00Z');
const show = () => '12:00';

function process(id: number, settings: string, startedAt: number) {
  return { id, host: `machine${id}`, pid: 40 + id, settings, startedAt };
}

test('one process that works alone', () => {
  const overview = { processes: [], bots: [{ bot: 'main', holder: 'host 4711 0a1b', since: at }], jobs: [] };
  expect(clusterLines(overview, 'en', show)).toEqual(['One process works for all bots (ENGINE=embedded).']);
});

test('each process with its bots, those with older settings, and bots for which nobody works', () => {
  const overview = {
    processes: [process(1, 'old', 10), process(2, 'new', 20), process(3, 'new', 30)],
    bots: [
      { bot: 'city', holder: '1', since: at },
      { bot: 'news', holder: '2', since: at },
      { bot: 'sport', holder: '2', since: at },
      { bot: 'world', holder: '9', since: at },
      { bot: 'youth', holder: null, since: null },
    ],
    jobs: [],
  };
  expect(clusterLines(overview, 'en', show)).toEqual([
    'Processes: 3',
    '1. machine1 (41), since 12:00: city — older settings: it gives its bots to the others within ten minutes',
    '2. machine2 (42), since 12:00: news, sport',
    '3. machine3 (43), since 12:00: —',
    '⚠️ Nobody works for: world, youth',
  ]);
});

const done = { at: 0, error: null, state: 'completed', process: 2, host: 'machine2', pid: 42 } as const;

test('the last jobs: what, when, by whom, and why it failed', () => {
  const overview = {
    processes: [process(2, 'x', 1)],
    bots: [{ bot: 'main', holder: '2', since: at }],
    jobs: [
      { ...done, queue: 'upkeep', key: 'retention', state: 'failed' as const, error: 'the disk is full' },
      { ...done, queue: 'sources', key: 'poll', state: 'active' as const },
      { ...done, queue: 'plan', key: 'poll' },
      { ...done, queue: 'plan', key: 'digest kk', process: null, host: null, pid: null },
      { ...done, queue: 'plan', key: 'something of another version' },
    ],
  };
  expect(clusterLines(overview, 'en', show).slice(2)).toEqual([
    '',
    'Last jobs:',
    '⚠️ deleting old articles: failed, 12:00, 2. machine2 (42) — the disk is full',
    'source poll: is being done, 12:00, 2. machine2 (42)',
    'new articles: done, 12:00, 2. machine2 (42)',
    'digest of kk: done, 12:00, a process that is gone',
    'something of another version: done, 12:00, 2. machine2 (42)',
  ]);
});

test.each(spokenLanguages)('in %s', (language) => {
  const overview = {
    processes: [process(1, 'x', 1)],
    bots: [{ bot: 'main', holder: '1', since: at }],
    jobs: [{ ...done, queue: 'sources', key: 'wire' }],
  };
  const lines = clusterLines(overview, language, show).join('\n');
  expect(lines).toContain('machine1 (41)');
  expect(lines).toContain('main');
  expect(lines).toContain('wire');
  expect(lines).toContain('machine2 (42)');
});
