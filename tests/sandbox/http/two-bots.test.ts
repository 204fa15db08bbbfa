import { expect, test } from 'vitest';
import { bot, channel, person, refusal, sandboxes, second } from '../../stage/sandboxes.ts';

const open = sandboxes();

test('the private chat of a person is another one with each bot, under the same number', async () => {
  const { sandbox, api, witness } = await open();
  expect(await refusal(witness.sendMessage(person, 'Hello'))).toMatch(/^403 .*initiate conversation/);
  const { chatId } = sandbox.userSends(person, person, '/start', { botId: second.id });
  expect(chatId).not.toBe(person);
  const sent = await witness.sendMessage(person, 'Second');
  expect(sent).toMatchObject({ message_id: 2, chat: { id: person, type: 'private' } });
  expect(await api.sendMessage(person, 'First')).toMatchObject({ message_id: 1, chat: { id: person } });
  expect(sandbox.messages(chatId).map(({ text }) => text)).toEqual(['/start', 'Second']);
  expect(sandbox.messages(person).map(({ text }) => text)).toEqual(['First']);
  expect(await api.getUpdates()).toEqual([]);
  expect(await witness.getUpdates()).toMatchObject([{ message: { text: '/start', chat: { id: person } } }]);
  // A button is pressed in the chat in which it stands.
  sandbox.userPresses(person, chatId, sent.message_id, 'x');
  const [press] = await witness.getUpdates({ offset: -1 });
  expect(press).toMatchObject({ callback_query: { data: 'x', message: { chat: { id: person } } } });
  await witness.editMessageText(person, sent.message_id, 'Changed');
  expect(sandbox.message(chatId, sent.message_id)?.text).toBe('Changed');
  expect(sandbox.privateChat(person, second.id)).toBe(chatId);
  expect(sandbox.privateChat(person, bot.id)).toBe(person);
});

test('a bot changes the post of another one only with the rights to change posts of others', async () => {
  const { sandbox, api, witness } = await open();
  const { message_id: id } = await api.sendMessage(channel, 'News');
  sandbox.setRights(channel, second.id, { can_edit_messages: false, can_delete_messages: false });
  expect(await refusal(witness.editMessageText(channel, id, 'Other'))).toBe(
    "400 Bad Request: message can't be edited",
  );
  expect(await refusal(witness.deleteMessage(channel, id))).toBe("400 Bad Request: message can't be deleted");
  const own = await witness.sendMessage(channel, 'Own');
  await witness.editMessageText(channel, own.message_id, 'Own, changed');
  sandbox.setRights(channel, second.id, { can_edit_messages: true, can_delete_messages: true });
  await witness.editMessageText(channel, id, 'Other');
  await witness.deleteMessage(channel, id);
  expect(sandbox.messages(channel).map(({ text }) => text)).toEqual(['Own, changed']);
});

test('a revoked token is answered like one that never was', async () => {
  const { sandbox, api, witness } = await open();
  sandbox.revokeToken(second.id);
  expect(await refusal(witness.getMe())).toBe('401 Unauthorized');
  expect((await api.getMe()).id).toBe(bot.id);
});
