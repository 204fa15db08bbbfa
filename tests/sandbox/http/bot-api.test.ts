import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputFile } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, bot, channel, person, refusal, sandboxes, second } from '../../stage/sandboxes.ts';

const start = sandboxes();
type Started = Awaited<ReturnType<typeof start>>;
const html = { parse_mode: 'HTML' } as const;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('a post of a channel is sent, edited, forwarded, pinned and deleted', async () => {
  const { sandbox, api } = await start();
  const sent = await api.sendMessage('@khabarshy_kk', '<b>Жаңалық</b>  \n', html);
  expect(sent).toMatchObject({
    message_id: 1,
    chat: { id: channel, type: 'channel', username: 'khabarshy_kk' },
    text: 'Жаңалық',
    entities: [{ type: 'bold', offset: 0, length: 7 }],
  });
  expect(await api.editMessageText(channel, 1, 'Түзетілді')).toMatchObject({
    text: 'Түзетілді',
    message_id: 1,
  });
  const copy = await api.forwardMessage(person, channel, 1, { disable_notification: true });
  expect(copy).toMatchObject({
    text: 'Түзетілді',
    forward_origin: { type: 'channel', message_id: 1, chat: { id: channel } },
  });
  await api.pinChatMessage(channel, 1);
  expect(await api.getChat(channel)).toMatchObject({ pinned_message: { message_id: 1 } });
  expect(await api.sendMessage(channel, 'next')).toMatchObject({ message_id: 3 });
  await api.deleteMessage(channel, 1);
  await api.deleteMessages(channel, [1, 3, 99]);
  expect(sandbox.messages(channel).map(({ id, kind }) => [id, kind])).toEqual([[2, 'pin']]);
});

