import { expect, test } from 'vitest';
import { channelId, Stage, storyBot } from '../stage/story-stage.ts';

const logChatId = -1_001_000_000_077;

test('the bot was removed from the log chat: an alert comes to the owner, once, and says why', async () => {
  const stage = await Stage.set({ LOG_CHAT_ID: String(logChatId) });
  stage.sandbox.addChat({ id: logChatId, type: 'supergroup', title: 'Team' });
  await stage.start();
  stage.sandbox.setRights(logChatId, storyBot.id, 'kicked');
  stage.sandbox.setRights(channelId, storyBot.id, 'kicked');
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  expect(stage.told()[0]).toMatch(
    /^⛔.*main[\s\S]*You get this because I cannot write to the log chat: .*kicked/,
  );
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until(() => expect(stage.newsroom.posts()).toHaveLength(2));
  expect(stage.told()).toHaveLength(1);
});
