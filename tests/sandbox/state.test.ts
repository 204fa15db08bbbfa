import { expect, test } from 'vitest';
import { maxMessagesPerChat, State, type Change, type StoredMessage } from '../../src/sandbox/state.ts';

test('the oldest messages of a long run are forgotten, the numbers go on', () => {
  const state = new State();
  const chat = { id: -1, type: 'channel', title: 'x', username: null, lastMessageId: 0 };
  state.apply({ kind: 'chat', chat } as Change); // what else a chat has does not matter here
  const most = maxMessagesPerChat + 3;
  for (let id = 1; id <= most; id += 1) {
    state.apply({ kind: 'message', chatId: -1, message: { id } as StoredMessage });
  }
  const kept = state.chats.get(-1);
  expect([kept?.messages.size, kept?.messages.keys().next().value]).toEqual([maxMessagesPerChat, 4]);
  expect(kept?.lastMessageId).toBe(most);
});