describe('refuses in the words of Telegram', () => {
  type Parts = Awaited<ReturnType<typeof start>>;
  const key = (button: object) => ({
    reply_markup: { inline_keyboard: [[{ text: 'x', ...button }]] } as never,
  });
  const cases: [string, (parts: Parts) => Promise<unknown>][] = [
    ['400 Bad Request: chat not found', ({ api }) => api.sendMessage(-1, 'x')],
    ['400 Bad Request: chat not found', ({ api }) => api.sendMessage('@nobody', 'x')],
    ['400 Bad Request: chat_id is empty', ({ api }) => api.sendMessage('', 'x')],
    ['400 Bad Request: message text is empty', ({ api }) => api.sendMessage(channel, '')],
    ['400 Bad Request: text must be non-empty', ({ api }) => api.sendMessage(channel, ' \n\u200b ')],
    ['400 Bad Request: text must be non-empty', ({ api }) => api.sendMessage(channel, '<b></b>', html)],
    ['400 Bad Request: text is too long', ({ api }) => api.sendMessage(-1, 'x'.repeat(32_769))],
    ['400 Bad Request: message is too long', ({ api }) => api.sendMessage(channel, 'x'.repeat(4_097))],
    [
      '400 Bad Request: unsupported parse_mode',
      ({ api }) => api.sendMessage(channel, 'x', { parse_mode: 'x' as never }),
    ],
    [
      '400 Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
      ({ api }) => api.sendMessage(-1, '<p>x</p>', html),
    ],
    [
      '400 Bad Request: ENTITIES_TOO_LONG',
      ({ api }) =>
        api.sendMessage(channel, `<a href="https://x.kz/${'x'.repeat(2_000)}">x</a> `.repeat(5), html),
    ],
    [
      '400 Bad Request: message to be replied not found',
      ({ api }) => api.sendMessage(channel, 'x', { reply_parameters: { message_id: 9 } }),
    ],
    [
      '400 Bad Request: BUTTON_DATA_INVALID',
      ({ api }) => api.sendMessage(channel, 'x', key({ callback_data: 'қ'.repeat(33) })),
    ],
    [
      "400 Bad Request: inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
      ({ api }) => api.sendMessage(channel, 'x', key({ url: 'http://localhost' })),
    ],
    [
      '400 Bad Request: text buttons are unallowed in the inline keyboard',
      ({ api }) => api.sendMessage(channel, 'x', key({})),
    ],
    [
      '400 Bad Request: inline keyboard expected',
      ({ api }) => api.sendMessage(channel, 'x', { reply_markup: { keyboard: [['x']] } as never }),
    ],
    ['400 Bad Request: message to edit not found', ({ api }) => api.editMessageText(channel, 9, 'x')],
    ['400 Bad Request: MESSAGE_TOO_LONG', ({ api }) => api.editMessageText(channel, 1, 'x'.repeat(4_097))],
    [
      '400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      ({ api }) => api.editMessageText(channel, 1, 'text'),
    ],
    [
      '400 Bad Request: there is no text in the message to edit',
      ({ api }) => api.editMessageText(channel, 2, 'x'),
    ],
    [
      '400 Bad Request: there is no caption in the message to edit',
      ({ api }) => api.editMessageCaption(channel, 1, { caption: 'x' }),
    ],
    [
      '400 Bad Request: MEDIA_CAPTION_TOO_LONG',
      ({ api }) => api.editMessageCaption(channel, 2, { caption: 'x'.repeat(1_025) }),
    ],
    [
      '400 Bad Request: message caption is too long',
      ({ api }) => api.sendPhoto(channel, 'https://x.kz/a.jpg', { caption: 'x'.repeat(1_025) }),
    ],
    ['400 Bad Request: there is no photo in the request', ({ api }) => api.sendPhoto(channel, '')],
    [
      '400 Bad Request: wrong file identifier/HTTP URL specified',
      ({ api }) => api.sendPhoto(channel, 'nonsense'),
    ],
    [
      '400 Bad Request: failed to get HTTP URL content',
      ({ api }) => api.sendPhoto(channel, 'https://x.invalid/a.jpg'),
    ],
    [
      '400 Bad Request: failed to get HTTP URL content',
      ({ api }) => api.sendPhoto(channel, 'http://127.0.0.1:1/a.jpg'),
    ],
    [
      '400 Bad Request: wrong type of the web page content',
      ({ api }) => api.sendPhoto(channel, 'https://x.kz/a.html'),
    ],
    [
      '400 Bad Request: wrong type of the web page content',
      ({ api, sandbox }) => api.sendPhoto(channel, `${sandbox.url}/`),
    ],
    ['400 Bad Request: message to delete not found', ({ api }) => api.deleteMessage(channel, 9)],
    ['400 Bad Request: message identifier is not specified', ({ api }) => api.deleteMessage(channel, 0)],
    ['400 Bad Request: message to forward not found', ({ api }) => api.forwardMessage(person, channel, 9)],
    ["400 Bad Request: the message can't be forwarded", ({ api }) => api.forwardMessage(person, channel, 3)],
    ['400 Bad Request: message to copy not found', ({ api }) => api.copyMessage(person, channel, 9)],
    ['400 Bad Request: message to pin not found', ({ api }) => api.pinChatMessage(channel, 9)],
    ['400 Bad Request: message is not a poll', ({ api }) => api.stopPoll(channel, 1)],
    ['400 Bad Request: message with poll to stop not found', ({ api }) => api.stopPoll(channel, 9)],
    [
      '400 Bad Request: wrong parameter action in request',
      ({ api }) => api.sendChatAction(channel, 'x' as never),
    ],
    [
      '400 Bad Request: query is too old and response timeout expired or query ID is invalid',
      ({ api }) => api.answerCallbackQuery('1'),
    ],
    [
      '400 Bad Request: invalid language code specified',
      ({ api }) => api.setMyCommands([], { language_code: 'xyz' as never }),
    ],
    [
      '400 Bad Request: command must be non-empty',
      ({ api }) => api.setMyCommands([{ command: '/', description: 'x' }]),
    ],
    [
      '400 Bad Request: command length must not exceed 32',
      ({ api }) => api.setMyCommands([{ command: 'x'.repeat(33), description: 'x' }]),
    ],
    [
      "400 Bad Request: message has protected content and can't be forwarded",
      ({ api, sandbox }) => (sandbox.setProtected(channel, true), api.forwardMessage(person, channel, 1)),
    ],
    [
      '403 Forbidden: bot was kicked from the channel chat',
      ({ api, sandbox }) => (sandbox.setRights(channel, bot.id, 'kicked'), api.sendMessage(channel, 'x')),
    ],
    [
      '403 Forbidden: bot is not a member of the channel chat',
      ({ api, sandbox }) => (sandbox.setRights(channel, bot.id, 'left'), api.sendMessage(channel, 'x')),
    ],
    [
      '400 Bad Request: need administrator rights in the channel chat',
      ({ api, sandbox }) => (
        sandbox.setRights(channel, bot.id, { can_post_messages: false }),
        api.sendMessage(channel, 'x')
      ),
    ],
    [
      '400 Bad Request: not enough rights to manage pinned messages in the chat',
      ({ api, sandbox }) => (
        sandbox.setRights(channel, bot.id, { can_edit_messages: false }),
        api.pinChatMessage(channel, 1)
      ),
    ],
    [
      "400 Bad Request: message can't be edited",
      ({ api, sandbox }) => (
        sandbox.setRights(channel, bot.id, 'member'),
        api.editMessageText(channel, 1, 'x')
      ),
    ],
    [
      '403 Forbidden: bot was blocked by the user',
      ({ api, sandbox }) => (sandbox.blockBot(person), api.sendMessage(person, 'x')),
    ],
    [
      "403 Forbidden: bot can't initiate conversation with a user",
      ({ api, sandbox }) => (sandbox.addUser({ id: 7, firstName: 'Dana' }), api.sendMessage(7, 'x')),
    ],
  ];
  test.each(cases)('%s', async (words, request) => {
    const parts = await start();
    await parts.api.sendMessage(channel, 'text');
    await parts.api.sendPhoto(channel, 'https://x.kz/a.jpg', { caption: 'caption' });
    await parts.api.pinChatMessage(channel, 1);
    expect(await refusal(request(parts))).toBe(words);
    expect(parts.sandbox.messages(channel)).toHaveLength(3);
  });
});

