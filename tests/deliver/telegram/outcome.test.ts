import { describe, expect, test } from 'vitest';
import { outcomeOf, type Failure } from '../../../src/deliver/telegram/outcome.ts';
import { forms, type MessageForm } from '../../../src/news/post.ts';

function answer(code: number, description: string, parameters: Partial<Failure & { kind: 'answer' }> = {}) {
  return {
    kind: 'answer',
    code,
    description,
    retryAfterSeconds: null,
    migrateToChatId: null,
    ...parameters,
  } as const;
}

function judge(code: number, description: string, form: MessageForm = 'text'): string {
  const outcome = outcomeOf(answer(code, description), form);
  return outcome.kind === 'refused' ? `refused: ${outcome.because}` : outcome.kind;
}

/** Descriptions of tdlib/telegram-bot-api (Client.cpp) and tdlib/td, without the prefix of their code. */
const closed = {
  400: [
    'chat not found',
    'chat_id is empty',
    'need administrator rights in the channel chat',
    'have no write access to the chat',
    'message thread not found',
    'CHAT_WRITE_FORBIDDEN',
    'CHAT_ADMIN_REQUIRED',
    'CHANNEL_PRIVATE',
    'USER_BANNED_IN_CHANNEL',
    'TOPIC_CLOSED',
    'TOPIC_DELETED',
    'user not found',
    'chat was deleted',
    'have no rights to send a message',
    'CHAT_RESTRICTED',
    'CHAT_FORBIDDEN',
    'CHAT_GUEST_SEND_FORBIDDEN',
    'CHAT_ID_INVALID',
    'CHANNEL_INVALID',
    'PEER_ID_INVALID',
    'USER_IS_BLOCKED',
    'INPUT_USER_DEACTIVATED',
    'group chat was upgraded to a supergroup chat',
    'group chat was migrated to a supergroup chat',
  ],
  403: [
    'bot was kicked from the channel chat',
    'bot is not a member of the channel chat',
    'bot was blocked by the user',
    'user is deactivated',
    "bot can't initiate conversation with a user",
    'bot was kicked from the group chat',
    'bot was kicked from the supergroup chat',
    'bot is not a member of the supergroup chat',
    'the group chat was deleted',
    'bot was kicked from the forum',
    'a text that nobody has seen before',
  ],
};

const content = [
  'message text is empty',
  'text must be non-empty',
  'text is too long',
  'message is too long',
  'MESSAGE_TOO_LONG',
  'unsupported parse_mode',
  'BUTTON_URL_INVALID',
  'BUTTON_DATA_INVALID',
  'inline keyboard expected',
  'reply markup is too long',
  'can\'t parse inline keyboard button: field "text" is wrong',
  "inline keyboard button URL 'x' is invalid: wrong HTTP URL",
  'there is no text in the message to edit',
  "message can't be edited",
  "message can't be deleted",
  'MESSAGE_DELETE_FORBIDDEN',
  'REPLY_MARKUP_INVALID',
  'MULTI_MEDIA_TOO_LONG',
  "document can't be mixed with other media types",
];

/** They may be about the post, the channel or the bot. */
const unknown = [
  'Logged out',
  'group send failed',
  'WEIRD_CONTENT',
  'a text that nobody has seen before',
  '',
];

const entities = [
  'can\'t parse entities: unsupported start tag "x" at byte offset 0',
  'can\'t parse entities: can\'t find end tag corresponding to start tag "b"',
  'ENTITIES_TOO_LONG',
  'ENTITY_BOUNDS_INVALID',
  "entity URL 'x' is invalid: wrong HTTP URL",
];

const caption = [
  'there is no photo in the request',
  'file must be non-empty',
  'message caption is too long',
  'MEDIA_CAPTION_TOO_LONG',
];

const picture = [
  'wrong file identifier/HTTP URL specified',
  'wrong HTTP URL specified',
  'failed to get HTTP URL content',
  'wrong type of the web page content',
  'wrong remote file identifier specified: can’t unserialize it',
  'file is too big',
  'WEBPAGE_CURL_FAILED',
  'WEBPAGE_MEDIA_EMPTY',
  'EXTERNAL_URL_INVALID',
  'MEDIA_EMPTY',
  'IMAGE_PROCESS_FAILED',
  'PHOTO_INVALID_DIMENSIONS',
  'PHOTO_SAVE_FILE_INVALID',
  'DOCUMENT_INVALID',
  'AUDIO_CONTENT_TYPE_INVALID',
  'GIF_CONTENT_TYPE_INVALID',
  'VIDEO_CONTENT_TYPE_INVALID',
  'VIDEO_FILE_INVALID',
  'type of file mismatch',
];

