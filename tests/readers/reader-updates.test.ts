import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOfReaders, readerEventsOf } from '../../src/readers/reader-updates.ts';

const channel = -1_001;
const group = -1_002;
const chats = { channels: new Set([String(channel)]), groups: new Set([String(group)]) };
const reader = { id: 424_242, is_bot: false, first_name: 'Ainur', username: 'ainur_reader' };
const copy = {
  message_id: 50,
  is_automatic_forward: true,
  chat: { id: group },
  forward_origin: { type: 'channel', chat: { id: channel }, message_id: 7, date: 1_000 },
};
const thread = { kind: 'thread', chatId: '-1001', messageId: 7, group: '-1002', threadId: 50 };

function member(before: object, after: object, more: object = {}) {
  const chat = { id: channel, type: 'channel' };
  const parts = { old_chat_member: { user: reader, ...before }, new_chat_member: { user: reader, ...after } };
  return { update_id: 1, chat_member: { chat, from: reader, date: 1, ...parts, ...more } };
}

describe('an update says of readers', () => {
  const cases: [string, object, object[]][] = [
    [
      'how many reactions stand under a message, of all kinds together',
      {
        message_reaction_count: {
          chat: { id: channel },
          message_id: 7,
          date: 10,
          reactions: [
            { type: { type: 'emoji', emoji: '👍' }, total_count: 3 },
            { type: { type: 'paid' }, total_count: 2 },
          ],
        },
      },
      [{ kind: 'reactions', chatId: '-1001', messageId: 7, count: 5, at: new Date(10_000) }],
    ],
    [
      'that the last reaction was taken back',
      { message_reaction_count: { chat: { id: channel }, message_id: 7, date: 10, reactions: [] } },
      [{ kind: 'reactions', count: 0 }],
    ],
    [
      'nothing of a chat that is not ours',
      { message_reaction_count: { chat: { id: -5 }, message_id: 7, date: 10, reactions: [] } },
      [],
    ],
    ['that a post was copied into the group', { message: copy }, [thread]],
    [
      'a comment, and which post it is about',
      { message: { message_id: 51, chat: { id: group }, from: reader, reply_to_message: copy, text: 'x' } },
      [thread, { kind: 'comment', group: '-1002', threadId: 50, number: 51 }],
    ],
    [
      'a comment on a comment',
      { message: { message_id: 52, chat: { id: group }, message_thread_id: 50, from: reader } },
      [{ kind: 'comment', threadId: 50, number: 52 }],
    ],
    ['nothing of talk in the group', { message: { message_id: 53, chat: { id: group }, from: reader } }, []],
    ['nothing of another group', { message: { ...copy, chat: { id: -9 } } }, []],
  ];
  test.each(cases)('%s', (_, content, expected) => {
    const events = readerEventsOf({ update_id: 9, ...content }, chats);
    expect(events).toMatchObject(expected.map((event) => ({ updateId: 9, ...event })));
    expect(events).toHaveLength(expected.length);
  });
});

describe('a change of a member is', () => {
  const link = { invite_link: { invite_link: 'https://t.me/+abc', name: 'site' } };
  test.each([
    [{ status: 'left' }, { status: 'member' }, link, { kind: 'join', link: 'https://t.me/+abc' }],
    [{ status: 'kicked' }, { status: 'administrator' }, {}, { kind: 'join', link: null }],
    [{ status: 'restricted', is_member: false }, { status: 'member' }, {}, { kind: 'join' }],
    [{ status: 'member' }, { status: 'left' }, {}, { kind: 'leave' }],
    [{ status: 'member' }, { status: 'kicked' }, {}, { kind: 'leave' }],
    [{ status: 'member' }, { status: 'restricted', is_member: true }, {}, null],
    [{ status: 'member' }, { status: 'administrator' }, {}, null],
    [{ status: 'left' }, { status: 'kicked' }, {}, null],
    [{ status: 'member' }, { status: 'a later one' }, {}, null],
  ])('%j → %j', (before, after, more, expected) => {
    const events = readerEventsOf(member(before, after, more), chats);
    expect(events).toMatchObject(expected === null ? [] : [expected]);
    expect(events).toHaveLength(expected === null ? 0 : 1);
  });
});

test('nothing that says who a reader is leaves an update', () => {
  const updates = [
    member({ status: 'left' }, { status: 'member' }, { via_join_request: false }),
    { update_id: 2, message: { ...copy, message_id: 51, from: reader, reply_to_message: copy } },
    { update_id: 3, message: { message_id: 52, chat: { id: group }, message_thread_id: 50, from: reader } },
  ];
  const events = JSON.stringify(updates.map((update) => readerEventsOf(update, chats)));
  expect(events).toContain('join');
  expect(events).toContain('comment');
  for (const secret of ['424242', 'Ainur', 'ainur_reader']) expect(events).not.toContain(secret);
});

test('an update of any shape is taken', () => {
  const part = fc.anything({ withNullPrototype: true });
  const content = fc.dictionary(fc.constantFrom(...Object.keys({ ...copy, date: 1, reactions: 1 })), part);
  const kinds = fc.constantFrom('message', 'message_reaction_count', 'chat_member', 'poll');
  fc.assert(
    fc.property(kinds, fc.oneof(content, part), (kind, given) => {
      const update = { update_id: 1, [kind]: given };
      expect(Array.isArray(readerEventsOf(update, chats))).toBe(true);
      expect(typeof isOfReaders(update, chats.groups)).toBe('boolean');
    }),
  );
  fc.assert(fc.property(part, (given) => Array.isArray(readerEventsOf(given, chats))));
});

test('updates of readers are none for the desk, whatever their shape is', () => {
  const isReaders = (update: object) => isOfReaders({ update_id: 1, ...update }, chats.groups);
  expect(isReaders({ chat_member: 'of a later version' })).toBe(true);
  expect(isReaders({ message_reaction_count: null })).toBe(true);
  expect(isReaders({ message: { chat: { id: group }, from: reader, text: '/status' } })).toBe(true);
  expect(isReaders({ message: { chat: { id: 777 }, text: '/status' } })).toBe(false);
  expect(isReaders({ callback_query: { id: '1' } })).toBe(false);
});
