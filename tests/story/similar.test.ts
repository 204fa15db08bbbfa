import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copies } from '../plan/similarity/agency-copy.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

const [skipId, tellId] = [-1_001_000_000_011, -1_001_000_000_012];

test('the copy of one agency from a second source is left out, or an editor decides', async () => {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml', LOG_CHAT_ID: String(ownerId) });
  stage.sandbox.addChat({ id: skipId, type: 'channel', title: 'Skip', username: 'skip_channel' });
  stage.sandbox.addChat({ id: tellId, type: 'channel', title: 'Tell', username: 'tell_channel' });
  const channels = [
    '  - { id: "@story_channel", name: every, images: none }',
    '  - { id: "@skip_channel", name: skip, similar: skip, images: none }',
    '  - { id: "@tell_channel", name: tell, similar: tell, images: none }',
  ];
  writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${channels.join('\n')}\n`);
  const run = await stage.start();
  const article = (id: string, copy: string) => {
    const [headline = '', body = ''] = copy.split('\n', 2);
    return { id, url: `https://${id}.example/news`, language: 'en', headline, body };
  };
  const [first, second] = copies;
  await stage.save(article('one', first?.original ?? ''));
  await stage.until(() => expect(stage.lines(tellId)).toHaveLength(1));
  await stage.save(article('two', first?.light ?? ''));
  await stage.save(article('other', second?.original ?? ''));
  await stage.until(() => {
    expect(stage.lines(-1_001_000_000_001)).toHaveLength(3);
    expect(stage.lines(skipId)).toHaveLength(2);
    expect(stage.lines(tellId)).toHaveLength(2);
  });
  expect(await run.waitForLine(({ msg }) => /says much the same/u.test(msg))).toMatchObject({
    article: 'two',
    channel: 'skip',
    similarTo: 'one',
  });
  const question = () =>
    stage.sandbox.messages(ownerId).find(({ text }) => text.startsWith('Post this to tell?'));
  await stage.until(() => {
    expect(question()?.text).toMatch(/It says much the same \(\d\d%\) as: Steppe Bank raises its base rate/u);
    expect(stage.told().some((text) => text.startsWith('Steppe Bank lifts base rate'))).toBe(true);
  });
  // Changed later, it still is what it was.
  await stage.save({ ...article('two', first?.light ?? ''), headline: 'Steppe Bank lifts its base rate' });
  await stage.until(() => {
    const asked = stage.sandbox.messages(ownerId).filter(({ text }) => text.startsWith('Post this to tell?'));
    expect(asked.length).toBeGreaterThan(1);
  });
  const last = stage.sandbox.messages(ownerId).findLast(({ text }) => text.startsWith('Post this to tell?'));
  const rows = (last?.keyboard ?? []) as { text: string; callback_data: string }[][]; // as it was sent
  const data = rows.flat().find(({ text }) => text === 'Post')?.callback_data ?? '';
  stage.sandbox.userPresses(ownerId, ownerId, last?.id ?? 0, data);
  await stage.until(() => expect(stage.lines(tellId)).toContain('Steppe Bank lifts its base rate'));
  expect(stage.lines(skipId)).toHaveLength(2);
});
