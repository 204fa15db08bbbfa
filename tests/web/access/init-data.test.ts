import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { readInitData } from '../../../src/web/access/init-data.ts';
import { initDataOf, token } from '../../stage/site-stage.ts';

const now = new Date('2026-11-24T07:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const aigul = { id: 777, first_name: 'Айгүл', last_name: 'Serikova', language_code: 'kk' };

test('names the person for whom Telegram opened the app', () => {
  const read = readInitData(initDataOf(aigul, { at: now }), token, now);
  expect(read).toEqual({ id: 777, name: 'Айгүл Serikova', languageCode: 'kk' });
  const bare = readInitData(initDataOf({ id: 1 }, { at: now }), token, now);
  expect(bare).toEqual({ id: 1, name: '1', languageCode: '' });
});

test('a newer field is checked as the others are', () => {
  const extra = { signature: 'abc', chat_instance: '-1' };
  expect(readInitData(initDataOf(aigul, { at: now, extra }), token, now)?.id).toBe(777);
});

/** The check as its page describes it, in other words than ours. */
test('agrees with a second reading of the documentation', () => {
  const given = 'auth_date=1795503600&query_id=Q&user=%7B%22id%22%3A5%7D';
  const text = 'auth_date=1795503600\nquery_id=Q\nuser={"id":5}';
  const key = createHmac('sha256', Buffer.from('WebAppData', 'utf8')).update(Buffer.from(token)).digest();
  const hash = createHmac('sha256', key).update(text, 'utf8').digest('hex');
  expect(readInitData(`${given}&hash=${hash}`, token, new Date(1_795_503_600_000))?.id).toBe(5);
});

const valid = initDataOf(aigul, { at: now });

test.each([
  ['nothing', ''],
  ['no hash', valid.replace(/&hash=\w+/, '')],
  ['another hash', valid.replace(/hash=\w/, 'hash=0')],
  ['a short hash', valid.replace(/hash=\w+/, 'hash=00')],
  ['another person', valid.replace('777', '778')],
  ['a field more', `${valid}&admin=1`],
  ['a field twice', `${valid}&user=%7B%22id%22%3A1%7D`],
  ['the key of another bot', initDataOf(aigul, { at: now, key: '1:another-bots-token' })],
  ['no person', initDataOf([], { at: now })],
  ['no number', initDataOf({ id: '777' }, { at: now })],
  ['too old', initDataOf(aigul, { at: minutes(-11) })],
  ['from the future', initDataOf(aigul, { at: minutes(2) })],
  ['no moment', initDataOf(aigul, { at: now, extra: { auth_date: 'x' } })],
  ['far too long', initDataOf({ ...aigul, first_name: 'x'.repeat(5_000) }, { at: now })],
])('refuses %s', (_, data) => {
  expect(readInitData(data, token, now)).toBe(null);
});

test('is taken up to ten minutes later, and by a clock that is a little behind', () => {
  expect(readInitData(initDataOf(aigul, { at: minutes(-10) }), token, now)?.id).toBe(777);
  expect(readInitData(initDataOf(aigul, { at: minutes(1) }), token, now)?.id).toBe(777);
});
