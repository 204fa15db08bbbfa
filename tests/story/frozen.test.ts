import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { forEachEngine, type Engine, type Newsroom } from '../stage/databases.ts';
import { startRelay, startSlowWay } from '../stage/holding-relay.ts';
import { startSocksProxy } from '../stage/proxies.ts';
import { Stage, ownerId } from '../stage/story-stage.ts';

/** A real process is frozen in the middle of everything, another one takes over, and the first one wakes. */

const channels = [
  { name: 'claimed', id: -1_001_000_000_011 },
  { name: 'sending', id: -1_001_000_000_012 },
  { name: 'corrected', id: -1_001_000_000_013 },
  { name: 'killed', id: -1_001_000_000_014 },
] as const;

type Name = (typeof channels)[number]['name'];

/** A post may leave this long after its claim. */
const proofLastsMs = 4_000;

async function setStage(url: string): Promise<Stage> {
  const stage = await Stage.set(
    {
      CHANNELS_FILE: 'channels.yaml',
      LOG_CHAT_ID: String(ownerId),
      DATABASE_URL: url,
    },
    { hostNames: ['telegram.test'] },
  );
  for (const { name, id } of channels) {
    stage.sandbox.addChat({ id, type: 'channel', title: name, username: `channel_${name}` });
  }
  const entries = channels.map(
    ({ name }) => `  - name: ${name}\n    id: '@channel_${name}'\n    sections: [${name}]\n`,
  );
  writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${entries.join('')}`);
  return stage;
}

const standing = (stage: Stage, name: Name) =>
  headlines(stage.texts(channels.find((channel) => channel.name === name)?.id));

async function insert(newsroom: Newsroom, name: Name, headline: string): Promise<void> {
  await newsroom.run(
    "insert into articles (id, url, language, headline, section) values (?, ?, 'en', ?, ?)",
    [name, `https://news.example.kz/${name}`, headline, name],
  );
}

/** What a takeover looks like to the first process: its lock is gone. */
async function takeLockAway(engine: Engine, url: string, newsroom: Newsroom): Promise<void> {
  if (engine.name === 'SQLite') return rmSync(`${url.slice('sqlite:'.length)}.lock`);
  await newsroom.rows(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ? and pid <> pg_backend_pid()`,
    [0x6b686162],
  );
}

/** A process that is frozen in the middle of a commit keeps an SQLite file locked, and nobody can take over. */
async function freeze(pid: number, engine: Engine, newsroom: Newsroom): Promise<void> {
  for (;;) {
    process.kill(pid, 'SIGSTOP');
    if (engine.name === 'Postgres') return;
    try {
      await newsroom.run('begin immediate');
      return await newsroom.run('rollback');
    } catch {
      process.kill(pid, 'SIGCONT');
    }
  }
}

forEachEngine((engine) => {
  test('frozen before, during and after its requests, it sends nothing twice and nothing old', async () => {
    const url = await engine.createDatabase();
    const stage = await setStage(url);
    const relay = await startRelay(stage.sandbox.url);
    const slowWay = await startSlowWay((await startSocksProxy()).port);
    const first = await stage.spawn({
      TELEGRAM_API_ROOT: `http://telegram.test:${relay.port}`,
      PROXY_URL: `socks5://127.0.0.1:${slowWay.port}`,
    });
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    const isTrue = (condition: string) => async () =>
      expect(await newsroom.rows(`select 1 from posts where ${condition}`)).toHaveLength(1);
    await insert(newsroom, 'corrected', 'Old');
    await insert(newsroom, 'killed', 'Wrong');
    await stage.until(() => {
      expect(standing(stage, 'corrected')).toEqual(['Old']);
      expect(standing(stage, 'killed')).toEqual(['Wrong']);
    });
    await stage.until(async () =>
      expect(await newsroom.rows("select 1 from posts where state = 'sent'")).toHaveLength(2),
    );
    // One request has left and has not arrived. The others wait for their connections.
    relay.holdOnly('sendMessage', 'On the way');
    await insert(newsroom, 'sending', 'On the way');
    await stage.until(() => expect(relay.onTheWay.count).toBe(1));
    slowWay.opening.hold();
    await insert(newsroom, 'claimed', 'Claimed');
    await newsroom.run("update articles set headline = 'Not so old' where id = 'corrected'");
    await newsroom.run("update articles set status = 'canceled' where id = 'killed'");
    await stage.until(isTrue("article_id = 'claimed' and state = 'sending'"));
    await stage.until(isTrue("article_id = 'corrected' and due_change = 'edit' and revision = 0"));
    await stage.until(isTrue("article_id = 'killed' and due_change = 'kill' and wake_at is null"));
    await freeze(first.pid, engine, newsroom);
    const frozenAt = Date.now();
    await takeLockAway(engine, url, newsroom);
    await stage.spawn();
    await stage.until(() => {
      expect(standing(stage, 'claimed')).toEqual(['Claimed']);
      expect(standing(stage, 'sending')).toEqual(['On the way']);
      expect(standing(stage, 'killed')).toEqual([]);
    });
    // The moment after which a takeover is possible where nobody takes the lock away.
    await sleep(frozenAt + proofLastsMs + 1_000 - Date.now());
    const before = stage.sandbox.requests.length;
    for (const holding of [slowWay.opening, relay.onTheWay]) holding.release();
    process.kill(first.pid, 'SIGCONT');
    expect(await first.exited).toBe(1);
    expect(first.output()).toMatch(/another khabarshy has taken/i);
    // Its own copy came too late, and it deleted it.
    expect(first.output()).toContain('a copy that came too late is deleted');
    expect(standing(stage, 'sending')).toEqual(['On the way']);
    // Its new holder corrects it when no request of the old one can arrive any more, which takes a minute.
    expect(standing(stage, 'corrected')).toEqual(['Old']);
    expect(standing(stage, 'claimed')).toEqual(['Claimed']);
    const later = stage.sandbox.requests
      .slice(before)
      .filter(({ chatId }) => channels.some(({ id, name }) => id === chatId || chatId === `@channel_${name}`))
      .map(({ method }) => method.toLowerCase());
    const count = (method: string) => later.filter((each) => each === method.toLowerCase()).length;
    // The copy that was on the way, and its deletion.
    expect([count('sendMessage'), count('deleteMessage'), count('editMessageText')]).toEqual([1, 1, 0]);
  }, 120_000);
});