describe('certainly not posted', () => {
  test.each(closed[400])('400 %s: the channel is closed to us, in any form', (text) => {
    expect(judge(400, `Bad Request: ${text}`)).toBe('closed');
    expect(judge(400, `Bad Request: ${text}`, 'photo')).toBe('closed');
  });

  test.each(closed[403])('403 %s: the channel is closed to us', (text) => {
    expect(judge(403, `Forbidden: ${text}`)).toBe('closed');
  });

  test.each(content)('400 %s: the content', (text) => {
    expect(judge(400, `Bad Request: ${text}`)).toBe('refused: content');
    expect(judge(400, `Bad Request: ${text}`, 'plain')).toBe('refused: content');
  });

  test.each(unknown)('400 %s: nobody knows what is to blame, in any form', (text) => {
    for (const form of forms) expect(judge(400, `Bad Request: ${text}`, form)).toBe('refused: unknown');
  });

  test('413: the request is too large', () => {
    expect(judge(413, 'Request Entity Too Large')).toBe('refused: content');
  });

  test.each(entities)('400 %s: the entities, and without any the content', (text) => {
    expect(judge(400, `Bad Request: ${text}`)).toBe('refused: entities');
    expect(judge(400, `Bad Request: ${text}`, 'plain')).toBe('refused: content');
  });

  test.each([...caption, ...entities])('400 %s to a photo: it goes out as text', (text) => {
    expect(judge(400, `Bad Request: ${text}`, 'photo')).toBe('refused: photo');
  });

  test.each(picture)('400 %s to a photo: the picture is uploaded, or the post goes out as text', (text) => {
    expect(judge(400, `Bad Request: ${text}`, 'photo')).toBe('refused: picture');
    const ofPart = `failed to send message #3 with the error message "${text}"`;
    expect(judge(400, `Bad Request: ${ofPart}`, 'photo')).toBe('refused: picture');
  });

  test.each(['WEBPAGE_URL_INVALID', 'WEBPAGE_MEDIA_EMPTY', 'wrong HTTP URL specified'])(
    '400 %s to a text: it is about the preview, so the plain form may be taken',
    (text) => {
      expect(judge(400, `Bad Request: ${text}`)).toBe('refused: entities');
      expect(judge(400, `Bad Request: ${text}`, 'plain')).toBe('refused: content');
    },
  );

  test.each([
    'message to be replied not found',
    'reply message not found',
    'replied message not found',
    'REPLY_MESSAGE_ID_INVALID',
    'message to reply not found',
    'MESSAGE_ID_INVALID',
  ])('400 %s: the reply', (text) => {
    for (const form of forms) expect(judge(400, `Bad Request: ${text}`, form)).toBe('refused: reply');
  });

  test('a group that became a supergroup has moved, whatever the words', () => {
    const failure = answer(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrateToChatId: -1_001_234_567_890,
    });
    expect(outcomeOf(failure, 'text')).toEqual({ kind: 'moved', chatId: '-1001234567890' });
  });

  test('429 says for how long, or half a minute', () => {
    const text = 'Too Many Requests: retry after 7';
    expect(outcomeOf(answer(429, text, { retryAfterSeconds: 7 }), 'text')).toEqual({
      kind: 'limited',
      retryAfterSeconds: 7,
    });
    expect(outcomeOf(answer(429, 'Too Many Requests'), 'photo')).toEqual({
      kind: 'limited',
      retryAfterSeconds: 30,
    });
  });

  test.each([
    [429, 'Too Many Requests: retry after 35', 35],
    [429, 'Flood control exceeded', 30],
    [429, 'Too Many Requests: retry after 99999999', 604_800],
    [420, 'FLOOD_WAIT_35', 35],
    [420, 'FLOOD', 30],
    [400, 'Bad Request: FLOOD_WAIT_35', 35],
    [400, 'Bad Request: SLOWMODE_WAIT_10', 10],
    [400, 'Bad Request: FLOOD_PREMIUM_WAIT_0', 1],
  ])('%i %s without parameters: it waits as long as the words say', (code, text, retryAfterSeconds) => {
    expect(outcomeOf(answer(code, text), 'text')).toEqual({ kind: 'limited', retryAfterSeconds });
  });

  test.each([
    [400, 'Bad Request: not enough rights to send photos to the chat'],
    [403, 'Forbidden: not enough rights to send text messages to the chat'],
    [400, 'Bad Request: CHAT_SEND_PLAIN_FORBIDDEN'],
  ])('%i %s: the chat does not allow this kind of content', (code, text) => {
    for (const form of forms) expect(judge(code, text, form)).toBe('refused: kind');
  });

  test.each([
    [401, 'Unauthorized'],
    [401, 'Unauthorized: invalid token specified'],
    [404, 'Not Found'],
  ])('%i %s: the token', (code, description) => {
    expect(judge(code, description)).toBe('unauthorized');
  });

  test('404 with the name of a method is not about the token', () => {
    expect(judge(404, 'Not Found: method not found')).toBe('refused: unknown');
  });

  test('a request that never left', () => {
    const failure = { kind: 'unreached', reason: 'ECONNREFUSED' } as const;
    expect(outcomeOf(failure, 'text')).toEqual(failure);
  });
});

describe('it may have been posted', () => {
  test.each([
    [500, 'Internal Server Error: restart'],
    [500, 'Internal Server Error: FLOOD_WAIT_3'],
    [500, 'Internal Server Error: Request aborted'],
    [502, 'Bad Gateway'],
    [503, 'Service Unavailable'],
    [504, 'Gateway Timeout'],
    [302, 'Found'],
    [408, 'Request Timeout'],
    [499, 'Client Closed Request'],
    [200, ''],
  ])('%i %s', (code, description) => {
    expect(outcomeOf(answer(code, description), 'text')).toEqual({
      kind: 'unsure',
      reason: `${code} ${description}`,
    });
  });

  test('no answer that can be trusted', () => {
    expect(outcomeOf({ kind: 'silence', reason: 'timeout' }, 'photo')).toEqual({
      kind: 'unsure',
      reason: 'timeout',
    });
  });
});
