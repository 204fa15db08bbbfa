import { describe, expect, test } from 'vitest';
import { bot, channel, person, refusal, sandboxes } from '../stage/sandboxes.ts';

const start = sandboxes();

test('a person writes, presses and is answered once', async () => {
  const { sandbox, api } = await start();
  sandbox.userSends(person, person, '/start now');
  const [first] = await api.getUpdates();
  expect(first?.message).toMatchObject({
    text: '/start now',
    from: { id: person, language_code: 'kk' },
    entities: [{ type: 'bot_command', offset: 0, length: 6 }],
  });
  const keys = { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'yes' }]] } };
  const question = await api.sendMessage(person, '?', keys);
  const queryId = sandbox.userPresses(person, person, question.message_id, 'yes');
  const [, press] = await api.getUpdates();
  expect(press?.callback_query).toMatchObject({
    id: queryId,
    data: 'yes',
    message: { message_id: question.message_id },
  });
  await api.answerCallbackQuery(queryId, { text: 'ok', show_alert: true });
  expect(sandbox.answers).toMatchObject([{ queryId, userId: person, text: 'ok', showAlert: true }]);
  expect(await refusal(api.answerCallbackQuery(queryId))).toMatch(/query is too old/);
});

test('a bot does not hear its own posts; another bot and the posts of people are heard', async () => {
  const { sandbox, api, witness } = await start();
  await api.sendMessage(channel, 'mine');
  await api.editMessageText(channel, 1, 'mine, mended');
  sandbox.personPosts(channel, 'ours');
  expect((await api.getUpdates()).map((update) => update.channel_post?.text)).toEqual(['ours']);
  const seen = await witness.getUpdates();
  expect(
    seen.map(({ channel_post: post, edited_channel_post: edit }) => post?.text ?? `edit: ${edit?.text}`),
  ).toEqual(['mine', 'edit: mine, mended', 'ours']);
});

describe('getUpdates', () => {
  test('confirms what stands below the offset, and keeps the last so many of a negative one', async () => {
    const { sandbox, api } = await start();
    for (const text of ['a', 'b', 'c', 'd']) sandbox.userSends(person, person, text);
    const texts = async (offset?: number) =>
      (await api.getUpdates(offset === undefined ? {} : { offset })).map(({ message }) => message?.text);
    const [first] = await api.getUpdates({ limit: 1 });
    const id = first?.update_id ?? 0;
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    expect(await texts(id + 1)).toEqual(['b', 'c', 'd']);
    expect(await texts(-2)).toEqual(['c', 'd']);
    expect(await texts(id + 100)).toEqual(['c', 'd']);
    expect(await texts(id + 4)).toEqual([]);
  });

  test('waits for something to come', async () => {
    const { sandbox, api } = await start();
    const waiting = api.getUpdates({ timeout: 50 });
    await api.getMe();
    sandbox.userSends(person, person, 'x');
    expect(await waiting).toMatchObject([{ message: { text: 'x' } }]);
  });

  test('a second poll ends the first, and a webhook ends both', async () => {
    const { api } = await start();
    const older = refusal(api.getUpdates({ timeout: 50 }));
    await api.getMe();
    const newer = refusal(api.getUpdates({ timeout: 50 }));
    expect(await older).toBe(
      '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    await api.setWebhook('https://x.kz/hook');
    expect(await newer).toBe('409 Conflict: terminated by setWebhook request');
    expect(await refusal(api.getUpdates())).toBe(
      "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await api.deleteWebhook();
    expect(await api.getUpdates()).toEqual([]);
  });

  test('the kinds that are asked for hold until others are', async () => {
    const { sandbox, api } = await start();
    await api.getUpdates({ allowed_updates: ['channel_post'] });
    sandbox.userSends(person, person, 'x');
    sandbox.personPosts(channel, 'y');
    expect(await api.getUpdates()).toMatchObject([{ channel_post: { text: 'y' } }]);
  });
});

test('a bot is told of its rights, and of being blocked', async () => {
  const { sandbox, api } = await start();
  sandbox.setRights(channel, bot.id, 'kicked');
  sandbox.blockBot(person);
  const changes = (await api.getUpdates()).map(({ my_chat_member: change }) => [
    change?.chat.id,
    change?.old_chat_member.status,
    change?.new_chat_member.status,
  ]);
  expect(changes).toEqual([
    [channel, 'administrator', 'kicked'],
    [person, 'member', 'kicked'],
  ]);
});
