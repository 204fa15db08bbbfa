import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuiet } from '../../../src/desk/commands/hours.ts';
import { headlines } from '../../stage/app-stage.ts';
import { channelId, DeskStage, logChatId, outsiderId, ownerId } from '../../stage/desk-stage.ts';

const night = 'quiet: { from: "23:00", to: "07:00", mode: keep }';
const silentNight = 'quiet: { from: "23:00", to: "07:00", mode: silent }';
// 01:00 in Almaty, in the middle of the night; it ends at 02:00 UTC.
const atNight = '2026-11-24T20:00:00Z';
const byDay = '2026-11-24T10:00:00Z';

describe('quiet hours end', () => {
  test('what was kept leaves in its order, slowly, over a restart; breaking news did not wait', async () => {
    const stage = await DeskStage.withRules([night], atNight);
    await stage.start();
    await stage.publish('1', {}, 3);
    await stage.publish('2', {}, 2);
    await stage.publish('flash', { urgency: 1 });
    await stage.until(() => expect(stage.lines()).toEqual(['Headline flash']));
    expect(stage.sandbox.messages(channelId)[0]?.isSilent).toBe(false);
    await stage.stop();
    await stage.start();
    await stage.publish('flash2', { urgency: 2 });
    await stage.until(() => expect(stage.lines()).toEqual(['Headline flash', 'Headline flash2']));
    stage.clock.jumpTo('2026-11-25T02:00:00Z');
    await stage.until(() => expect(stage.lines().slice(2)).toEqual(['Headline 1']));
    await stage.publish('flash3', { urgency: 1 });
    await stage.until(() => expect(stage.lines().slice(3)).toEqual(['Headline flash3']));
    stage.clock.jumpTo('2026-11-25T02:00:40Z');
    await stage.until(() => expect(stage.lines().slice(4)).toEqual(['Headline 2']));
    expect(stage.sandbox.messages(channelId).map(({ isSilent }) => isSilent)).toEqual(Array(5).fill(false));
    await stage.publish('3');
    await stage.until(() => expect(stage.lines().slice(5)).toEqual(['Headline 3']));
  });

  test('at once when the settings say so at the next start', async () => {
    const stage = await DeskStage.withRules([night], atNight);
    await stage.start();
    await stage.publish('1');
    await stage.until(async () => expect((await stage.say('/queue main')).text).toContain('07:00'));
    await stage.stop();
    stage.rule([]);
    await stage.start();
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
  });

  test('at once when an editor says so, and not for an outsider', async () => {
    const stage = await DeskStage.withRules([night], atNight);
    await stage.start();
    await stage.publish('1');
    expect((await stage.say('/quiet')).text).toContain(
      'main: ordinary posts are kept, 23:00–07:00; posts are now kept until Wed',
    );
    stage.sandbox.userSends(outsiderId, outsiderId, '/quiet main off');
    expect((await stage.say('/quiet main')).text).toContain('ordinary posts are kept');
    expect(stage.lines()).toEqual([]);
    expect((await stage.say('/quiet main off')).text).toContain('no quiet hours');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    await stage.stop();
    await stage.start();
    expect((await stage.say('/quiet main')).text).toBe('main: no quiet hours');
    await stage.say('/lang kk');
    expect((await stage.say('/quiet main')).text).toBe('main: тыныштық уақыты белгіленбеген');
    await stage.say('/lang en');
    expect((await stage.say('/quiet MAIN 23:30–6:00 silent')).text).toContain('without sound, 23:30–06:00');
    expect((await stage.say('/log')).text).toContain('23:30–06:00 silent');
    await stage.publish('2');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1', 'Headline 2']));
    expect(stage.sandbox.messages(channelId).map(({ isSilent }) => isSilent)).toEqual([false, true]);
  });

  test('wrong words change nothing and get an example', async () => {
    const stage = await DeskStage.withRules([night], byDay);
    await stage.start();
    for (const words of [
      'main 25:00-07:00 keep',
      'main 7:00-7:00 keep',
      'main loud',
      `main ${'x'.repeat(3_000)}`,
    ]) {
      expect((await stage.say(`/quiet ${words}`)).text).toContain('/quiet main 23:00-07:00 keep');
    }
    expect((await stage.say('/quiet <b> off')).text).toBe('There is no channel <b>. Channels: main.');
    expect((await stage.say('/quiet main')).text).toContain(
      'ordinary posts are kept, 23:00–07:00; posts go out at once now',
    );
  });
});

