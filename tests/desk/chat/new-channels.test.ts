import { expect, test } from 'vitest';
import { DeskStage, outsiderId, ownerId } from '../../stage/desk-stage.ts';

const botId = 4_242_424_242;
const found = -1_001_234_567_890;

async function withNewChannel(): Promise<DeskStage> {
  const stage = await DeskStage.set();
  stage.sandbox.addChat({ id: found, type: 'channel', title: 'Sport <1>', createdBy: ownerId });
  return stage;
}

const told = [
  'The channel Sport <1> has the number -1001234567890.',
  '',
  'One channel, in .env: CHANNEL_ID=-1001234567890',
  'Several, in channels.yaml: - id: "-1001234567890"',
].join('\n');

test('who makes the bot administrator of a channel is told its number and the line for the settings, once', async () => {
  const stage = await withNewChannel();
  stage.sandbox.setRights(found, botId, 'left');
  stage.sandbox.setRights(found, botId, { can_post_messages: true });
  await stage.until(() => expect(stage.sandbox.messages(ownerId).at(-1)?.text).toBe(told));
  stage.sandbox.setRights(found, botId, { can_edit_messages: true });
  await stage.say('/help');
  expect(stage.sandbox.messages(ownerId).filter(({ text }) => text === told)).toHaveLength(1);
});

test('a forwarded post of a channel is answered with the same, and commands nothing', async () => {
  const stage = await withNewChannel();
  const { id } = stage.sandbox.personPosts(found, 'A post');
  const forward = { forwardFrom: { chatId: found, messageId: id } };
  expect((await stage.say('', ownerId, forward)).text).toBe(told);
  stage.sandbox.userSends(outsiderId, outsiderId, 'x', forward);
  await stage.say('/help');
  expect(stage.lines(outsiderId).join()).not.toContain('-1001234');
});
