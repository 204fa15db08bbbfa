import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
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

test.skipIf('missing' in inject('postgres'))(
  'the database goes away when the bots have begun: the program goes on, and notes its settings later (needs Postgres)',
  async () => {
    const url = await createPostgresDatabase();
    const stage = await Stage.set();
    await (await stage.spawn({ DATABASE_URL: url })).stop();
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    onTestFinished(() => admin.end());
    const read = "facts where key = 'settings_read'";
    await admin.query(`delete from ${read};
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'going down' using errcode = '57P01'; end $$;
      create trigger away before insert on facts for each row when (new.key = 'settings_read') execute function refuse()`);
    const program = await stage.spawn({ DATABASE_URL: url });
    expect((await admin.query(`select from ${read}`)).rowCount).toBe(0);
    await admin.query('drop trigger away on facts');
    await stage.until(async () => expect((await admin.query(`select from ${read}`)).rowCount).toBe(1));
    expect(await program.stop()).toBe(0);
  },
);
