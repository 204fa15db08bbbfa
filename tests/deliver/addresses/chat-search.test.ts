import { describe, expect, test } from 'vitest';
import { findChats, whereabouts } from '../../../src/deliver/addresses/chat-search.ts';
import type { ChatFinding } from '../../../src/deliver/messenger.ts';
import type { KnownChat } from '../../../src/store/records/channel-chats.ts';

function known(foundAs: string, chatId: string, refusedId: string | null = null): KnownChat {
  return { chatId, username: 'before', foundAs, topic: null, stranger: null, refusedId };
}

function found(chatId: string, ...usernames: string[]): ChatFinding {
  return { kind: 'found', chatId, usernames, title: 'Title', pinned: null, linkedChatId: null };
}

const lost: ChatFinding = { kind: 'closed', reason: 'chat not found' };
const away: ChatFinding = { kind: 'unreached', reason: 'no connection' };

describe('which chat a channel is', () => {
  test.each<[string, string, KnownChat | null, ChatFinding | null, string]>([
    ['a name that was never found', '@news', null, null, 'unknown'],
    ['a name that leads nowhere', '@news', null, lost, 'unknown'],
    ['a name, found for the first time', '@news', null, found('-1001', 'News'), 'here -1001 News'],
    [
      'a name that is found again',
      '@News',
      known('@news', '-1001'),
      found('-1001', 'News'),
      'here -1001 News',
    ],
    ['a known name, while Telegram is away', '@news', known('@news', '-1001'), away, 'here -1001 before'],
    ['a chat that was renamed', '@news', known('@news', '-1001'), lost, 'here -1001 before'],
    [
      'a name that somebody else took',
      '@news',
      known('@news', '-1001'),
      found('-1002', 'news'),
      'stranger -1002',
    ],
    [
      'a stranger that was refused',
      '@news',
      known('@news', '-1001', '-1002'),
      found('-1002'),
      'here -1001 before',
    ],
    ['another stranger', '@news', known('@news', '-1001', '-1002'), found('-1003'), 'stranger -1003'],
    [
      'another name in the settings',
      '@new',
      known('@news', '-1001'),
      found('-1002', 'new'),
      'here -1002 new',
    ],
    ['another name, which leads nowhere', '@new', known('@news', '-1001'), lost, 'unknown'],
    ['a number in place of a name', '-1002', known('@news', '-1001'), found('-1002'), 'here -1002 null'],
    ['a number, while Telegram is away', '-1001', null, away, 'unknown'],
    ['a number that is closed to us', '-1001', null, lost, 'here -1001 null'],
    ['a known number, while Telegram is away', '-1001', known('-1001', '-1001'), away, 'here -1001 before'],
    ['a group', '-55', null, found('-55'), 'here -55 null'],
    ['a group that moved', '-55', null, { kind: 'moved', chatId: '-1005' }, 'here -1005 null'],
    ['a group that moved before', '-55', known('-55', '-1005'), found('-55'), 'here -1005 before'],
  ])('%s', (_, id, before, finding, expected) => {
    const where = whereabouts({ id }, before, finding);
    const shown =
      where.kind === 'here' ? `${where.chatId} ${where.username}` : 'chatId' in where && where.chatId;
    expect(`${where.kind} ${shown === false ? '' : shown}`.trim()).toBe(expected);
  });
});

test('many chats are asked for side by side, each once, and not all at once', async () => {
  let open = 0;
  let most = 0;
  const asked: string[] = [];
  const findChat = async (id: string): Promise<ChatFinding> => {
    asked.push(id);
    most = Math.max(most, (open += 1));
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return found(id);
  };
  const ids = Array.from({ length: 50 }, (_, index) => `-100${index}`);
  const findings = await findChats({ findChat }, [...ids, ...ids], new AbortController().signal);
  expect([...findings.keys()].toSorted()).toEqual(ids.toSorted());
  expect(asked).toHaveLength(50);
  expect(most).toBe(20);
});
