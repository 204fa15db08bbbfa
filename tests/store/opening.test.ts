import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Events } from '../../src/events.ts';
import { Intake } from '../../src/intake/intake.ts';
import { openStore } from '../../src/store/store.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';
import { noon, plan } from '../stage/builders.ts';
import { article } from '../stage/stored-posts.ts';
import { makeFolder } from '../stage/folder.ts';

const storeModule = new URL('../../src/store/store.ts', import.meta.url).href;

/** Runs a few lines of ours in a process of their own; `openStore` and `url` are there. */
function runProcess(url: string, lines: string, options: { uid?: number } = {}): ChildProcess {
  const script = `import { openStore } from ${JSON.stringify(storeModule)};
const url = ${JSON.stringify(url)};
${lines}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output.trim();
}

forEachEngine((engine) => {
  describe('opening', () => {
    test('twice at once, in one process and in two, makes the tables once', async () => {
      const url = await engine.createDatabase();
      const lines = 'const store = await openStore(url); await store.close(); console.log("open");';
      const others = [runProcess(url, lines), runProcess(url, lines)].map(outputOf);
      const stores = await Promise.all([openStore(url), openStore(url), openStore(url)]);
      expect(await Promise.all(others)).toEqual(['open', 'open']);
      await stores[0].articles.save(article(), noon);
      expect(await stores[1].articles.count()).toBe(1);
      for (const store of stores) await store.close();
    });

    test('again finds what was written', async () => {
      const url = await engine.createDatabase();
      const first = await openStore(url);
      await first.articles.save(article(), noon);
      await first.close();
      const second = await openStore(url);
      expect(await second.articles.find('a1')).toMatchObject({ headline: article().headline });
      await second.close();
    });

    test('a database of a newer khabarshy is refused, and left as it is', async () => {
      const { url, newsroom } = await openStage(engine, { changesSchema: true });
      await newsroom.run(`insert into khabarshy_migrations (name, timestamp) values ('9999-later', ?)`, [
        noon.toISOString(),
      ]);
      const refused = openStore(url);
      await expect(refused).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' });
      await expect(refused).rejects.toThrow(/newer khabarshy/);
    });
  });

  describe('the lock', () => {
    test('is held by one, and free when that one lets go', async () => {
      const { store, url } = await openStage(engine);
      const other = await openStore(url);
      onTestFinished(() => other.close());
      const unlock = await store.lock(() => undefined);
      expect(unlock).not.toBeNull();
      expect(await other.lock(() => undefined)).toBeNull();
      expect(await store.lock(() => undefined)).toBeNull();
      await unlock?.();
      const again = await other.lock(() => undefined);
      expect(again).not.toBeNull();
      await again?.();
    });

    test('is free when the process that held it was killed', async () => {
      const { store, url } = await openStage(engine);
      const holder = runProcess(
        url,
        'const store = await openStore(url); const unlock = await store.lock(() => {}); console.log(unlock !== null); setInterval(() => unlock, 1000);',
      );
      const [said] = (await once(holder.stdout ?? holder, 'data')) as [Buffer]; // the stream is raw
      expect(said.toString().trim()).toBe('true');
      expect(await store.lock(() => undefined)).toBeNull();
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await expect
        .poll(
          async () => {
            const unlock = await store.lock(() => undefined);
            await unlock?.();
            return unlock !== null;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    });
  });

  describe('the watch', () => {
    test('notices what another one commits, and not what we do ourselves', async () => {
      const { store, newsroom } = await openStage(engine);
      let commits = 0;
      let notice: () => void = () => undefined;
      const stop = await store.watch(
        () => {
          commits += 1;
          notice();
        },
        () => undefined,
      );
      onTestFinished(stop);
      for (const id of ['a1', 'a2', 'a3']) {
        const noticed = new Promise<void>((resolve) => (notice = resolve));
        await newsroom.run(
          "insert into articles (id, url, language, headline) values (?, 'https://news.example', 'kk', 'x')",
          [id],
        );
        await noticed;
      }
      const gone = { promises: [], renewals: [], drops: [], dueChanges: [] };
      const before = commits;
      await store.ledger.record([{ articleId: 'a1', revision: 1, ...gone }], noon);
      await store.facts.set('telegram', 'sandbox');
      // Whatever our own commits stir up would be seen before the newsroom's next one.
      const noticed = new Promise<void>((resolve) => (notice = resolve));
      await newsroom.run("update articles set headline = 'y' where id = 'a2'");
      await noticed;
      expect(commits - before).toBeLessThanOrEqual(2);
    });

    test('says nothing after it was stopped', async () => {
      const { store, newsroom } = await openStage(engine);
      let commits = 0;
      const stop = await store.watch(
        () => (commits += 1),
        () => undefined,
      );
      await stop();
      const before = commits;
      await newsroom.run(
        "insert into articles (id, url, language, headline) values ('a1', 'https://news.example', 'kk', 'x')",
      );
      expect(await store.articles.isAnyUnplanned()).toBe(true);
      expect(commits).toBe(before);
    });
  });

  describe.runIf(engine.name === 'Postgres')('a connection that is cut', () => {
    const cut = (what: string) =>
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${what}`;

    const lockers = cut("pid in (select pid from pg_locks where locktype = 'advisory' and granted)");

    /** Of this database: other tests have locks on the same server. */
    const locks = (isGranted: boolean) =>
      `select pid from pg_locks where locktype = 'advisory' and granted = ${isGranted}
       and database = (select oid from pg_database where datname = current_database())`;

    test('takes the lock again as soon as it can', async () => {
      const { store, newsroom } = await openStage(engine);
      let isLost = false;
      const unlock = await store.lock(() => (isLost = true));
      const [first] = await newsroom.rows(locks(true));
      await newsroom.rows(lockers);
      // The server needs a moment to let go of the session that was cut.
      const again = async () =>
        (await newsroom.rows(locks(true))).filter(({ pid }) => pid !== first?.['pid']);
      await expect.poll(again, { timeout: 10_000 }).toHaveLength(1);
      expect(await store.lock(() => undefined)).toBeNull();
      expect(isLost).toBe(false);
      await unlock?.();
      const next = await store.lock(() => undefined);
      expect(next).not.toBeNull();
      await next?.();
    });

    test('loses the lock to another one, and we are told', async () => {
      const { store, newsroom, url } = await openStage(engine);
      const lost = Promise.withResolvers<string>();
      await store.lock(lost.resolve);
      // The other one waits for the lock, so that it has it in the moment in which ours is cut.
      const waiting = newsroom.rows('select pg_advisory_lock(1802002786)');
      const other = await engine.connect(url);
      await expect.poll(() => other.rows(locks(false)), { timeout: 10_000 }).toHaveLength(1);
      await other.rows(lockers);
      await waiting;
      await other.close();
      await expect(lost.promise).resolves.toBe('taken');
    });

    test('is made anew by the watch, and what came meanwhile is noticed', async () => {
      const { store, newsroom } = await openStage(engine);
      const troubles: unknown[] = [];
      let notice: () => void = () => undefined;
      let trouble: () => void = () => undefined;
      const stop = await store.watch(
        () => notice(),
        (error) => {
          troubles.push(error);
          trouble();
        },
      );
      onTestFinished(stop);
      const troubled = new Promise<void>((resolve) => (trouble = resolve));
      await newsroom.rows(cut("query = 'listen khabarshy_articles'"));
      await troubled;
      const noticed = new Promise<void>((resolve) => (notice = resolve));
      await newsroom.run(
        "insert into articles (id, url, language, headline) values ('a1', 'https://news.example', 'kk', 'x')",
      );
      await noticed;
      expect(troubles).toHaveLength(1);
      expect(await store.articles.isAnyUnplanned()).toBe(true);
    });

    test('does not stop the queries after it', async () => {
      const { store, newsroom } = await openStage(engine);
      await store.articles.save(article(), noon);
      await newsroom.rows(cut('pid <> pg_backend_pid()'));
      await expect.poll(() => store.articles.count().catch(() => null), { timeout: 10_000 }).toBe(1);
    });
  });
});

