import { expect, test } from 'vitest';
import { describeStorm } from './report.ts';
import { runStorm } from './storm.ts';
import { isClear } from './verdict.ts';

/** The same for everybody; STORM_SEED chooses another, and `npm run storm` takes any. */
const seed = Number(process.env['STORM_SEED'] ?? 2026);

test('a storm: 200 posts and 40 kills, nothing lost, doubled, out of order, stale or undead', async () => {
  const options = { seed, posts: 200, kills: 40, database: 'sqlite' } as const;
  const result = await runStorm(options).catch((error: unknown) => {
    throw new Error(`the storm with seed ${seed} broke off`, { cause: error });
  });
  console.log(describeStorm(options, result));
  expect(isClear(result.verdict), `seed ${seed}: ${JSON.stringify(result.verdict)}\n${result.output}`).toBe(
    true,
  );
  expect(result.counts['kills']).toBe(40);
  // Only what was withdrawn may be anything but sent.
  const { sent = 0, killed = 0, dropped = 0, ...others } = result.states;
  expect(others).toEqual({});
  expect(sent + killed + dropped).toBeGreaterThanOrEqual(200 - (result.counts['withdrawals'] ?? 0) * 2);
}, 180_000);