test('accepts what stands exactly at a limit, counted in code points', async () => {
  const { api } = await start();
  expect((await api.sendMessage(channel, '🏟'.repeat(4_096))).text).toHaveLength(8_192);
  expect(
    (await api.sendPhoto(channel, 'https://x.kz/a', { caption: '🏟'.repeat(1_024) })).caption,
  ).toHaveLength(2_048);
  const keys = { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'қ'.repeat(32) }]] } };
  await api.sendMessage(channel, 'x', keys);
  const many = await api.sendMessage(channel, '<b>x</b> '.repeat(120), html);
  expect(many.entities).toHaveLength(100);
});

test('an entity that begins before the text is passed over', async () => {
  const { api } = await start();
  const bold = (offset: number, length: number) => ({ type: 'bold' as const, offset, length });
  const { entities } = await api.sendMessage(channel, 'xyz', {
    entities: [bold(-1, 2), bold(1, 0), bold(1, 1)],
  });
  expect(entities).toEqual([bold(1, 1)]);
});

test('an edit without a keyboard takes the keyboard away', async () => {
  const { sandbox, api } = await start();
  const keys = { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] } };
  await api.sendMessage(channel, 'x', keys);
  await api.editMessageText(channel, 1, 'y');
  expect(sandbox.message(channel, 1)?.keyboard).toBeNull();
});

test('what is older than two days cannot be deleted, and can be edited', async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const { api } = await start({ nowMs: () => nowMs });
  await api.sendMessage(channel, 'x');
  nowMs += 48 * 3_600_000;
  await api.sendMessage(channel, 'y');
  nowMs += 1_000;
  expect(await refusal(api.deleteMessage(channel, 1))).toBe("400 Bad Request: message can't be deleted");
  await api.editMessageText(channel, 1, 'z');
  expect(await api.deleteMessage(channel, 2)).toBe(true);
});

test('a group that became a supergroup tells its new number', async () => {
  const { sandbox, api } = await start();
  sandbox.addChat({ id: -5, type: 'group', title: 'Desk' });
  sandbox.migrateChat(-5, -1_000_000_000_005);
  const error = await api.sendMessage(-5, 'x').catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: -1_000_000_000_005 },
  });
});

