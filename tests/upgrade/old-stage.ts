import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Newsroom } from '../stage/databases.ts';
import { botToken, channelId, ownerId, Stage } from '../stage/story-stage.ts';

export const secondId = -1_001_000_000_002;
export const thirdId = -1_001_000_000_003;

const channels = ['story', 'second', 'third', 'quiet'].map(
  (name) => `  - { id: "@${name}_channel", name: ${name === 'story' ? 'main' : name}, max_age: 0 }\n`,
);

/** The old database, and the Telegram that belongs to it: what the old program had posted stands there. */
export async function setOldStage(url: string, old: Newsroom): Promise<Stage> {
  const stage = await Stage.set({ DATABASE_URL: url, CHANNELS_FILE: 'channels.yaml' });
  writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${channels.join('')}`);
  for (const [id, name] of [
    [secondId, 'second'],
    [thirdId, 'third'],
    [thirdId - 1, 'quiet'],
  ] as const) {
    stage.sandbox.addChat({ id, type: 'channel', title: name, username: `${name}_channel` });
  }
  const posts = await old.rows('select channel, article_id, message_id, message from posts order by id');
  for (const { channel, article_id, message_id, message } of posts) {
    // The request for `sending` arrived, and the answer was lost.
    if (message_id === null && article_id !== 'sending') continue;
    const { text } = JSON.parse(String(message)) as { text: { html: string } }; // of a Message
    const chat = channel === 'main' ? channelId : channel === 'second' ? secondId : thirdId;
    await botSends(stage, chat, text.html);
  }
  stage.sandbox.personDeletes(channelId, 5);
  await botSends(stage, ownerId, 'Post this?', [{ text: 'Post', callback_data: 'ask:10:1:post' }]);
  await botSends(stage, ownerId, 'Was it posted?', [{ text: 'Again', callback_data: 'held:9:again' }]);
  return stage;
}

/** As the old program did. */
async function botSends(stage: Stage, chatId: number, html: string, buttons: object[] = []): Promise<void> {
  const answer = await fetch(`${stage.sandbox.url}/bot${botToken}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: chatId,
      text: html,
      parse_mode: 'HTML',
      ...(buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: [buttons] } }),
    }),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
}
