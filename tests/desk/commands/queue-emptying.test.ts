import { describe, expect, test } from 'vitest';
import { channels, DeskStage } from '../../stage/desk-stage.ts';

const hourMs = 3_600_000;

/** A paused channel with posts of 1 to 5 hours. */
async function crowded(): Promise<DeskStage> {
  const stage = await DeskStage.set();
  await stage.say('/pause en');
  for (const age of [1, 2, 3, 4, 5]) await stage.publish(`old${age}`, {}, age * hourMs);
  await stage.untilAnswer('/queue', /en: 5 posts/);
  return stage;
}

describe('emptying a queue', () => {
  test('asks, and drops what the editor was asked about', async () => {
    const stage = await crowded();
    const question = await stage.say('/queue en drop older than 2h 30m');
    expect(question.text).toBe('Drop 3 posts from the queue of en? They were due before 09:30.');
    stage.clock.advance(2 * hourMs);
    expect(await stage.press(question, 'Yes')).toBe('✓ Dropped: 3 posts — Aigul');
    expect(await stage.press(question, 'Yes')).toContain('✓ Dropped: 3 posts');
    await stage.untilAnswer('/queue', /en: 2 posts/);
    expect((await stage.say('/log')).text).toContain('Aigul: emptied the queue of en (3 posts)');
    await stage.say('/resume');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline old2', 'Headline old1']));
  });

  test('a no drops nothing', async () => {
    const stage = await crowded();
    await stage.press(await stage.say('/queue en drop older than 1h'), 'No');
    expect((await stage.say('/queue')).text).toContain('en: 5 posts');
  });

  test.each([
    ['/queue en drop older than 6h', 'en: nothing in the queue was due before 06:00.'],
    ['/queue en drop', 'I do not understand this. For example: /queue en drop older than 6h'],
    ['/queue en drop older than yesterday', 'For example: /queue en drop older than 6h'],
    ['/queue fr drop older than 6h', 'There is no channel fr. Channels: kk, en.'],
  ])('%s: %s', async (text, answer) => {
    const stage = await crowded();
    expect((await stage.say(text)).text).toContain(answer);
    expect((await stage.say('/queue')).text).toContain('en: 5 posts');
  });
});

test('posts of a section are dropped, after a question, and a post moves up', async () => {
  const stage = await DeskStage.set();
  await stage.say('/pause en');
  for (const [id, section] of [
    ['a', 'Sport'],
    ['b', 'Economy'],
    ['c', 'SPORT'],
    ['d', 'Economy'],
  ] as const)
    await stage.publish(id, { section });
  await stage.untilAnswer('/queue', /en: 4 posts/);
  expect((await stage.say('/queue en drop section Weather')).text).toContain(
    'nothing of the section Weather',
  );
  const question = await stage.say('/queue en drop section sport');
  expect(question.text).toBe('Drop 2 posts of the section sport from the queue of en?');
  await stage.publish('e', { section: 'Sport' });
  await stage.untilAnswer('/queue', /en: 5 posts/);
  expect(await stage.press(question, 'Yes')).toBe('✓ Dropped: 2 posts — Aigul');
  const queue = await stage.untilAnswer('/queue en', /3\. Headline e/);
  expect(await stage.press(queue, '3 · ↑')).toBe('moved up');
  await stage.until(() =>
    expect(stage.textOf(queue)).toMatch(/1\. Headline b[\s\S]*2\. Headline e[\s\S]*3\. Headline d/),
  );
  await stage.say('/resume');
  await stage.until(() =>
    expect(stage.lines(channels.en)).toEqual(['Headline b', 'Headline e', 'Headline d']),
  );
});
