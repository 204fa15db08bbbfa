import { describe, expect, test } from 'vitest';
import { DeskStage, ownerId } from '../../stage/desk-stage.ts';

describe('Telegram and the answers', () => {
  test('a press that is too old to be answered is obeyed all the same', async () => {
    const stage = await DeskStage.set();
    await stage.posted('old');
    const question = await stage.say('/kill old');
    const list = await stage.say('/latest');
    const description = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
    stage.sandbox.addFault({
      method: 'answerCallbackQuery',
      kind: 'error',
      error: { code: 400, description },
    });
    const [yes] = stage.buttons(question);
    stage.sandbox.userPresses(ownerId, ownerId, question.id, yes?.data ?? '');
    await stage.until(() => expect(stage.textOf(question)).toContain('Canceled'));
    const [preview] = stage.buttons(list);
    stage.sandbox.userPresses(ownerId, ownerId, list.id, preview?.data ?? '');
    expect((await stage.answerAfter(list.id, ownerId)).text).toBe('How it looks in en:');
  });

  test('an answer that Telegram puts off comes when it may', async () => {
    const stage = await DeskStage.set();
    await stage.posted('h');
    const fault = stage.sandbox.addFault({
      method: 'sendMessage',
      chatId: ownerId,
      kind: '429',
      times: 1,
      retryAfterSeconds: 40,
    });
    stage.sandbox.userSends(ownerId, ownerId, '/hold h');
    await stage.until(() => expect(fault.strikes).toBe(1));
    await stage.until(() => {
      stage.clock.advance(40_000);
      const answer = stage.sandbox.messages(ownerId).at(-1)?.text;
      expect(answer).toContain('Held; it will not go out — Aigul');
    });
    expect(stage.lines(ownerId).join()).not.toContain('went wrong');
  });

  test('a preview that Telegram puts off is shown later', async () => {
    const stage = await DeskStage.set();
    await stage.posted('p');
    // The line above the preview is sent, the preview itself has to wait.
    const chance = [1, 0];
    const fault = stage.sandbox.addFault({
      kind: '429',
      method: 'sendMessage',
      chatId: ownerId,
      retryAfterSeconds: 40,
      times: 1,
      probability: 0.5,
      random: () => chance.shift() ?? 1,
    });
    const title = await stage.say('/preview p');
    await stage.until(() => expect(fault.strikes).toBe(1));
    await stage.until(() => {
      stage.clock.advance(40_000);
      const shown = stage.sandbox.messages(ownerId).find(({ id }) => id > title.id);
      expect(shown?.text).toContain('Headline p');
    });
    expect(chance).toEqual([]);
  });
});

test('strangers whose answers Telegram puts off keep no editor waiting', async () => {
  const stage = await DeskStage.set();
  const strangers = Array.from({ length: 120 }, (_, index) => 5_000 + index);
  for (const id of strangers) {
    stage.sandbox.addUser({ id, firstName: 'Stranger', languageCode: 'en' });
    stage.sandbox.addFault({ method: 'sendMessage', chatId: id, kind: '429', retryAfterSeconds: 30 });
    stage.sandbox.userSends(id, id, '/start');
  }
  expect((await stage.say('/status')).text).toContain('All is well');
});
