import { describe, expect, test } from 'vitest';
import { ProgressBar } from '../../src/cli/progress-bar.ts';
import { columnsOf, layTable, showMoment } from '../../src/cli/terminal.ts';

describe('columnsOf', () => {
  test.each([
    ['', 0],
    ['news', 4],
    ['жаңалық', 7],
    // и with a breve that is a character of its own
    ['\u0438\u0306', 1],
    ['新闻', 4],
    ['📰', 2],
  ])('%j takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));
});

test('a moment is shown by the clock of the time zone', () => {
  const at = new Date('2026-11-24T20:39:59Z');
  expect(showMoment(at, 'Asia/Almaty')).toBe('2026-11-25 01:39');
  expect(showMoment(at, 'UTC')).toBe('2026-11-24 20:39');
});

test('columns of a table stand under one another, numbers to the right', () => {
  const rows = [
    ['канал', 'sent', 'last'],
    ['қала', '7', 'жоқ'],
    ['news', '1200', ''],
  ];
  expect(layTable(rows, new Set([1]))).toEqual(['канал  sent  last', 'қала      7  жоқ', 'news   1200']);
});

/** A terminal that keeps what is written, and a clock that stands until it is moved. */
function makeStage(isTTY: boolean, columns = 60) {
  const written: string[] = [];
  const stage = { nowMs: 0, written };
  const output = { isTTY, columns, write: (text: string) => written.push(text) };
  return { stage, bar: new ProgressBar(output, () => stage.nowMs) };
}

describe('the progress bar', () => {
  const half = { doneBytes: 50, totalBytes: 100, label: 'news.jsonl' };

  test('is drawn after a second, at most ten times a second, and goes without a trace', () => {
    const { stage, bar } = makeStage(true);
    stage.nowMs = 999;
    bar.update(half);
    expect(stage.written).toEqual([]);
    stage.nowMs = 1000;
    bar.update(half);
    bar.update(half);
    expect(stage.written).toEqual([`\r\u001B[2K${'█'.repeat(12)}${'░'.repeat(12)}  50 %  news.jsonl`]);
    stage.nowMs = 1100;
    bar.update({ ...half, totalBytes: null, doneBytes: 2_500_000 });
    expect(stage.written[1]).toBe('\r\u001B[2K2.5 MB  news.jsonl');
    bar.clear();
    bar.clear();
    expect(stage.written.slice(2)).toEqual(['\r\u001B[2K']);
  });

  test('never wraps', () => {
    const { stage, bar } = makeStage(true, 20);
    stage.nowMs = 5000;
    bar.update({ ...half, label: 'a very long path of a file.jsonl' });
    expect(columnsOf(stage.written[0]?.slice('\r\u001B[2K'.length) ?? '')).toBe(19);
  });

  test('lines are printed above it', () => {
    const { stage, bar } = makeStage(true);
    bar.print('first');
    stage.nowMs = 2000;
    bar.update(half);
    bar.print('second');
    expect(stage.written.filter((text) => !text.includes('%'))).toEqual([
      'first\n',
      '\r\u001B[2K',
      'second\n',
    ]);
  });

  test('is not drawn where there is no terminal', () => {
    const { stage, bar } = makeStage(false);
    stage.nowMs = 60_000;
    bar.update(half);
    bar.clear();
    expect(stage.written).toEqual([]);
  });
});