describe('files', () => {
  test('a photo and a document come back as they were sent', async () => {
    const { sandbox, api } = await start();
    const sent = await api.sendPhoto(channel, new InputFile(png, 'x.png'), { caption: 'x' });
    expect(sent.photo).toMatchObject([{ width: 1, height: 1, file_size: png.length }]);
    const { file_path: path } = await api.getFile(sent.photo[0]?.file_id ?? '');
    const download = await fetch(`${sandbox.url}/file/bot${bot.token}/${path}`);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(png);
    await api.sendPhoto(channel, sent.photo[0]?.file_id ?? '');
    const { document } = await api.sendDocument(person, new InputFile(Buffer.from('backup'), 'сақтық.db'));
    expect(document).toMatchObject({ file_name: 'сақтық.db', file_size: 6 });
  });

  test('nothing on this machine is fetched, whatever its address', async () => {
    const { api } = await start();
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'image/png' }).end(png);
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1.2.3',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'x.localhost',
    ]) {
      const words = await refusal(api.sendPhoto(channel, `http://${host}:${port}/a.png`));
      expect([host, words]).toEqual([
        host,
        expect.stringMatching(/failed to get HTTP URL content|wrong file identifier/),
      ]);
    }
    expect(asked).toBe(0);
  });

  test('the sandbox takes its own pictures by their address, and nothing else of its own', async () => {
    const { sandbox, api } = await start();
    const sent = await api.sendPhoto(channel, new InputFile(png, 'x.png'));
    const id = sent.photo[0]?.file_id ?? '';
    const again = await api.sendPhoto(channel, `${sandbox.url}/sandbox/files/${id}`);
    expect(again.photo[0]?.file_id).toBe(id);
    const { document } = await api.sendDocument(person, new InputFile(Buffer.from('x'), 'x.db'));
    for (const path of ['sandbox/state', 'sandbox/files/none', `sandbox/files/${document.file_id}`]) {
      expect(await refusal(api.sendPhoto(channel, `${sandbox.url}/${path}`))).toMatch(/^400/);
    }
  });

  test('an upload that is too large is not taken', async () => {
    const { api } = await start();
    const large = Buffer.concat([png, Buffer.alloc(10 * 1_048_576)]);
    expect(await refusal(api.sendPhoto(channel, new InputFile(large, 'x.png')))).toBe(
      '400 Bad Request: file is too big',
    );
  });

  test('a picture of another post takes the place of the old one', async () => {
    const { sandbox, api } = await start();
    await api.sendPhoto(channel, 'https://x.kz/1.jpg');
    await api.editMessageMedia(channel, 1, {
      type: 'photo',
      media: 'https://x.kz/2.jpg',
      caption: '<i>x</i>',
      ...html,
    });
    expect(sandbox.message(channel, 1)).toMatchObject({ photoUrl: 'https://x.kz/2.jpg', text: 'x' });
  });
});