test('whatever is said, hours are understood whole or not at all', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('23:00', '7:00', '24:00', '-', '–', 'keep', 'hold', 'silent', 'off', ' '),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const hours = readQuiet(words.join(''));
      if (hours === undefined || hours === null) return;
      expect(hours.fromMinute).not.toBe(hours.toMinute);
      expect(Math.max(hours.fromMinute, hours.toMinute)).toBeLessThan(1440);
    }),
  );
  expect(readQuiet('23:00-7:00 KEEP')).toEqual({ fromMinute: 1380, toMinute: 420, mode: 'keep' });
  expect(readQuiet('9:05 – 18:00 silent')).toEqual({ fromMinute: 545, toMinute: 1080, mode: 'silent' });
  expect(readQuiet('Off')).toBeNull();
});

test('nothing that anybody says or presses breaks the desk or changes the hours', async () => {
  const stage = await DeskStage.withRules([night, 'approval: all'], atNight);
  await stage.start();
  await stage.publish('1');
  const question = await stage.question();
  const hostile = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), 40);
  for (const text of hostile) {
    stage.sandbox.userSends(ownerId, ownerId, `/quiet main ${text}`);
    stage.sandbox.userSends(outsiderId, outsiderId, `/quiet main off ${text}`);
    stage.sandbox.userSends(ownerId, ownerId, `/digest ${text}`);
    stage.sandbox.userPresses(ownerId, logChatId, question.id, `ask:${text}`);
    stage.sandbox.userPresses(ownerId, logChatId, question.id, `digest:main:${text}`);
    stage.sandbox.userPresses(outsiderId, logChatId, question.id, 'ask:1:1:post');
  }
  await stage.until(() => {
    const before = stage.sandbox
      .messages(ownerId)
      .filter(({ text }) => text.startsWith('main: ordinary posts are kept, 23:00'));
    if (before.length > 0) return;
    stage.sandbox.userSends(ownerId, ownerId, '/quiet main');
    throw new Error('not yet');
  });
  expect(stage.lines()).toEqual([]);
  expect(await stage.press(question, 'Drop')).toBe('✗ Dropped — Aigul');
});

describe('sound', () => {
  test('is off in silent hours, but for breaking news', async () => {
    const stage = await DeskStage.withRules([silentNight], atNight);
    await stage.start();
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toHaveLength(1));
    await stage.publish('flash', { urgency: 2 });
    await stage.until(() => expect(stage.lines()).toHaveLength(2));
    stage.clock.jumpTo('2026-11-25T02:00:00Z');
    await stage.publish('2');
    await stage.until(() => expect(stage.lines()).toHaveLength(3));
    const silence = stage.sandbox
      .messages(channelId)
      .map(({ text, isSilent }) => [headlines([text])[0]?.slice(9, 10), isSilent]);
    expect(silence).toEqual([
      ['1', true],
      ['f', false],
      ['2', false],
    ]);
  });

  test('may be for breaking news only', async () => {
    const stage = await DeskStage.withRules(['sound: breaking'], byDay);
    await stage.start();
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toHaveLength(1));
    await stage.publish('flash', { urgency: 1 });
    await stage.until(() => expect(stage.lines()).toHaveLength(2));
    expect(stage.sandbox.messages(channelId).map(({ isSilent }) => isSilent)).toEqual([true, false]);
  });
});
