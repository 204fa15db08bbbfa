import { describe, expect, test } from 'vitest';
import { Counter, Histogram, Measures } from '../src/measures.ts';

test('a counter adds by labels', () => {
  const counter = new Counter('channel', 'outcome');
  counter.add(['kk', 'sent']);
  counter.add(['kk', 'sent'], 2);
  counter.add(['ru', 'sent']);
  expect(counter.rows()).toEqual([
    { labels: ['kk', 'sent'], value: 3 },
    { labels: ['ru', 'sent'], value: 1 },
  ]);
});

describe('a histogram', () => {
  test.each([
    [0, [1, 0, 0]],
    [1, [1, 0, 0]],
    [1.01, [0, 1, 0]],
    [5, [0, 1, 0]],
    [6, [0, 0, 1]],
  ])('has %d in its bucket', (value, counts) => {
    const histogram = new Histogram([1, 5], 'channel');
    histogram.observe(['kk'], value);
    expect(histogram.rows()).toEqual([{ labels: ['kk'], counts, sum: value }]);
  });

  test('takes a clock that was set back for no time at all', () => {
    const measures = new Measures();
    const [sentAt, later] = [new Date(1_000), new Date(9_000)];
    measures.of('main').arrived('kk', { dueAt: later, promisedAt: later, sentAt });
    expect(measures.sincePublication.rows()).toMatchObject([{ labels: ['main', 'kk'], sum: 0 }]);
    expect(measures.sincePromise.rows()).toMatchObject([{ sum: 0 }]);
  });
});
