import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { openPostgres } from '../../../src/store/engines/postgres.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { openStore } from '../../../src/store/store.ts';
import { forEachEngine } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';

const modeOf = (file: string) => statSync(file).mode & 0o777;
const shared = 0o660 & ~process.umask();
const isWindows = process.platform === 'win32';

test.skipIf(isWindows)(
  'files that we make are not for everybody, and a backup is for its owner only',
  async () => {
    const folder = makeFolder();
    const store = await openStore(`sqlite:${join(folder, 'news.db')}`);
    const unlock = await store.lock(() => undefined);
    await store.facts.set('telegram', 'sandbox');
    await store.mark.write();
    const backup = join(makeFolder(), 'copy.db');
    await store.backup(backup);
    const modes = readdirSync(folder).map((name) => [
      name.replace(/-[0-9a-f-]{36}/, ''),
      modeOf(join(folder, name)),
    ]);
    expect(Object.fromEntries(modes)).toMatchObject({
      'news.db': shared,
      'news.db-wal': shared,
      'news.db-shm': shared,
      'news.db.lock': shared,
    });
    expect([...new Set(modes.map(([, mode]) => mode))]).toEqual([shared]);
    expect(modeOf(backup)).toBe(0o600);
    await unlock?.();
    await store.close();
  },
);

test.skipIf(isWindows)('a mode that the owner gave stays, and the files beside it get it too', async () => {
  const file = join(makeFolder(), 'news.db');
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  const store = await openStore(`sqlite:${file}`);
  expect([modeOf(file), modeOf(`${file}-wal`)]).toEqual([0o644, 0o644]);
  await store.close();
});

test('the log of SQLite is small again after a burst', async () => {
  const file = join(makeFolder(), 'news.db');
  const store = await openStore(`sqlite:${file}`);
  for (let count = 0; count < 12; count += 1)
    await store.facts.set('telegram', String(count).repeat(1_000_000));
  await store.facts.set('telegram', '1');
  await store.facts.set('telegram', '2');
  expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(5_000_000);
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});

forEachEngine((engine) => {
  test.skipIf(engine.name === 'SQLite')(
    'a process that hangs in a transaction keeps no row locked',
    async () => {
      const url = await engine.createDatabase();
      const store = await openStore(url);
      await store.facts.set('telegram', 'a');
      const { dialect } = openPostgres(url);
      const db = new Kysely<Tables>({ dialect });
      const locked = Promise.withResolvers<void>();
      const woken = Promise.withResolvers<void>();
      const transaction = db.transaction().execute(async (tx) => {
        await tx.updateTable('facts').set({ value: 'b' }).execute();
        locked.resolve();
        await woken.promise;
        await tx.updateTable('facts').set({ value: 'c' }).execute();
      });
      const end = transaction.then(
        () => 'committed',
        () => 'ended',
      );
      await locked.promise;
      await store.facts.set('telegram', 'd');
      woken.resolve();
      expect(await end).toBe('ended');
      expect(await store.facts.get('telegram')).toBe('d');
      await db.destroy();
      await store.close();
    },
    30_000,
  );

  test.skipIf(engine.name === 'SQLite')('limits of the server do not end what we do', async () => {
    const url = await engine.createDatabase();
    const administrator = await engine.connect(url);
    const limits = [
      'statement_timeout',
      'lock_timeout',
      'idle_in_transaction_session_timeout',
      'idle_session_timeout',
    ];
    const name = new URL(url).pathname.slice(1);
    for (const limit of limits) await administrator.run(`alter database ${name} set ${limit} = '60ms'`);
    const store = await openStore(url);
    let lost = 0;
    const unlock = await store.lock(() => (lost += 1));
    const stop = await store.watch(
      () => undefined,
      () => (lost += 1),
    );
    // Longer than any of the limits: the sessions that listen and hold the lock say nothing meanwhile.
    await administrator.rows('select pg_sleep(0.25)').catch(() => undefined);
    await store.facts.set('telegram', 'sandbox');
    expect(await store.facts.get('telegram')).toBe('sandbox');
    expect(lost).toBe(0);
    await stop();
    await unlock?.();
    await store.close();
    await administrator.run(`alter database ${name} reset all`);
    await administrator.close();
  });
});
