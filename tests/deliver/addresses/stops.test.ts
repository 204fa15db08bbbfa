import { expect, test } from 'vitest';
import { stopsOf } from '../../../src/deliver/addresses/stops.ts';

function placed(name: string, chatId: string, topic: number | null = null) {
  const place = { chatId, username: null };
  return { channel: { name, id: `@${name}`, topic }, place, stranger: null };
}

test('the first of two channels in one chat keeps it, and two topics are two places', () => {
  const channels = [placed('a', '-1'), placed('b', '-1'), placed('c', '-1', 5), placed('d', '-1', 6)];
  const stops = stopsOf([...channels, placed('e', '-1', 5), placed('f', '-2')], () => false);
  expect(Object.fromEntries(stops)).toEqual({ b: { kind: 'twin', of: 'a' }, e: { kind: 'twin', of: 'c' } });
});

test('every channel in the log chat is stopped, whatever its topic', () => {
  const stops = stopsOf([placed('a', '-1', 5), placed('b', '-2')], ({ chatId }) => chatId === '-1');
  expect(Object.fromEntries(stops)).toEqual({ a: { kind: 'log chat' } });
});

test('a stranger stops its channel, and not the others', () => {
  const stranger = { chatId: '-9', title: 'Other' };
  const stops = stopsOf([{ ...placed('a', '-1'), stranger }, placed('b', '-2')], () => false);
  expect(Object.fromEntries(stops)).toEqual({ a: { kind: 'stranger', name: '@a', ...stranger } });
});
