import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLogChat } from '../../src/cli/doctor/channels.ts';
import { checkDeskTopics } from '../../src/cli/doctor/desk-topics.ts';
import { Telegram } from '../../src/deliver/telegram/telegram.ts';
import { headlines } from '../stage/app-stage.ts';
import { channel } from '../stage/builders.ts';
import { channelId, ownerId, Stage, storyBot } from '../stage/story-stage.ts';

const group = -1_001_000_000_500;
const topic = 12;

async function begin(settings: Record<string, string> = {}): Promise<Stage> {
  const stage = await Stage.set({ LOG_CHAT_ID: `https://t.me/c/1000000500/${topic}`, ...settings });
  stage.sandbox.addChat({ id: group, type: 'supergroup', title: 'Team', topics: [topic, 13] });
  return stage;
}

/** The messages of the group that stand in the topic, and those that do not. */
function messagesOf(stage: Stage): { inside: string[]; outside: string[] } {
  const all = stage.sandbox.messages(group);
  const texts = (isInside: boolean) =>
    all.filter(({ threadId }) => (threadId === topic) === isInside).map(({ text }) => text);
  return { inside: texts(true), outside: texts(false) };
}

test('the log chat is a topic: alerts stand there, and posts are read back through it', async () => {
  const stage = await begin();
  await stage.start();
  stage.sandbox.addFault({
    kind: 'drop-after',
    method: ['sendMessage', 'sendPhoto'],
    chatId: channelId,
    times: 1,
  });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
  const forwards = stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'forwardmessage');
  expect(forwards.length).toBeGreaterThan(0);
  // The copies are deleted.
  await stage.until(() => expect(messagesOf(stage)).toEqual({ inside: [], outside: [] }));
  stage.sandbox.setRights(channelId, storyBot.id, 'kicked');
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await stage.until(() => expect(messagesOf(stage).inside.join('\n')).toContain('main'));
  expect(messagesOf(stage).outside).toEqual([]);
});

test('the topic was deleted: the owner is told once why, and gets the alerts', async () => {
  const stage = await begin({ CHANNELS_FILE: 'channels.yaml' });
  writeFileSync(
    join(stage.folder, 'channels.yaml'),
    `channels:
  - { id: "@story_channel", name: one, language: kk, approval: all }
  - { id: "${channelId - 1}", name: two, language: en }
`,
  );
  stage.sandbox.addChat({ id: channelId - 1, type: 'channel', title: 'Two' });
  stage.sandbox.deleteTopic(group, topic);
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A', language: 'kk' });
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  expect(stage.told()[0]).toMatch(
    /Posts wait for approval.*\/approve[\s\S]*the topic of the log chat was deleted/,
  );
  stage.sandbox.setRights(channelId - 1, storyBot.id, 'kicked');
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until(() => expect(stage.told()).toHaveLength(2));
  expect(stage.told()[1]).toMatch(/^⛔.*two/);
  expect(stage.told()[1]).not.toContain('topic');
  stage.sandbox.userSends(ownerId, ownerId, '/approve');
  await stage.until(() => expect(stage.told().some((text) => text.startsWith('A'))).toBe(true));
});

test('doctor says that the topic is there, is not there, or that the group has none', async () => {
  const stage = await begin();
  stage.sandbox.addChat({ id: group - 1, type: 'supergroup', title: 'Plain' });
  const { api } = new Telegram({
    token: storyBot.token,
    apiRoot: stage.sandbox.url,
    requestTimeoutMs: 5_000,
  });
  const examine = (logChatId: string) => checkLogChat(api, { logChatId, logTopic: topic }, []);
  expect(await examine(String(group))).toMatchObject({
    verdict: 'well',
    text: '"Team" (-1001000000500), topic 12, can be reached',
  });
  stage.sandbox.deleteTopic(group, topic);
  const deleted = await examine(String(group));
  expect(deleted).toMatchObject({ verdict: 'wrong' });
  expect(deleted.text).toMatch(/there is no topic 12.*Set LOG_CHAT_ID to another topic/);
  expect((await examine(String(group - 1))).text).toMatch(/^"Plain" .*has no topics/);
});

test('doctor says of each desk_topic whether it is there', async () => {
  const stage = await begin();
  const { url: apiRoot } = stage.sandbox;
  const { api } = new Telegram({ token: storyBot.token, apiRoot, requestTimeoutMs: 5_000 });
  const channels = [
    channel({ name: 'a', deskTopic: 13 }),
    channel({ name: 'b' }),
    channel({ name: 'c', deskTopic: 99 }),
  ];
  const findings: object[] = [];
  for await (const finding of checkDeskTopics(api, { bot: { logChatId: String(group) }, channels }))
    findings.push(finding);
  expect(findings).toEqual([
    { verdict: 'well', subject: 'desk topic of a', text: 'topic 13 can be reached' },
    {
      verdict: 'wrong',
      subject: 'desk topic of c',
      text: expect.stringMatching(/topic 99.*set another desk_topic/),
    },
  ]);
});
