import { expect, inject, test } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { openGate } from '../stage/gate.ts';
import { Stage } from '../stage/story-stage.ts';

test.skipIf('missing' in inject('postgres'))(
  'the database falls silent: asked to end, the program ends within the promised ten seconds, and says why (needs Postgres)',
  async () => {
    const gate = await openGate(new URL(await createPostgresDatabase()));
    const stage = await Stage.set();
    const program = await stage.spawn({ DATABASE_URL: gate.url });
    gate.close();
    const askedAtMs = performance.now();
    expect(await program.stop()).toBe(1);
    expect(performance.now() - askedAtMs).toBeLessThan(11_000);
    expect(program.output()).toContain('something does not answer, perhaps the database; ending without it');
  },
);
