import { expect, test } from 'vitest';
import { ask, bot, channel, person, refusal, sandboxes, second } from '../../stage/sandboxes.ts';

const start = sandboxes();
const group = -1_001_000_000_002;
const asked = { allowed_updates: ['message', 'message_reaction_count', 'chat_member'] } as const;

test('a reaction changes the counts, which only administrators hear of who ask for them', async () => {
  const { sandbox, api, witness } = await start();
  await api.getUpdates(asked);
  sandbox.setRights(channel, second.id, 'left');
  await witness.getUpdates(asked);
  const { message_id: id } = await api.sendMessage(channel, 'x');
  sandbox.addUser({ id: 43, firstName: 'Marat' });
  sandbox.readers.react(person, channel, id, '👍');
  sandbox.readers.react(43, channel, id, '🔥');
  sandbox.readers.react(43, channel, id, '👍');
  const counts = (await api.getUpdates()).map((update) => update.message_reaction_count);
  expect(counts.at(-1)).toMatchObject({
    chat: { id: channel, type: 'channel' },
    message_id: id,
    reactions: [{ type: { type: 'emoji', emoji: '👍' }, total_count: 2 }],
  });
  expect(counts).toHaveLength(3);
  expect(JSON.stringify(counts)).not.toContain('Marat');
  sandbox.readers.react(person, channel, id, null);
  sandbox.readers.react(43, channel, id, null);
  expect((await api.getUpdates()).at(-1)?.message_reaction_count?.reactions).toEqual([]);
  expect(JSON.stringify(await witness.getUpdates())).not.toContain('reaction');
});

test('on the page a reaction is a request', async () => {
  const { sandbox, api } = await start();
  const { message_id } = await api.sendMessage(channel, 'x');
  const react = (emoji: string | null) =>
    ask(sandbox, '/sandbox/react', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: channel, message_id, emoji }),
    });
  expect((await react('👍')).status).toBe(200);
  const shown = async () => (await ask(sandbox, `/sandbox/chat?id=${channel}`)).answer;
  expect(await shown()).toMatchObject({ messages: [{ reactions: [{ emoji: '👍', count: 1, own: true }] }] });
  expect((await react('not one')).status).toBe(400);
  expect((await react(null)).status).toBe(200);
  expect(await shown()).toMatchObject({ messages: [{ reactions: [] }] });
});

test('a post of a channel is copied into its group, and comments answer the copy', async () => {
  const { sandbox, api } = await start();
  await api.getUpdates(asked);
  sandbox.addChat({ id: group, type: 'supergroup', title: 'Comments' });
  sandbox.setRights(group, bot.id, {});
  sandbox.linkGroup(channel, group);
  expect(await api.getChat(channel)).toMatchObject({ linked_chat_id: group });
  expect(await api.getChat(group)).toMatchObject({ linked_chat_id: channel });
  const { message_id: post } = await api.sendMessage(channel, 'x');
  sandbox.readers.comment(person, channel, post, 'first');
  const [copy, comment] = (await api.getUpdates()).map(({ message }) => message);
  expect(copy).toMatchObject({
    is_automatic_forward: true,
    sender_chat: { id: channel },
    forward_origin: { type: 'channel', chat: { id: channel }, message_id: post },
    text: 'x',
  });
  expect(comment).toMatchObject({
    message_thread_id: copy?.message_id,
    reply_to_message: { message_id: copy?.message_id, is_automatic_forward: true },
    from: { id: person },
    text: 'first',
  });
  sandbox.linkGroup(channel, null);
  await api.sendMessage(channel, 'y');
  expect(sandbox.messages(group)).toHaveLength(2);
});

test('people join by a link and leave, and Telegram counts them', async () => {
  const { sandbox, api } = await start();
  await api.getUpdates(asked);
  expect(await refusal(api.createChatInviteLink(channel, { name: 'Site' }))).toBe(
    '400 Bad Request: not enough rights to manage chat invite link',
  );
  sandbox.setRights(channel, bot.id, { can_invite_users: true });
  const link = await api.createChatInviteLink(channel, { name: 'x'.repeat(40) });
  expect(link).toMatchObject({ name: 'x'.repeat(32), is_revoked: false, creator: { id: bot.id } });
  const before = await api.getChatMemberCount(channel);
  sandbox.readers.join(person, channel, link.invite_link);
  expect(await api.getChatMemberCount(channel)).toBe(before + 1);
  expect(await api.getChatMember(channel, person)).toMatchObject({ status: 'member' });
  sandbox.readers.leave(person, channel);
  const changes = (await api.getUpdates()).flatMap(({ chat_member }) => chat_member ?? []);
  expect(changes).toMatchObject([
    { new_chat_member: { status: 'member' }, invite_link: { invite_link: link.invite_link } },
    { old_chat_member: { status: 'member' }, new_chat_member: { status: 'left' } },
  ]);
  expect(await api.revokeChatInviteLink(channel, link.invite_link)).toMatchObject({ is_revoked: true });
  expect(() => sandbox.readers.join(person, channel, link.invite_link)).toThrow('the link has expired');
  expect(await refusal(api.revokeChatInviteLink(channel, 'https://t.me/+nothing'))).toBe(
    '400 Bad Request: INVITE_HASH_EXPIRED',
  );
});
