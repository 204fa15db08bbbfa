import { expect, test } from 'vitest';
import { isLong } from '../stage/sizes.ts';
import { describeStorm } from './report.ts';
import { runStorm } from './storm.ts';
import { isClear } from './verdict.ts';

/** The same for everybody; STORM_SEED chooses another, and `npm run storm` takes any. */
const seed = Number(process.env['STORM_SEED'] ?? 2026);
const { posts, kills } = isLong ? { posts: 200, kills: 40 } : { posts: 80, kills: 15 };

test(`a storm of ${posts} posts and ${kills} kills: nothing is lost, doubled, out of order, stale or left after a cancel`, async () => {
  const options = { seed, posts, kills, database: 'sqlite' } as const;
  const result = await runStorm(options).catch((error: unknown) => {
    throw new Error(`the storm with seed ${seed} broke off`, { cause: error });
  });
  console.log(describeStorm(options, result));
  expect(isClear(result.verdict), `seed ${seed}: ${JSON.stringify(result.verdict)}\n${result.output}`).toBe(
    true,
  );
  expect(result.counts['kills']).toBeGreaterThanOrEqual(kills);
  expect(result.counts['restores']).toBeGreaterThanOrEqual(1);
  expect(result.counts['takeovers']).toBeGreaterThanOrEqual(1);
  // Only posts of canceled articles may be anything but sent.
  const { sent = 0, killed = 0, dropped = 0, ...others } = result.states;
  expect(others).toEqual({});
  expect(sent + killed + dropped).toBeGreaterThanOrEqual(posts - (result.counts['canceled'] ?? 0) * 2);
}, 240_000);
