import { describe, expect, test } from 'vitest';
import { channelId, DeskStage, logChatId, outsiderId } from '../../stage/desk-stage.ts';

const byDay = '2026-11-24T10:00:00Z';

describe('a post that needs approval', () => {
  test('is shown as it would look, and leaves when an editor says yes, once', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1', { urgency: 1, summary: 'Of the summary.' });
    const question = await stage.question();
    expect(question.text).toBe('Post this to main?');
    expect(stage.lines(logChatId)).toEqual(['Headline 1', 'Post this to main?']);
    expect(stage.lines()).toEqual([]);
    const answers = await Promise.all([stage.press(question, 'Post'), stage.press(question, 'Drop')]);
    expect(answers.toSorted()).toEqual(['✓ To be posted — Aigul', '✓ To be posted — Aigul']);
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    const [shown] = stage.sandbox.messages(logChatId);
    expect(stage.sandbox.messages(channelId)[0]?.text).toBe(shown?.text);
    await stage.until(() =>
      expect(stage.sandbox.message(logChatId, question.id)).toMatchObject({
        text: 'Post this to main?\n\n✓ To be posted — Aigul',
        keyboard: null,
      }),
    );
  });

  test('by night: a yes says until when it is kept, unless it is breaking', async () => {
    const night = 'quiet: { from: "23:00", to: "07:00", mode: keep }';
    const stage = await DeskStage.withRules(['approval: all', night], '2026-11-24T21:00:00Z');
    await stage.start();
    await stage.publish('1');
    const kept = '✓ To be posted when the quiet hours end (07:00) — Aigul';
    const question = await stage.question();
    expect(await stage.press(question, 'Post')).toBe(kept);
    await stage.until(() =>
      expect(stage.sandbox.message(logChatId, question.id)).toMatchObject({
        text: `Post this to main?\n\n${kept}`,
        keyboard: null,
      }),
    );
    await stage.publish('2', { urgency: 1 });
    expect(await stage.press(await stage.question(), 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 2']));
    stage.clock.jumpTo('2026-11-25T02:00:30Z');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 2', 'Headline 1']));
  });

  test('does not move for an outsider, nor for forged data', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    const question = await stage.question();
    for (const data of ['ask:1:1:post', 'ask:1:1:drop', 'ask:1:1:later']) {
      stage.sandbox.userPresses(outsiderId, logChatId, question.id, data);
    }
    for (const data of [
      'ask:1:2:post',
      'ask:99:1:post',
      'ask:1:0:drop',
      'ask:999999999999999:999999999:drop',
    ]) {
      expect(await stage.pressData(question, data)).toBe('This was already decided.');
    }
    expect(stage.lines()).toEqual([]);
    expect(await stage.press(question, 'Drop')).toBe('✗ Dropped — Aigul');
    await stage.publish('2');
    await stage.question();
    expect(stage.lines()).toEqual([]);
  });

  test('says how many wait, asks again after "later", and survives a restart', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    await stage.question(1);
    await stage.publish('2');
    const second = await stage.question(2);
    expect(second.text).toBe('Post this to main?\nWaiting for an answer: 2 posts.');
    expect(await stage.press(second, 'Later (1 h)')).toBe('⏳ I will ask again in an hour — Aigul');
    await stage.stop();
    await stage.start();
    stage.clock.jumpTo('2026-11-24T10:59:00Z');
    const first = await stage.question(1);
    stage.clock.jumpTo('2026-11-24T11:00:30Z');
    const again = await stage.question(2);
    expect(await stage.press(again, 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 2']));
    expect(await stage.press(first, 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 2', 'Headline 1']));
  });

  test.each([
    ['post', ['Headline 1'], '✓ Nobody answered in time, so it is being posted.'],
    ['drop', [], '✗ Nobody answered in time, so it was dropped.'],
  ] as const)('that nobody answers about: %s', async (ending, expected, verdict) => {
    const rules = ['approval: all', 'approval_timeout: 30m', `then: ${ending}`];
    const stage = await DeskStage.withRules(rules, byDay);
    await stage.start();
    await stage.publish('1');
    const question = await stage.question();
    expect(question.text).toMatch(/If nobody answers by 15:30, it will be (posted|dropped)\./);
    stage.clock.jumpTo('2026-11-24T10:29:00Z');
    await stage.publish('other');
    await stage.question(2);
    expect(stage.lines()).toEqual([]);
    stage.clock.jumpTo('2026-11-24T10:30:30Z');
    await stage.until(() => expect(stage.sandbox.message(logChatId, question.id)?.text).toContain(verdict));
    await stage.until(() => expect(stage.lines()).toEqual(expected));
    expect(await stage.press(question, 'Drop')).toBe('This was already decided.');
  });

  test('is asked about anew when its article changes, also after a yes that came too late', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    const old = await stage.question();
    await stage.publish('1', { headline: 'Mended' });
    await stage.until(() => expect(stage.lines(logChatId)).toContain('Mended'));
    const anew = await stage.question(1);
    expect(anew.id).not.toBe(old.id);
    expect(await stage.press(old, 'Post')).toBe('This was already decided.');
    expect(await stage.press(anew, 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Mended']));
  });

  test('is not asked about any more when its article is held or canceled', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    await stage.publish('2');
    await stage.question(2);
    await stage.publish('1', { status: 'withheld' });
    await stage.publish('2', { status: 'canceled' });
    const closed = () => stage.sandbox.messages(logChatId).filter(({ text }) => text.includes('is void.'));
    await stage.until(() => expect(closed().map(({ keyboard }) => keyboard)).toEqual([null, null]));
    await stage.publish('1', { status: 'usable' });
    expect(await stage.press(await stage.question(1), 'Post')).toBe('✓ To be posted — Aigul');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
  });

  test('a no that was given in time counts, though nobody listened until the time was over', async () => {
    const rules = ['approval: all', 'approval_timeout: 30m', 'then: post'];
    const stage = await DeskStage.withRules(rules, byDay);
    await stage.start();
    await stage.publish('1');
    const question = await stage.question();
    await stage.stop();
    const pressed = stage.press(question, 'Drop');
    stage.clock.jumpTo('2026-11-24T11:00:00Z');
    await stage.start();
    expect(await pressed).toBe('✗ Dropped — Aigul');
    await stage.publish('2');
    await stage.question();
    expect(stage.lines()).toEqual([]);
  });

  test('that Telegram does not show us in any form is asked about by its first line', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    const error = { code: 400, description: 'Bad Request: WEIRD_CONTENT' };
    stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: logChatId, error, times: 2 });
    await stage.publish('1');
    expect((await stage.question()).text).toBe('Headline 1\n\nPost this to main?');
    await stage.publish('2');
    await stage.question(2);
  });

  test('is shown once, though the question itself had to wait for Telegram', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    const chance = [1, 0];
    stage.sandbox.addFault({
      kind: '429',
      method: 'sendMessage',
      chatId: logChatId,
      retryAfterSeconds: 40,
      times: 1,
      probability: 0.5,
      random: () => chance.shift() ?? 1,
    });
    await stage.publish('1');
    await stage.until(() => expect(chance).toEqual([]));
    // By the time of another answer that one has long arrived.
    await stage.say('/held');
    stage.clock.jumpTo('2026-11-24T10:00:20Z');
    await stage.publish('2');
    expect(stage.lines(logChatId)).toEqual(['Headline 1']);
    stage.clock.jumpTo('2026-11-24T10:02:00Z');
    await stage.question(2);
    expect(stage.lines(logChatId).filter((line) => line === 'Headline 1')).toHaveLength(1);
  });

  test('may be one of some sections only, and a digest of everything', async () => {
    const stage = await DeskStage.withRules(['approval: [court]'], byDay);
    await stage.start();
    await stage.publish('1', { section: 'Sport' }, 2);
    await stage.publish('2', { section: 'Court' });
    await stage.question();
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    await stage.stop();
    stage.rule(['approval: all', 'digest: { schedule: "0 16 * * *" }']);
    stage.clock.jumpTo('2026-11-24T11:00:00Z');
    await stage.start();
    const digest = await stage.question(2);
    expect(stage.lines(logChatId)).toContain('Top stories · 24 November');
    expect(stage.lines()).toEqual(['Headline 1']);
    await stage.press(digest, 'Post');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1', 'Top stories · 24 November']));
  });
});

