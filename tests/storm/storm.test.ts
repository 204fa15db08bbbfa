import { expect, inject, test } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { isLong } from '../stage/sizes.ts';
import { describeStorm } from './report.ts';
import { runStorm } from './storm.ts';
import { isClear } from './verdict.ts';

/** The same for everybody; STORM_SEED chooses another, and `npm run storm` takes any. */
const seed = Number(process.env['STORM_SEED'] ?? 2026);
const { posts, kills } = isLong ? { posts: 200, kills: 40 } : { posts: 30, kills: 5 };

/** A storm takes minutes, so the second engine has one at full size only. */
const engines = isLong && !('missing' in inject('postgres')) ? ['SQLite', 'Postgres'] : ['SQLite'];

test.each(engines)(
  `a storm of ${posts} posts and ${kills} kills on %s: nothing is lost, doubled, out of order, stale or left after a cancel`,
  async (engine) => {
    const database = engine === 'SQLite' ? 'sqlite' : await createPostgresDatabase();
    const options = { seed, posts, kills, database };
    const result = await runStorm(options).catch((error: unknown) => {
      throw new Error(`the storm with seed ${seed} broke off`, { cause: error });
    });
    console.log(describeStorm(options, result));
    expect(isClear(result.verdict), `seed ${seed}: ${JSON.stringify(result.verdict)}\n${result.output}`).toBe(
      true,
    );
    // A frozen process that a standby replaced ends by itself.
    const ends = (result.counts['kills'] ?? 0) + (result.counts['takeovers from a frozen process'] ?? 0);
    expect(ends).toBeGreaterThanOrEqual(kills);
    expect(result.counts['restores']).toBeGreaterThanOrEqual(1);
    expect(result.counts['takeovers']).toBeGreaterThanOrEqual(1);
    // Only posts of canceled articles, and those that Telegram refused, may be anything but sent.
    const { sent = 0, killed = 0, dropped = 0, refused = 0, ...others } = result.states;
    expect(others).toEqual({});
    expect(refused).toBeLessThanOrEqual(result.counts['posts refused in unknown words'] ?? 0);
    expect(sent + killed + dropped + refused).toBeGreaterThanOrEqual(
      posts - (result.counts['canceled'] ?? 0) * 2,
    );
  },
  480_000,
);
