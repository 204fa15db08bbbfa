import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { openBackend, openStore } from '../../src/store/store.ts';
import { forEachEngine, type Engine, type Newsroom } from '../stage/databases.ts';

/** A database as the versions before several bots left it. */
async function openOld(engine: Engine): Promise<{ url: string; old: Newsroom }> {
  const url = await engine.createDatabase();
  const backend = await openBackend(url);
  const db = new Kysely<unknown>({ dialect: backend.dialect });
  const known = Object.entries(await backend.migrations.load()).filter(([name]) => name < '0018');
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(known)) },
    migrationTableName: 'khabarshy_migrations',
    migrationLockTableName: 'khabarshy_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
  await db.destroy();
  const old = await engine.connect(url);
  onTestFinished(() => old.close());
  return { url, old };
}

const written = [
  "insert into editors (user_id, name, added_by, added_at) values (5, 'Five', 1, 1)",
  "insert into preferences (user_id, language) values (5, 'kk')",
  `insert into audit (at, user_id, name, action, subject) values (1, 5, 'Five', 'hold', 'a')`,
  "insert into troubles (key, detail, began_at) values ('channel:a', 'closed', 1)",
  "insert into facts (key, value) values ('log_chat', '@log -1'), ('run_id', 'x'), ('burst', '1')",
  "insert into log_copies (chat_id, message_id) values ('5', 7)",
  "insert into channels (name) values ('a')",
  `insert into posts (channel, article_id, state, priority, sort_at, promised_at, message_id, message)
   values ('a', 'x', 'sent', 2, 1, 1, 1, '{}')`,
];

forEachEngine((engine) => {
  test('what was there before several bots belongs to main, which is the bot of the lanes', async () => {
    const { url, old } = await openOld(engine);
    for (const statement of written) await old.run(statement);
    await old.run("insert into lanes (bot, holder, epoch, since) values ('4242', 'a process', 6, 1)");
    const store = await openStore(url);
    onTestFinished(() => store.close());
    expect(await store.editors.list()).toMatchObject([{ userId: 5, name: 'Five' }]);
    expect(await store.editors.languageOf(5)).toBe('kk');
    expect((await store.audit.last('a', ['hold']))?.name).toBe('Five');
    expect(await store.troubles.open()).toMatchObject([{ key: 'channel:a' }]);
    expect(await store.facts.get('log_chat')).toBe('@log -1');
    expect((await store.bursts.read()).openSince).toEqual(new Date(1));
    expect(await store.logCopies.list()).toEqual([{ chatId: '5', messageId: 7 }]);
    expect(await old.rows('select bot, holder, epoch, number from lanes')).toEqual([
      { bot: 'main', holder: null, epoch: 7, number: '4242' },
    ]);
    // With the token of another bot, what stands there is not its own.
    const channels = ['a'];
    expect(await store.lanes.takeAll([{ name: 'main', number: '4242', channels }], new Date())).toMatchObject(
      { moved: [] },
    );
    expect(await store.lanes.takeAll([{ name: 'main', number: '5555', channels }], new Date())).toMatchObject(
      {
        moved: [{ channel: 'a', posts: 1 }],
      },
    );
    expect(await old.rows('select other_bot from posts')).toEqual([{ other_bot: '4242' }]);
  });

  test('where several tokens were used, nobody knows which bot sent what: every post may be changed', async () => {
    const { url, old } = await openOld(engine);
    for (const statement of written) await old.run(statement);
    await old.run(
      "insert into lanes (bot, holder, epoch, since) values ('1', null, 3, null), ('2', null, 9, null)",
    );
    const store = await openStore(url);
    onTestFinished(() => store.close());
    expect(await old.rows('select bot, epoch, number from lanes')).toEqual([
      { bot: 'main', epoch: 10, number: null },
    ]);
    const main = { name: 'main', number: '2', channels: ['a'] };
    expect(await store.lanes.takeAll([main], new Date())).toMatchObject({ moved: [] });
    expect(await old.rows('select number from lanes')).toEqual([{ number: '2' }]);
  });

  test('a database that never ran has no lanes', async () => {
    const { url, old } = await openOld(engine);
    const store = await openStore(url);
    onTestFinished(() => store.close());
    expect(await old.rows('select bot from lanes')).toEqual([]);
  });
});