test('a question that Telegram lets nobody close keeps no other from being asked, and is given up', async () => {
  const stage = await DeskStage.withRules(['approval: all'], byDay);
  const run = await stage.start();
  await stage.publish('1');
  await stage.question();
  const error = { code: 403, description: 'Forbidden: bot is not a member of the supergroup chat' };
  const fault = stage.sandbox.addFault({ kind: 'error', method: 'editMessageText', error });
  await stage.publish('1', { status: 'canceled' });
  await run.waitForLine(({ msg }) => msg === 'a question could not be answered; it is tried again');
  await stage.publish('2');
  await stage.question(2);
  await stage.until(async () => {
    stage.clock.advance(120_000);
    // It is looked at after each poll.
    await stage.publish('3', { status: 'withheld' });
    const gaveUp = 'Telegram takes no answer to a question; it stays as it is';
    expect(run.lines.filter(({ msg }) => msg === gaveUp)).toHaveLength(1);
  });
  expect(fault.strikes).toBe(10);
});

describe('what was approved', () => {
  const night = 'quiet: { from: "23:00", to: "07:00", mode: keep }';

  test('waits for the morning, and is sent as it was approved', async () => {
    const stage = await DeskStage.withRules(['approval: all', night], '2026-11-24T20:00:00Z');
    await stage.start();
    await stage.publish('1');
    await stage.press(await stage.question(), 'Post');
    await stage.stop();
    // Another way to compose it: the settings changed, and the yes was to the old text.
    stage.rule(['approval: all', night, 'footer: New footer']);
    await stage.start();
    await stage.publish('other');
    await stage.question();
    expect(stage.lines()).toEqual([]);
    stage.clock.jumpTo('2026-11-25T02:00:01Z');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    expect(stage.sandbox.messages(channelId)[0]?.text).not.toContain('New footer');
  });

  test('is asked about anew when its article changes before it left', async () => {
    const stage = await DeskStage.withRules(['approval: all', night], '2026-11-24T20:00:00Z');
    await stage.start();
    await stage.publish('1');
    const old = await stage.question();
    await stage.press(old, 'Post');
    await stage.until(() => expect(stage.sandbox.message(logChatId, old.id)?.keyboard).toBeNull());
    await stage.publish('1', { headline: 'Mended' });
    const anew = await stage.question();
    stage.clock.jumpTo('2026-11-25T02:00:01Z');
    await stage.publish('flash', { urgency: 1 });
    await stage.question(2);
    expect(stage.lines()).toEqual([]);
    await stage.press(anew, 'Post');
    await stage.until(() => expect(stage.lines()).toEqual(['Mended']));
  });
});
