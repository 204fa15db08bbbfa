import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/http/server.ts';
import { DeskStage, editorId, logChatId, ownerId } from '../../stage/desk-stage.ts';

const byDay = '2026-11-24T10:00:00Z';

async function waiting(...rules: string[]): Promise<DeskStage> {
  const stage = await DeskStage.withRules(['approval: all', ...rules], byDay);
  await stage.start();
  await stage.publish('1');
  await stage.question();
  return stage;
}

describe('what waits for approval', () => {
  test('is brought again by /approve, and an answer there answers the question of the log chat', async () => {
    const stage = await waiting();
    const shown = await stage.say('/approve');
    const card = await stage.question(1, ownerId);
    expect([shown.text.split('\n')[0], card.text]).toEqual(['Headline 1', 'Post this to main?']);
    expect(await stage.press(card, 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    await stage.until(() => {
      const texts = [ownerId, logChatId].map((chatId) => stage.sandbox.messages(chatId).at(-1));
      for (const message of texts)
        expect(message).toMatchObject({
          text: 'Post this to main?\n\n✓ To be posted — Aigul',
          keyboard: null,
        });
    });
    expect((await stage.say('/approve')).text).toBe('No post is waiting for approval.');
  });

  test('is seen in /queue and /uncertain, whose buttons bring the card', async () => {
    const stage = await waiting();
    const line = '⏳ main: 1 post waiting for approval';
    for (const command of ['/queue', '/queue main', '/uncertain']) {
      const answer = await stage.say(command);
      expect(answer.text).toContain(line);
      const { id } = stage.sandbox.messages(ownerId).at(-1) ?? { id: 0 };
      await stage.press(answer, 'main · approve (1)');
      expect((await stage.answerAfter(id, ownerId)).text).toContain('Headline 1');
      await stage.until(() =>
        expect(stage.sandbox.messages(ownerId).at(-1)?.text).toBe('Post this to main?'),
      );
    }
  });

  test('is decided once: a card after the question, the question after a card, a card after a card', async () => {
    const stage = await waiting();
    await stage.addEditor();
    const card = async () => {
      await stage.say('/approve main');
      await stage.until(() =>
        expect(stage.sandbox.messages(ownerId).at(-1)?.text).toBe('Post this to main?'),
      );
      return stage.sandbox.messages(ownerId).at(-1) as SeenMessage; // just seen
    };
    const first = await card();
    const second = await card();
    expect(await stage.press(first, 'Later (1 h)')).toContain('in an hour');
    // What an editor put off can be brought and decided before its time.
    expect(await stage.press(second, 'Drop')).toBe('✗ Dropped — Aigul');
    const question = stage.sandbox.messages(logChatId).find(({ text }) => text.startsWith('Post this'));
    expect(await stage.pressData(question ?? first, 'ask:1:1:post', editorId)).toBe(
      'This was already decided.',
    );
    expect(await stage.pressData(first, 'ask:1:1:post:card')).toContain('in an hour');
    expect(stage.posts('1')).toEqual([{ channel: 'main', state: 'dropped' }]);
    expect(stage.lines()).toEqual([]);
  });

  test('and is dropped because nobody answered, is told with the way back', async () => {
    const stage = await waiting('approval_timeout: 30m', 'then: drop');
    stage.clock.jumpTo('2026-11-24T10:30:30Z');
    await stage.until(() =>
      expect(stage.sandbox.messages(logChatId).at(-1)?.text).toBe(
        '⌛️ Nobody answered in time, so this was not posted. To post it all the same: /post 1 main\n\nHeadline 1\n1 → main',
      ),
    );
    await stage.say('/post 1 main');
    await stage.until(() => expect(stage.posts('1')[0]?.state).not.toBe('dropped'));
  });

  test('more than five posts: the rest is counted', async () => {
    const stage = await waiting();
    for (const id of ['2', '3', '4', '5', '6', '7']) await stage.publish(id);
    await stage.question(7);
    await stage.say('/approve');
    await stage.until(() =>
      expect(stage.sandbox.messages(ownerId).at(-1)?.text).toBe(
        'Still waiting: 2 posts. /approve shows them when these are answered.',
      ),
    );
    expect((await stage.question(5, ownerId)).text).toBe('Post this to main?');
  });
});
