import { expect, test } from 'vitest';
import type { ChangeOutcome } from '../../../src/deliver/messenger.ts';
import { LogChatCopies } from '../../../src/deliver/telegram/log-chat-copies.ts';

const { signal } = new AbortController();

test.each<[string, ChangeOutcome, number]>([
  ['is not there any more', { kind: 'gone', reason: 'message to delete not found' }, 1],
  ['may not be deleted', { kind: 'refused', because: 'content', reason: "message can't be deleted" }, 1],
  ['is refused in unknown words', { kind: 'refused', because: 'unknown', reason: 'Logged out' }, 2],
  ['gets no answer', { kind: 'unsure', reason: 'timeout' }, 2],
])('a copy whose deletion %s: %j is asked %i times', async (_name, answer, expected) => {
  let asked = 0;
  const copies = new LogChatCopies(null, () => {
    asked += 1;
    return Promise.resolve(answer);
  });
  await copies.add({ chatId: '777', messageId: 1 });
  await copies.deleteAll(signal);
  await copies.deleteAll(signal);
  expect(asked).toBe(expected);
});
