import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channels, DeskStage, editorId, ownerId } from '../stage/desk-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const error = { code: 400, description: 'Bad Request: MESSAGE_TOO_LONG' };
const ids = ['1', '2', '3', '4', '5', '6', '7', '8'];

describe('khabarshy retry', () => {
  let stage: Stage;

  /** Eight posts are refused, and one is killed afterwards. */
  async function set(): Promise<void> {
    stage = await Stage.set();
    await stage.start();
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
    stage.newsroom.insert(...ids.map((id) => ({ id, headline: id })));
    await stage.until(() => {
      const states = stage.newsroom.posts().map(({ state }) => state);
      expect(states).toEqual(ids.map(() => 'refused'));
    });
    fault.remove();
    stage.newsroom.update('3', { status: 'canceled' });
    await stage.until(() =>
      expect(stage.newsroom.rows('select * from articles where revision <> planned_revision')).toEqual([]),
    );
  }

  async function retry(...args: string[]): Promise<string> {
    const { code, stdout } = await stage.command(['retry', ...args]);
    expect(code).toBe(0);
    return stdout;
  }

  test('posts what was refused while the program runs, in the old order, and nothing that was canceled', async () => {
    await set();
    expect(await retry('--reason', 'weird')).toContain('main: nothing to retry');
    expect(await retry('--reason', 'message_too', '--channel', 'main')).toContain(
      'main: 7 posts promised again',
    );
    const expected = ids.filter((id) => id !== '3');
    await stage.until((texts) => expect(headlines(texts)).toEqual(expected));
    expect(stage.stateOf('3')).not.toBe('sent');
    expect(stage.newsroom.rows('select name, action, subject, after from audit')).toEqual([
      { name: 'khabarshy retry', action: 'retry', subject: 'main', after: '7' },
    ]);
    expect(await retry()).toContain('main: nothing to retry');
  });

  test('an unknown channel is named, and nothing is done', async () => {
    await set();
    const { code, stderr } = await stage.command(['retry', '--channel', 'nowhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('No channel is named "nowhere". There are: main.');
    expect(stage.stateOf('1')).toBe('refused');
  });
});

describe('/retry', () => {
  async function refuse(stage: DeskStage, count: number): Promise<void> {
    const chatId = channels.en;
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId, error });
    for (const id of ids.slice(0, count)) await stage.publish(id, {}, 60_000 - Number(id));
    await stage.until(() => {
      for (const id of ids.slice(0, count)) expect(stage.posts(id)).toMatchObject([{ state: 'refused' }]);
    });
    fault.remove();
  }

  test('of a few posts is done at once, by any editor, and stands in the log', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await refuse(stage, 3);
    expect((await stage.say('/retry kk', editorId)).text).toBe('kk: nothing to try again');
    expect((await stage.say('/retry EN', editorId)).text).toBe('🔁 en: 3 posts queued again');
    await stage.until(() =>
      expect(stage.lines(channels.en)).toEqual(['Headline 1', 'Headline 2', 'Headline 3']),
    );
    expect((await stage.say('/log')).text).toContain('Boris: tried again en (3 posts)');
  });

  test('of many asks first; the second yes changes nothing', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await refuse(stage, 8);
    const question = await stage.say('/retry all');
    expect(question.text).toBe('Telegram refused 8 posts. Shall I try again (kk, en)?');
    expect(stage.lines(channels.en)).toEqual([]);
    expect(await stage.press(question, 'Yes')).toContain('en: 8 posts queued again');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(ids.map((id) => `Headline ${id}`)));
    await stage.pressData(question, stage.buttons(question)[0]?.data ?? '');
    expect(stage.lines(channels.en)).toHaveLength(8);
  });

  test('leaves out what is too old, and says so', async () => {
    const stage = await DeskStage.set();
    await refuse(stage, 2);
    stage.clock.advance(7 * 3_600_000);
    await stage.publish('9');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline 9']));
    expect((await stage.say('/retry en')).text).toBe(
      'en: nothing to try again\nen: 2 posts left out as too old; /post sends one all the same',
    );
    expect((await stage.say('/retry')).text).toContain('/retry kk');
    expect((await stage.say('/retry nowhere', ownerId)).text).toContain('There is no channel nowhere');
  });
});
