import { expect, test } from 'vitest';
import { shortName } from '../../../src/cli/init/channel-step.ts';

test.each([
  [{ username: 'my_news', language: null }, true, [], 'main'],
  [{ username: 'my_news', language: 'kk' }, false, [], 'kk'],
  [{ username: 'My_News', language: 'kk' }, false, ['kk'], 'my_news'],
  [{ username: '__odd', language: null }, false, [], 'odd'],
  [{ username: null, language: null }, false, [], 'main'],
  [{ username: null, language: 'ru' }, false, ['ru', 'main'], 'channel-2'],
  [{ username: null, language: null }, false, ['main', 'channel-2'], 'channel-3'],
  [{ username: 'a'.repeat(32), language: null }, false, [], 'a'.repeat(29)],
])('%j (the only one: %j) beside %j is called %s', (channel, isOnly, taken, name) => {
  expect(shortName({ id: -1, title: 'x', ...channel }, isOnly, new Set(taken))).toBe(name);
});