describe('reads requests as leniently as Telegram', () => {
  const sent = { status: 200, answer: { ok: true, result: { message_id: 1 } } };
  const path = `/bot${bot.token}/SENDmessage`;
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each<[string, string, RequestInit | undefined]>([
    ['GET', `${path}?chat_id=${channel}&text=x`, undefined],
    ['GET with a text of many bytes', `${path}?chat_id=${channel}&text=${'%D2%9B'.repeat(4_096)}`, undefined],
    [
      'query and body together, the query first',
      `${path}?text=x`,
      { method: 'POST', headers: form, body: `chat_id=${channel}&text=` },
    ],
    [
      'JSON with numbers',
      path,
      { method: 'POST', headers: json, body: JSON.stringify({ chat_id: channel, text: 'x' }) },
    ],
    [
      'broken JSON, up to the break',
      path,
      { method: 'POST', headers: json, body: `{"chat_id":${channel},"text":"x","y":` },
    ],
    [
      'the method as an argument',
      `/bot${bot.token}/?method=sendMessage&chat_id=${channel}&text=x`,
      undefined,
    ],
  ])('%s', async (_name, url, init) => {
    const { sandbox } = await start();
    expect(await ask(sandbox, url, init)).toMatchObject(sent);
  });

  test.each<[number, unknown, string, RequestInit | undefined]>([
    [
      404,
      { ok: false, error_code: 404, description: 'Not Found: method not found' },
      `/bot${bot.token}/nothing`,
      undefined,
    ],
    [404, { ok: false, error_code: 404, description: 'Not Found' }, '/nothing', undefined],
    [401, { ok: false, error_code: 401, description: 'Unauthorized' }, '/bot1:x/getMe', undefined],
    [
      401,
      { ok: false, error_code: 401, description: 'Unauthorized: invalid token specified' },
      '/bot1/getMe',
      undefined,
    ],
    [413, null, path, { method: 'POST', headers: form, body: 'x'.repeat(1_048_577) }],
    [501, null, path, { method: 'PUT' }],
  ])('%i %j', async (status, answer, url, init) => {
    const { sandbox } = await start();
    const got = await ask(sandbox, url, init);
    expect(got).toMatchObject({ status, answer });
    expect(got.headers.get('date')).not.toBeNull();
  });
});

test('tells the rights of a bot, and who administers', async () => {
  const { sandbox, api } = await start();
  sandbox.addUser({ id: 7, firstName: 'Dana' });
  sandbox.addChat({ id: channel, type: 'channel', title: 'x', createdBy: 7 });
  sandbox.setRights(channel, bot.id, { can_delete_messages: false });
  expect(await api.getChatMember(channel, bot.id)).toMatchObject({
    status: 'administrator',
    can_post_messages: true,
    can_delete_messages: false,
  });
  const admins = await api.getChatAdministrators(channel);
  expect(admins.map(({ status, user }) => [status, user.id])).toEqual([
    ['creator', 7],
    ['administrator', bot.id],
    ['administrator', second.id],
  ]);
});

describe('a group that restricts', () => {
  const group = -1_001_000_000_055;
  const cases = [
    ['can_send_messages', 'text messages', ({ api }: Started) => api.sendMessage(group, 'x')],
    ['can_send_photos', 'photos', ({ api }: Started) => api.sendPhoto(group, 'https://x.kz/a.jpg')],
    ['can_send_documents', 'documents', ({ api }: Started) => api.sendDocument(group, new InputFile(png))],
  ] as const;

  test.each(cases)('without %s refuses %s, and takes the rest', async (permission, words, send) => {
    const parts = await start();
    parts.sandbox.addChat({ id: group, type: 'supergroup', title: 'Group' });
    const refused = `400 Bad Request: not enough rights to send ${words} to the chat`;
    parts.sandbox.setPermissions(group, { [permission]: false });
    expect(await refusal(send(parts))).toBe(refused);
    expect(await parts.api.getChat(group)).toMatchObject({ permissions: { [permission]: false } });
    parts.sandbox.setPermissions(group, {});
    parts.sandbox.restrict(group, bot.id, { [permission]: false });
    expect(await refusal(send(parts))).toBe(refused);
    for (const [other, , sendOther] of cases) if (other !== permission) await sendOther(parts);
    const member = await parts.api.getChatMember(group, bot.id);
    expect(member).toMatchObject({ status: 'restricted', [permission]: false, can_send_polls: true });
    parts.sandbox.setRights(group, bot.id, {});
    await send(parts);
  });
});

test('keeps commands by scope and language', async () => {
  const { api } = await start();
  await api.setMyCommands([{ command: '/Start'.toLowerCase(), description: ' Begin ' }], {
    language_code: 'kk',
  });
  const scope = { type: 'chat', chat_id: person } as const;
  await api.setMyCommands([{ command: 'status', description: 'x' }], { scope });
  expect(await api.getMyCommands({ language_code: 'kk' })).toEqual([
    { command: 'start', description: 'Begin' },
  ]);
  expect(await api.getMyCommands({ scope })).toEqual([{ command: 'status', description: 'x' }]);
  await api.deleteMyCommands({ scope });
  expect(await api.getMyCommands({ scope })).toEqual([]);
});
