import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { runHere } from '../stage/command.ts';
import { Stage } from '../stage/story-stage.ts';

const hourMs = 3_600_000;

test('the clock is 30 hours ahead: it is told once, and when it is right again the articles of the time are posted', async () => {
  const clock = new MovableClock(new Date().toISOString());
  const stage = await Stage.set({ MAX_AGE: '24h' }, {}, clock);
  const run = await stage.start();
  const published_at = new Date().toISOString();
  const news = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => {
      const id = `n${from + index}`;
      return { id, headline: `News ${id}`, published_at };
    });
  clock.set(30 * hourMs);
  stage.newsroom.insert(...news(0, 10));
  await run.waitForLine(({ msg, articles }) => msg === 'planned' && articles === 10);
  expect(stage.told()).toEqual([]);
  stage.newsroom.insert(...news(10, 12));
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  expect(stage.told()[0]).toContain('12 articles came that are too old to be posted (MAX_AGE)');
  expect(stage.texts()).toEqual([]);
  const env = { ...stage.settings };
  for (const command of ['status', 'doctor']) {
    const { stdout } = await runHere([command], { folder: stage.folder, env });
    expect(stdout).toContain('12 articles within an hour, such as n10 of');
  }

  // Somebody sets the clock, and the next article comes.
  clock.set(0);
  stage.newsroom.insert({ id: 'next', headline: 'Next', published_at });
  const all = [...news(0, 12).map(({ headline }) => headline), 'Next'].toSorted();
  await stage.until((texts) => expect(headlines(texts).toSorted()).toEqual(all));
  await run.waitForLine(({ msg, articles }) => msg.startsWith('the clock was set back') && articles === 12);
  await stage.until(() => expect(stage.told()).toHaveLength(2));
  expect(stage.told()[1]).toBe('✅ New articles are young enough again and go out.');
}, 120_000);
