import { setTimeout } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { openGate } from '../stage/gate.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

/** In this time the connection that listens tries three times, and the run mark once. */
const outageMs = 7_000;

test.skipIf('missing' in inject('postgres'))(
  'a Postgres that is stopped for a while is one line of the log at its start, and one at its end (needs Postgres)',
  async () => {
    const gate = await openGate(new URL(await createPostgresDatabase()));
    const stage = await Stage.set({ DATABASE_URL: gate.url });
    const program = await stage.spawn();
    await program.waitForLine(({ msg }) => msg === 'Telegram knows the bot');
    await gate.stop();
    await program.waitForLine(({ msg }) => msg === 'a step failed; it is tried again');
    // An editor asks meanwhile. The connection of the lock, of the lanes, of the desk: all of them fail.
    stage.sandbox.userSends(ownerId, ownerId, '/status');
    await setTimeout(outageMs);
    await gate.start();
    await program.waitForLine(({ msg }) => msg === 'every step succeeds again', 40_000);
    const troubles = program.lines.filter(({ level }) => level === 'warn' || level === 'error');
    expect(troubles.map(({ msg }) => msg)).toEqual(['a step failed; it is tried again']);
    const ends = program.lines.filter(({ msg }) => msg === 'every step succeeds again');
    expect(ends).toHaveLength(1);
    await stage.until(() => expect(stage.told().some((text) => /works again/.test(text))).toBe(true));
    // What the editor asked while it was away.
    await stage.until(() =>
      expect(stage.told().some((text) => /story_channel|main.*running/s.test(text))).toBe(true),
    );
    expect(await program.stop()).toBe(0);
  },
  90_000,
);
