import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/http/server.ts';
import { channels, DeskStage, editorId, ownerId } from '../../stage/desk-stage.ts';
import { Newsroom } from '../../stage/newsroom.ts';

/** Two editors, each in the chat with the bot, so that their commands run at once. */
async function twoEditors(): Promise<DeskStage> {
  const stage = await DeskStage.set();
  await stage.addEditor();
  return stage;
}

const both = [ownerId, editorId] as const;

/** The last message with buttons in the chat of each. */
function cards(stage: DeskStage): SeenMessage[] {
  return both.map((id) => {
    const last = stage.sandbox.messages(id).findLast(({ keyboard }) => keyboard !== null);
    if (last === undefined) throw new Error(`no card for ${id}`);
    return last;
  });
}

/** Each presses a button under the own card, at the same time. */
function pressAtOnce(stage: DeskStage, words: readonly [string, string]): Promise<string[]> {
  return Promise.all(
    cards(stage).map((card, index) => stage.press(card, words[index] ?? '', both[index] ?? ownerId)),
  );
}

const audit = (stage: DeskStage, action: string) =>
  stage.rows('select name, after from audit where action = ?', action);

describe('two editors with a card each press at once', () => {
  test('a kill and a digest happen once, and are noted once', async () => {
    const stage = await twoEditors();
    await stage.posted('k');
    await Promise.all(both.map((id) => stage.say('/kill k', id)));
    const killed = await pressAtOnce(stage, ['Yes', 'Yes']);
    expect(killed.filter((text) => text.startsWith('✓ Canceled'))).toHaveLength(1);
    expect(killed.filter((text) => /already done — (Aigul|Boris)/.test(text))).toHaveLength(1);
    await stage.until(() => expect(stage.posts('k')[0]?.state).toBe('killed'));
    expect(audit(stage, 'kill')).toHaveLength(1);

    await stage.posted('d');
    stage.clock.advance(2_000);
    await stage.say('/digest en');
    await stage.question(1, ownerId);
    // Another second: another moment of the digest.
    stage.clock.advance(3_000);
    await stage.say('/digest en', editorId);
    await stage.question(1, editorId);
    stage.clock.advance(1_000);
    const posted = await pressAtOnce(stage, ['Post now', 'Post now']);
    expect(posted.toSorted()).toEqual([
      'This digest was already posted.',
      expect.stringContaining('✓ To be posted'),
    ]);
    await stage.until(() =>
      expect(stage.lines(channels.en).filter((line) => line.startsWith('Top'))).toHaveLength(1),
    );
    expect(audit(stage, 'digest')).toHaveLength(1);
  });

  test('a queued post is dropped once, and the other is told who did it', async () => {
    const stage = await twoEditors();
    await stage.say('/pause en');
    await stage.publish('q');
    await stage.until(() => expect(stage.posts('q')).toHaveLength(1));
    await Promise.all(both.map((id) => stage.say('/queue en', id)));
    const told = await pressAtOnce(stage, ['1 · Drop', '1 · Drop']);
    expect(told.filter((text) => text.startsWith('✓ Dropped'))).toHaveLength(1);
    expect(told.filter((text) => /not in the queue any more — (Aigul|Boris)/.test(text))).toHaveLength(1);
    expect(audit(stage, 'drop')).toHaveLength(1);
    expect(stage.posts('q')).toEqual([{ channel: 'en', state: 'dropped' }]);
  });

  test('an uncertain post is there or is sent again, and not both', async () => {
    const stage = await twoEditors();
    await stage.posted('first');
    stage.sandbox.setProtected(channels.en, true);
    stage.sandbox.addFault({ method: 'sendMessage', chatId: channels.en, times: 1, kind: 'drop-after' });
    await stage.publish('second');
    await stage.until(() => expect(stage.posts('second')[0]?.state).toMatch(/unsure|uncertain/));
    for (let minute = 1; minute <= 5; minute += 1) stage.clock.jumpTo(`2026-11-24T07:0${minute}:00Z`);
    await stage.until(() => expect(stage.posts('second')[0]?.state).toBe('uncertain'));
    const shown = await Promise.all(both.map((id) => stage.say('/uncertain', id)));
    const [there = '', again = ''] = stage.buttons(shown[0] as SeenMessage).map(({ text }) => text);
    const told = await pressAtOnce(stage, [there, again]);
    expect(told.filter((text) => text.startsWith('✓'))).toHaveLength(1);
    expect(told.filter((text) => /already done — (Aigul|Boris)/.test(text))).toHaveLength(1);
    expect(audit(stage, 'uncertain')).toHaveLength(1);
    await stage.until(() => expect(stage.posts('second')[0]?.state).toBe('sent'));
    const isSentAgain = told[1]?.startsWith('✓') === true;
    expect(stage.lines(channels.en).filter((line) => line === 'Headline second')).toHaveLength(
      isSentAgain ? 2 : 1,
    );
  });

  test('one article posted, held and paused by both is one post and one line of the log each', async () => {
    const stage = await twoEditors();
    const atOnce = (text: string) => Promise.all(both.map((id) => stage.say(text, id)));
    await atOnce('/pause en');
    expect(audit(stage, 'pause')).toHaveLength(1);
    await stage.publish('p');
    await stage.until(() => expect(stage.posts('p')).toHaveLength(1));
    await atOnce('/hold p');
    expect(audit(stage, 'hold')).toHaveLength(1);
    await atOnce('/release p');
    expect(audit(stage, 'release')).toHaveLength(1);
    await atOnce('/resume en');
    expect(audit(stage, 'resume')).toHaveLength(1);
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline p']));
    await stage.say('/status');
    expect(stage.lines(channels.en)).toEqual(['Headline p']);
  });
});

test('a channel that gets digests only lists no article of a burst that was dropped', async () => {
  const stage = await DeskStage.set();
  stage.settings['BURST_ARTICLES'] = '5';
  await stage.stop();
  stage.sandbox.addChat({
    id: -1_001_000_000_013,
    type: 'channel',
    title: 'Digest',
    username: 'desk_digest',
  });
  const entry =
    '  - { id: "@desk_digest", name: daily, digest_only: true, digest: { schedule: "0 0 1 1 *" } }\n';
  appendFileSync(join(stage.folder, 'channels.yaml'), entry);
  stage.clock.jumpTo(new Date().toISOString());
  const newsroom = new Newsroom(stage.database);
  onTestFinished(() => newsroom.close());
  const ids = Array.from({ length: 9 }, (_, index) => `old-${index}`);
  newsroom.insert(...ids.map((id) => ({ id, headline: id, language: 'en' })));
  await stage.start();
  const question = await stage.question();
  const nothing = 'There are no articles for the digest of daily now.';
  stage.clock.advance(60_000);
  expect((await stage.say('/digest daily')).text).toBe(nothing);
  await stage.press(question, 'Drop them');
  expect((await stage.say('/digest daily')).text).toBe(nothing);
  newsroom.insert({
    id: 'fresh',
    headline: 'Fresh',
    language: 'en',
    published_at: stage.clock.now().toISOString(),
  });
  await stage.until(() => expect(stage.posts('fresh')).toHaveLength(1));
  stage.clock.advance(1_000);
  const digest = (await stage.say('/digest daily')).text;
  expect(digest).toContain('Fresh');
  expect(digest).not.toContain('old-');
});
