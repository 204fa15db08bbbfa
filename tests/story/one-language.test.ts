import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { approvalWords } from '../../src/words/approvals.ts';
import { channelId, ownerId, Stage, storyBot } from '../stage/story-stage.ts';

const words = approvalWords.kk;

test('one person is asked, answered and alerted in the language that this person chose', async () => {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml', DESK_LANGUAGE: 'en' });
  const channels = `channels:\n  - name: news\n    id: "${channelId}"\n    approval: all\n`;
  writeFileSync(join(stage.folder, 'channels.yaml'), channels);
  const first = await stage.start();
  stage.sandbox.userSends(ownerId, ownerId, '/lang kk');
  // The command and its answer.
  await stage.until(() => expect(stage.told()).toHaveLength(2));
  await first.stop();
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'Bridge' });
  const question = () => stage.sandbox.messages(ownerId).find(({ keyboard }) => keyboard !== null);
  await stage.until(() => expect(question()?.text).toContain(words.question('news')));
  const { id = 0, keyboard } = question() ?? {};
  const buttons = keyboard?.flat() ?? [];
  expect(buttons.map(({ text }) => text)).toEqual(Object.values(words.buttons));
  stage.sandbox.setRights(channelId, storyBot.id, 'kicked');
  stage.sandbox.userPresses(ownerId, ownerId, id, buttons[0]?.callback_data ?? '');
  await stage.until(() => expect(stage.told().join('\n')).toContain(words.decided('post', 'Owner')));
  const alert = () => stage.told().find((text) => text.startsWith('⛔'));
  await stage.until(() => expect(alert()).toMatch(/арна/));
});
