import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { forEachEngine, type Newsroom } from '../stage/databases.ts';
import { botToken, channelId, ownerId, Stage } from '../stage/story-stage.ts';
import { restoreOld } from './old-databases.ts';

const secondId = -1_001_000_000_002;
const thirdId = -1_001_000_000_003;

const channels = ['story', 'second', 'third', 'quiet'].map(
  (name) => `  - { id: "@${name}_channel", name: ${name === 'story' ? 'main' : name}, max_age: 0 }\n`,
);

/** The old database, and the Telegram that belongs to it: what the old program had posted stands there. */
async function setStage(url: string, old: Newsroom): Promise<Stage> {
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

forEachEngine((engine) => {
  test('a program of today goes on with the database of 0.1.0, and edits nothing that stands', async () => {
    const url = await restoreOld(engine);
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    const stage = await setStage(url, newsroom);
    const before = stage.sandbox.messages(channelId);
    const program = await stage.spawn();
    await program.waitForLine(({ msg }) => msg.includes('was upgraded in'));
    stage.sandbox.userPresses(ownerId, ownerId, 1, 'ask:10:1:post');
    stage.sandbox.userPresses(ownerId, ownerId, 2, 'held:9:again');
    const stateOf = async () => {
      const rows = await newsroom.rows(
        'select article_id, state from article_posts order by article_id, channel',
      );
      return Object.fromEntries(rows.map(({ article_id, state }) => [article_id, state]));
    };
    const sent = ['before', 'corrected', 'earlier', 'held', 'promised', 'ready', 'sending', 'sent', 'unsure'];
    const ended = { canceled: 'killed', dropped: 'dropped', killed: 'killed', refused: 'refused' };
    const expected = Object.fromEntries([...sent, 'waiting'].map((id) => [id, 'sent']));
    await vi.waitFor(
      async () => expect(await stateOf()).toEqual({ ...expected, ...ended, withdrawn: 'dropped' }),
      { timeout: 30_000, interval: 100 },
    );
    // What was to be corrected and killed was, and nothing else changed.
    const after = stage.sandbox.messages(channelId);
    const kept = (id: number) => [before, after].map((list) => list.find((message) => message.id === id));
    for (const id of [1, 4]) expect(kept(id)[1]).toEqual(kept(id)[0]);
    expect(headlines(stage.texts()).slice(0, 3)).toEqual([
      'Headline sent',
      'Headline corrected, again',
      'The day',
    ]);
    expect(headlines(stage.texts()).slice(3).toSorted()).toEqual(
      ['held', 'promised', 'ready', 'waiting'].map((id) => `Headline ${id}`),
    );
    expect(headlines(stage.texts(secondId))).toEqual(['Headline before', 'Headline sending']);
    expect(headlines(stage.texts(thirdId))).toEqual(['Headline earlier', 'Headline unsure']);
    // The notice that nobody was told of before the upgrade.
    expect(stage.told().filter((text) => text.includes('An old headline'))).toHaveLength(1);
    expect(await program.stop()).toBe(0);
  });
});
