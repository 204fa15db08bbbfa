import { Bot, GrammyError } from 'grammy';
import { afterEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';

const bot = { token: '1001:first', id: 1001, username: 'first_bot', firstName: 'First' };
const second = { token: '1002:second', id: 1002, username: 'second_bot', firstName: 'Second' };
const channel = -1_001_000_000_001;
const person = 42;

let running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.map((sandbox) => sandbox.stop()));
  running = [];
});

async function start(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({
    bots: [bot, second],
    viewer: { id: person, firstName: 'Aigul' },
    ...options,
  });
  running.push(sandbox);
  sandbox.addChat({ id: channel, type: 'channel', title: 'Хабаршы', username: 'khabarshy_kk' });
  const { api } = new Bot(bot.token, { client: { apiRoot: sandbox.url } });
  return { sandbox, api };
}

async function refusal(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GrammyError)) throw new Error(`not refused: ${String(error)}`);
  return `${error.error_code} ${error.description}`;
}

describe('a post of a channel', () => {
  test('is sent, edited, forwarded, pinned and deleted', async () => {
    const { sandbox, api } = await start();
    const sent = await api.sendMessage('@khabarshy_kk', '<b>Жаңалық</b>  \n', { parse_mode: 'HTML' });
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
    expect(await refusal(api.editMessageText(channel, 1, 'Түзетілді'))).toMatch(
      /^400 Bad Request: message is not modified: /,
    );
    const copy = await api.forwardMessage(person, channel, 1, { disable_notification: true });
    expect(copy).toMatchObject({
      text: 'Түзетілді',
      forward_origin: { type: 'channel', message_id: 1, chat: { id: channel } },
    });
    await api.pinChatMessage(channel, 1);
    expect(await api.getChat(channel)).toMatchObject({
      username: 'khabarshy_kk',
      pinned_message: { message_id: 1 },
    });
    expect(await api.sendMessage(channel, 'next')).toMatchObject({ message_id: 3 });
    await api.deleteMessage(channel, 1);
    expect(await refusal(api.deleteMessage(channel, 1))).toBe('400 Bad Request: message to delete not found');
    expect(sandbox.messages(channel).map(({ id }) => id)).toEqual([2, 3]);
  });
});
