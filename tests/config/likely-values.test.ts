import { expect, test } from 'vitest';
import { adviceOnDatabase, likelyValue, withoutQuotes } from '../../src/config/likely-values.ts';
import { isChannelId, parseDurationMs, parseUserIds } from '../../src/config/setting-values.ts';

test.each([
  ['my_news', '@my_news'],
  ['https://t.me/my_news', '@my_news'],
  ['t.me/my_news', '@my_news'],
  ['https://t.me/s/my_news?before=5', '@my_news'],
  ['https://t.me/my_news/17', '@my_news'],
  ['https://t.me/c/1234567890/5', '-1001234567890'],
  ['1001234567890', '-1001234567890'],
  ['1234567890', '-1001234567890'],
  ['"@my_news"', '@my_news'],
  ["'-1001234567890'", '-1001234567890'],
  ['`my_news`', '@my_news'],
])('the channel %s is probably %s', (seen, meant) => expect(likelyValue(seen, isChannelId)).toBe(meant));

test.each(['', 'my news', 'https://example.com/a', '-', '"'])('the channel %j could be anything', (seen) =>
  expect(likelyValue(seen, isChannelId)).toBeNull(),
);

test('other settings lose quotes and capitals', () => {
  expect(likelyValue('"24h"', (value) => parseDurationMs(value) !== null)).toBe('24h');
  expect(likelyValue('24H', (value) => parseDurationMs(value) !== null)).toBe('24h');
  expect(likelyValue("'17,18'", (value) => parseUserIds(value) !== null)).toBe('17,18');
  expect(withoutQuotes('"a\'')).toBe('"a\'');
});

test.each([
  ['postgres://u:p@ss@localhost/db', '%40 for @'],
  ['postgres://u:p#ss@localhost/db', '%23 for #'],
  ['postgres://u:p/a?s@localhost/db', '%2F for /, %3F for ?'],
  ['"postgres://u:p@localhost/db"', 'without the quotes'],
])('%s: %s', (seen, advice) => {
  expect(adviceOnDatabase(seen)).toContain(advice);
  expect(adviceOnDatabase(seen)).not.toContain('p@ss');
});

test('an address without anything special gets no advice', () => {
  expect(adviceOnDatabase('postgres://u:p%40ss@localhost/db')).toBeNull();
  expect(adviceOnDatabase('mysql://u:p@localhost/db')).toBeNull();
});