describe('an SQLite file', () => {
  const unusable = async (file: string): Promise<string> => {
    const opened = openStore(`sqlite:${file}`);
    await expect(opened).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' });
    return opened.then(
      () => '',
      (error: Error) => error.message,
    );
  };

  test('that is no database is refused, and left as it is', async () => {
    const file = join(makeFolder(), 'news.db');
    writeFileSync(file, 'This is a shopping list, and not a database at all.\n'.repeat(100));
    const { size } = statSync(file);
    expect(await unusable(file)).toMatch(
      /news\.db: file is not a database\. Check DATABASE_URL.* the file is damaged/,
    );
    expect(statSync(file).size).toBe(size);
  });

  test('that is a folder is said to be one', async () => {
    const folder = makeFolder();
    expect(await unusable(folder)).toMatch(/it is a folder\. Name a file in DATABASE_URL, such as sqlite:/);
  });

  test('that is damaged inside is refused', async () => {
    const file = join(makeFolder(), 'news.db');
    const store = await openStore(`sqlite:${file}`);
    for (let index = 0; index < 50; index += 1) {
      await store.articles.save({ ...article(`a${index}`), body: 'x'.repeat(2_000) }, noon);
    }
    await store.close();
    const handle = openSync(file, 'r+');
    for (let page = 2; page < 20; page += 1)
      writeSync(handle, Buffer.alloc(2_048, 0xa5), 0, 2_048, page * 4_096);
    closeSync(handle);
    expect(await unusable(file)).toMatch(/put a backup in its place/);
  });

  test('that holds a row which breaks a rule of ours is opened all the same', async () => {
    const file = join(makeFolder(), 'news.db');
    await (await openStore(`sqlite:${file}`)).close();
    const other = new SqliteDatabase(file);
    other.pragma('ignore_check_constraints = on');
    other.exec(
      "insert into articles (id, url, language, headline, urgency) values ('a1', 'x', 'kk', 'y', 9)",
    );
    other.close();
    const store = await openStore(`sqlite:${file}`);
    expect(await store.articles.find('a1')).toMatchObject({ urgency: 9 });
    await store.close();
  });

  test('that holds what is no list and no moment: the rows beside it are read', async () => {
    const file = join(makeFolder(), 'news.db');
    const store = await openStore(`sqlite:${file}`);
    onTestFinished(() => store.close());
    const other = new SqliteDatabase(file);
    other.pragma('ignore_check_constraints = on');
    const insert = other.prepare(
      "insert into articles (id, url, language, headline, published_at, keywords) values (?, 'http://x.example', 'kk', 'Парк', ?, ?)",
    );
    insert.run('dateless', '1999, spring', null);
    insert.run('good', noon.toISOString(), '["Парк"]');
    insert.run('listless', noon.toISOString(), 'Парк');
    insert.run('never due', 'yesterday', '{}');
    other.close();
    const { articles, unreadable } = await store.articles.unplanned(noon, null, 100);
    expect(articles.map(({ id, keywords }) => [id, keywords])).toEqual([['good', ['Парк']]]);
    expect(unreadable.map(({ id, fault }) => [id, fault.column])).toEqual([
      ['dateless', 'published_at'],
      ['listless', 'keywords'],
      ['never due', 'keywords'],
    ]);
    expect(await store.articles.nextDueAt(noon)).toBeNull();
    await store.ledger.record(
      articles.map(({ id }) => plan(id)),
      noon,
    );
    expect(await store.search.indexSome(10)).toBe(1);
    expect(await store.search.find('парк', { offset: 0, limit: 9 })).toHaveLength(1);
  });

  test('is copied to the end while somebody else goes on committing', async () => {
    const folder = makeFolder();
    const url = `sqlite:${join(folder, 'news.db')}`;
    const store = await openStore(url);
    onTestFinished(() => store.close());
    const body = 'b'.repeat(1_000);
    const articles = Array.from({ length: 2_000 }, (_, index) => ({ ...article(`a${index}`), body }));
    await new Intake(store, new Events()).import(articles, noon);
    const newsroom = new SqliteDatabase(join(folder, 'news.db'), { timeout: 5_000 });
    const copying = { isDone: false };
    const done = store.backup(join(folder, 'copy.db')).finally(() => (copying.isDone = true));
    for (let writes = 0; !copying.isDone && writes < 2_000; writes += 1) {
      newsroom.exec("update articles set views = views + 1 where id = 'a0'");
      await new Promise((resolve) => setImmediate(resolve));
    }
    newsroom.close();
    expect(copying.isDone).toBe(true);
    await done;
    const copy = new SqliteDatabase(join(folder, 'copy.db'), { readonly: true });
    expect(copy.prepare('select count(*) from articles').pluck().get()).toBe(2_000);
    copy.close();
  });

  test('that is a backup, beside the log of the database in whose place it was put, is refused', async () => {
    const file = join(makeFolder(), 'news.db');
    const killed = runProcess(
      `sqlite:${file}`,
      `const store = await openStore(url);
      await store.backup('${file}.copy');
      await store.facts.set('telegram', 'sandbox');
      process.kill(process.pid, 'SIGKILL');`,
    );
    await once(killed, 'close');
    copyFileSync(`${file}.copy`, file);
    expect(await unusable(file)).toMatch(/news\.db-wal belongs to that one.* Remove it/);
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`);
    const store = await openStore(`sqlite:${file}`);
    expect(await store.facts.get('telegram')).toBeNull();
    await store.close();
  });

  test.skipIf(process.platform === 'win32')('is one, by whichever link it is opened', async () => {
    const [folder, elsewhere] = [makeFolder(), makeFolder()];
    const [link, file] = [join(folder, 'link.db'), join(elsewhere, 'news.db')];
    symlinkSync(file, link);
    const [byLink, byName] = [await openStore(`sqlite:${link}`), await openStore(`sqlite:${file}`)];
    const unlock = await byLink.lock(() => undefined);
    expect(await byName.lock(() => undefined)).toBeNull();
    await unlock?.();
    await byName.close();
    await byLink.close();
    expect(readdirSync(folder)).toEqual(['link.db']);
  });

  describe.skipIf(process.platform === 'win32')('in use', () => {
    test.each(['replaced', 'removed'])('and %s under us: we are told', async (how) => {
      const file = join(makeFolder(), 'news.db');
      const store = await openStore(`sqlite:${file}`);
      onTestFinished(() => store.close());
      const lost = Promise.withResolvers<string>();
      const unlock = await store.lock(lost.resolve);
      if (how === 'removed') rmSync(file);
      else {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      }
      await expect(lost.promise).resolves.toBe('replaced');
      await unlock?.();
    });

    test('whose lock was tidied away: it is locked anew, or another has it and we are told', async () => {
      const file = join(makeFolder(), 'news.db');
      const [store, other] = [await openStore(`sqlite:${file}`), await openStore(`sqlite:${file}`)];
      const lost = Promise.withResolvers<string>();
      const unlock = await store.lock(lost.resolve);
      rmSync(`${file}.lock`);
      await expect.poll(() => existsSync(`${file}.lock`), { timeout: 10_000 }).toBe(true);
      expect(await other.lock(() => undefined)).toBeNull();
      rmSync(`${file}.lock`);
      const taken = await other.lock(() => undefined);
      expect(taken).not.toBeNull();
      await expect(lost.promise).resolves.toBe('taken');
      for (const end of [unlock, taken, () => store.close(), () => other.close()]) await end?.();
    });
  });

  test('that somebody else keeps locked is refused, with who is to be looked for', async () => {
    const file = join(makeFolder(), 'news.db');
    const other = new SqliteDatabase(file);
    other.exec('begin exclusive');
    expect(await unusable(file)).toMatch(/database is locked\. Another program holds its lock/);
    other.close();
  });

  test('in a folder that cannot be made is refused, with what to look at', async () => {
    const file = join(makeFolder(), 'plain');
    writeFileSync(file, '');
    expect(await unusable(join(file, 'news.db'))).toMatch(/Check that the folder exists/);
  });

  test.skipIf(process.platform === 'win32')('in a folder where we may not write is refused', async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o555);
    const lines = 'await openStore(url).catch((error) => console.log(error.code, error.message));';
    // Root may write everywhere, so another user tries.
    const asUser = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const output = await outputOf(runProcess(`sqlite:${join(folder, 'news.db')}`, lines, asUser));
    expect(output).toMatch(/^DATABASE_UNUSABLE .*news\.db: unable to open .* this user may write there/);
    expect(readdirSync(folder)).toEqual([]);
    chmodSync(folder, 0o755);
  });

  test.skipIf(process.getuid?.() !== 0)('locked by root first is not kept from its own user', async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o777);
    const file = join(folder, 'news.db');
    const url = `sqlite:${file}`;
    const lock = `
      const store = await openStore(url);
      const said = await store.lock(() => {}).catch((error) => error.code + error.message);
      console.log(typeof said === 'string' ? said : 'locked');
      process.exit();`;
    const asUser = { uid: 65_534 };
    await outputOf(runProcess(url, 'await (await openStore(url)).close();', asUser));
    await outputOf(runProcess(url, lock));
    expect(statSync(`${file}.lock`).uid).toBe(asUser.uid);
    expect(await outputOf(runProcess(url, lock, asUser))).toMatch(/^locked/);
    // One that may only be read would be granted to everybody at once.
    chownSync(`${file}.lock`, 0, 0);
    const refused = /^DATABASE_UNUSABLE.*news\.db\.lock: .* this user may write there/;
    expect(await outputOf(runProcess(url, lock, asUser))).toMatch(refused);
  });

  test('whose folder cannot be watched is looked at now and then', async () => {
    const folder = makeFolder();
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const store = await openStore(`sqlite:${join(folder, 'inner', 'news.db')}`);
    onTestFinished(() => store.close());
    renameSync(join(folder, 'inner'), join(folder, 'moved'));
    let notice: () => void = () => undefined;
    const noticed = new Promise<void>((resolve) => (notice = resolve));
    const stop = await store.watch(
      () => notice(),
      () => undefined,
    );
    onTestFinished(stop);
    const newsroom = new SqliteDatabase(join(folder, 'moved', 'news.db'));
    newsroom.exec(
      "insert into articles (id, url, language, headline) values ('a1', 'https://x.example', 'kk', 'x')",
    );
    newsroom.close();
    await noticed;
    expect(await store.articles.isAnyUnplanned()).toBe(true);
    await expect(store.lock(() => undefined)).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' });
  });
});

test.each([
  'postgres://user:hidden@127.0.0.1:1/news',
  'postgres://user:hidden@[bad/news',
  'postgres://user:hidden@127.0.0.1:port/news',
])('Postgres at %s is refused, without its password', async (url) => {
  const refused = await openStore(url).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: 'DATABASE_UNUSABLE' });
  expect(String(refused)).not.toContain('hidden');
});
