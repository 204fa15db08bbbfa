import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { Stage } from '../stage/story-stage.ts';

let stage: Stage;

const telegramsLimits = { perChatPerSecond: 1, perChatPerMinute: 20, perSecond: 30 };

test('against a server that enforces the limits: no 429, and no second is wasted, over a restart too', async () => {
  stage = await Stage.set(
    { POSTS_PER_MINUTE: '20', POSTS_PER_SECOND: '25' },
    { floodLimits: telegramsLimits },
  );
  const program = await stage.spawn();
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  const startedAtMs = performance.now();
  stage.newsroom.insert(...names.map((headline, index) => ({ id: `n${index}`, headline })));
  await stage.until((texts) => expect(texts).toHaveLength(names.length - 2));
  const tookMs = performance.now() - startedAtMs;
  // A busy machine may be late, but not by a whole second.
  expect(tookMs).toBeLessThan((names.length - 3) * 1_000 + 900);
  // The next run knows what left in the last second, although it did not send it.
  await program.stop('SIGKILL');
  await stage.start();
  await stage.until((texts) => expect(headlines(texts)).toEqual(names));
  expect(stage.sandbox.requests.filter(({ status }) => status === 429)).toEqual([]);
}, 60_000);
