import { describe, expect, test } from 'vitest';
import { channels, DeskStage, editorId, logChatId, ownerId } from '../../stage/desk-stage.ts';

/** Where several editors see the same message. */
const inLog = { chatId: logChatId };

/** Presses that are all under way before the first of them is answered. @returns what each was told. */
async function pressAtOnce(
  stage: DeskStage,
  question: { id: number; chatId: number },
  presses: [userId: number, data: string][],
): Promise<string[]> {
  return Promise.all(presses.map(([userId, data]) => stage.pressData(question, data, userId)));
}

describe('two editors at once', () => {
  test('Yes and No: the first one counts, the second is told whose it was', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.posted('k');
    const question = await stage.say('/kill k', ownerId, inLog);
    const [yes = '', no = ''] = stage.buttons(question).map(({ data }) => data);
    const verdict = '✓ Canceled; its posts are being killed — Aigul';
    const told = await pressAtOnce(stage, question, [
      [ownerId, yes],
      [editorId, no],
    ]);
    expect(told).toEqual([verdict, verdict]);
    await stage.until(() => expect(stage.textOf(question)).toContain(verdict));
    expect(stage.textOf(question)).not.toContain('Boris');
    await stage.until(() => expect(stage.posts('k')[0]?.state).toBe('killed'));

    const again = await stage.say('/post k', ownerId, inLog);
    const [postYes = '', postNo = ''] = stage.buttons(again).map(({ data }) => data);
    const left = await pressAtOnce(stage, again, [
      [editorId, postNo],
      [ownerId, postYes],
    ]);
    expect(left).toEqual(['', 'Left as it is — Boris']);
    await stage.say('/status');
    expect(stage.posts('k')[0]?.state).toBe('killed');
    expect(stage.lines(channels.en)).toEqual([]);
  });
});
