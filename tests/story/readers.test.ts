import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelId, ownerId, Stage, storyBot } from '../stage/story-stage.ts';

const groupId = -1_001_000_000_077;
const reader = { id: 5_151_515_151, firstName: 'Ainurnamenobodyelsehas', username: 'ainur_of_the_readers' };
const second = { id: 6_262_626_262, firstName: 'Marat' };

/** A channel with a group for comments, in which the bot is an administrator, and two readers. */
async function setStage(): Promise<Stage> {
  const stage = await Stage.set();
  const { sandbox } = stage;
  sandbox.addChat({ id: groupId, type: 'supergroup', title: 'Comments' });
  sandbox.setRights(groupId, storyBot.id, { can_delete_messages: true });
  sandbox.linkGroup(channelId, groupId);
  sandbox.addUser(reader);
  sandbox.addUser(second);
  return stage;
}

function numbersOf(stage: Stage): unknown {
  return stage.newsroom.rows('select article_id, reactions, comments from article_posts order by 1');
}

async function publish(stage: Stage, id: string): Promise<number> {
  await stage.save({ id, url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id}` });
  await stage.until(() => {
    expect(stage.stateOf(id)).toBe('sent');
    expect(stage.texts().some((text) => text.startsWith(`Headline ${id}`))).toBe(true);
  });
  return stage.sandbox.messages(channelId).find(({ text }) => text.startsWith(`Headline ${id}`))?.id ?? 0;
}

test('what readers do is counted, and who they are is kept nowhere', async () => {
  const stage = await setStage();
  const { readers } = stage.sandbox;
  const run = await stage.start({ LOG_LEVEL: 'trace' });
  await stage.until(() =>
    expect(stage.newsroom.rows('select subscribers from channel_days')).toHaveLength(1),
  );
  expect(stage.newsroom.rows('select channel, subscribers from channel_days')).toEqual([
    { channel: 'main', subscribers: 2 },
  ]);
  const first = await publish(stage, 'a');
  readers.react(reader.id, channelId, first, '👍');
  readers.react(second.id, channelId, first, '🔥');
  await stage.until(() => expect(numbersOf(stage)).toEqual([{ article_id: 'a', reactions: 2, comments: 0 }]));
  readers.react(second.id, channelId, first, null);
  const comment = readers.comment(reader.id, channelId, first, `I am ${reader.firstName}`);
  readers.comment(second.id, channelId, first, '/status', comment.id);
  readers.join(reader.id, channelId);
  readers.join(second.id, channelId);
  readers.leave(reader.id, channelId);
  await stage.until(() => {
    expect(numbersOf(stage)).toEqual([{ article_id: 'a', reactions: 1, comments: 2 }]);
    expect(stage.newsroom.rows('select joins, leaves from channel_days')).toEqual([{ joins: 2, leaves: 1 }]);
  });
  // Nobody is answered in the group, and an update of a later version is not written into the log.
  stage.sandbox.addUpdate(storyBot.id, 'chat_member', { from: reader, new_shape: reader.username });
  stage.sandbox.userSends(ownerId, ownerId, '/status');
  await stage.until(() => expect(stage.told().join('\n')).toContain('main'));
  expect(stage.sandbox.messages(groupId).filter(({ botId }) => botId !== null)).toEqual([]);
  await run.stop();
  stage.closeNewsroom();

  const files = readdirSync(stage.folder).map((name) => readFileSync(join(stage.folder, name)));
  const kept = Buffer.concat([...files, Buffer.from(run.output())]).toString('latin1');
  expect(kept).toContain('Headline a');
  for (const secret of [String(reader.id), String(second.id), reader.firstName, reader.username])
    expect(kept).not.toContain(Buffer.from(secret).toString('latin1'));
});

test('a bot that was away learns the reactions at the next one, and comments from then on', async () => {
  const stage = await setStage();
  const { readers } = stage.sandbox;
  const run = await stage.start();
  const first = await publish(stage, 'a');
  await stage.until(() => expect(numbersOf(stage)).toMatchObject([{ comments: 0 }]));
  await run.stop();
  // Telegram gave up on these updates.
  stage.sandbox.addUpdate(storyBot.id, 'poll', {});
  readers.react(reader.id, channelId, first, '👍');
  readers.comment(reader.id, channelId, first, 'lost');
  stage.sandbox.forgetUpdates(storyBot.id);
  await stage.start();
  readers.react(second.id, channelId, first, '👍');
  readers.comment(second.id, channelId, first, 'heard');
  await stage.until(() => expect(numbersOf(stage)).toEqual([{ article_id: 'a', reactions: 2, comments: 1 }]));
});
