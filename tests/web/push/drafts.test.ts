import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelId, ownerId } from '../../stage/story-stage.ts';
import { bearer, draftToken, pushed, PushStage } from './push-stage.ts';

test('a draft waits for an editor, who posts or drops it', async () => {
  const push = await PushStage.set();
  await push.start();
  const { sandbox } = push.stage;
  const drafts = bearer(draftToken);
  const cards = () => sandbox.messages(ownerId).filter(({ text }) => text.startsWith('A draft from drafts'));
  const press = async (index: number, words: string) => {
    const card = cards()[index];
    const rows = (card?.keyboard ?? []) as { text: string; callback_data: string }[][]; // as it was sent
    const data = rows.flat().find(({ text }) => text === words)?.callback_data;
    if (card === undefined || data === undefined) throw new Error(`no button ${words}`);
    const id = sandbox.userPresses(ownerId, ownerId, card.id, data);
    await push.stage.until(() => expect(sandbox.answers.some(({ queryId }) => queryId === id)).toBe(true));
  };

  expect(await push.post(pushed('d1'), drafts)).toMatchObject({
    status: 202,
    body: { id: 'd1', result: 'new', status: 'withheld' },
  });
  // It says itself that it may be posted, which is not for it to say.
  expect(await push.post(pushed('d2', { status: 'usable' }), drafts)).toMatchObject({
    body: { status: 'withheld' },
  });
  await push.stage.until(() => expect(cards()).toHaveLength(2));
  expect(cards()[0]?.text).toMatch(/The headline of d1\n\nThe council has voted/u);

  // A changed draft is asked about anew, and the old card decides nothing.
  expect(await push.post(pushed('d1', { headline: 'A better one' }), drafts)).toMatchObject({
    status: 202,
    body: { result: 'changed' },
  });
  await push.stage.until(() => expect(cards()).toHaveLength(3));
  await press(0, 'Post');
  expect(push.stage.texts()).toEqual([]);
  await press(2, 'Post');
  await push.stage.until((texts) => {
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^A better one/u);
  });
  expect(await push.post(pushed('d1', { headline: 'Too late' }), drafts)).toMatchObject({ status: 422 });
  expect(await push.ask('PATCH', '/articles/d1', { headline: 'Too late' }, drafts)).toMatchObject({
    status: 404,
  });
  expect(await push.ask('GET', '/articles/d1', undefined, drafts)).toMatchObject({
    status: 200,
    body: { posts: [{ state: 'sent' }] },
  });

  await press(1, 'Drop');
  await push.stage.until(async () => {
    expect(await push.ask('GET', '/articles/d2', undefined, drafts)).toMatchObject({
      body: { status: 'canceled' },
    });
  });
  expect(push.stage.texts()).toHaveLength(1);
});

test('a draft for one channel is asked about in its topic of the log chat, one for two at the general place', async () => {
  const group = -1_001_000_000_500;
  const push = await PushStage.set({ CHANNELS_FILE: 'channels.yaml', LOG_CHAT_ID: String(group) });
  const { folder, sandbox } = push.stage;
  sandbox.addChat({ id: group, type: 'supergroup', title: 'Team', topics: [17, 18] });
  sandbox.addChat({ id: channelId - 1, type: 'channel', title: 'Two' });
  writeFileSync(
    join(folder, 'channels.yaml'),
    `channels:
  - { id: "${channelId}", name: one, desk_topic: 17, exclude: [chess] }
  - { id: "${channelId - 1}", name: two, desk_topic: 18 }
`,
  );
  await push.start();
  const cards = () => sandbox.messages(group).filter(({ keyboard }) => keyboard !== null);
  await push.post(pushed('d1', { keywords: ['chess'] }), bearer(draftToken));
  await push.stage.until(() => expect(cards().map(({ threadId }) => threadId)).toEqual([18]));
  await push.post(pushed('d2'), bearer(draftToken));
  await push.stage.until(() => expect(cards().map(({ threadId }) => threadId)).toEqual([18, null]));
  const [card] = cards();
  const rows = (card?.keyboard ?? []) as { text: string; callback_data: string }[][]; // as it was sent
  const data = rows.flat().find(({ text }) => text === 'Post')?.callback_data ?? '';
  sandbox.userPresses(ownerId, group, card?.id ?? 0, data);
  await push.stage.until(() => expect(push.stage.texts(channelId - 1)).toHaveLength(1));
});
