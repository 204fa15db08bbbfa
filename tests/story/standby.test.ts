import { expect, onTestFinished, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { forEachEngine } from '../stage/databases.ts';
import { Stage } from '../stage/story-stage.ts';

/** How long a takeover may take. Postgres ends the session of a process that hangs after five seconds. */
const afterKillMs = 2_000;
const afterFreezeMs = 8_000;
/** All tests share a few cores, and the program itself has to start. */
const loadMs = 8_000;

const standsBy = ({ msg }: { msg: string }) => msg.startsWith('standing by');
const runs = ({ msg }: { msg: string }) => msg === 'running';

forEachEngine((engine) => {
  test('a standby waits, takes over when the first one is killed, and the next one waits for it', async () => {
    const url = await engine.createDatabase();
    const stage = await Stage.set({ DATABASE_URL: url });
    const first = await stage.spawn();
    const second = stage.launch({}, ['run', '--standby']);
    await second.waitForLine(standsBy);
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    const insert = (id: string) =>
      newsroom.run(
        "insert into articles (id, url, language, headline) values (?, 'https://news.example.kz/' || ?, 'en', ?)",
        [id, id, id],
      );
    await insert('a');
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a']));
    expect(second.lines.some(runs)).toBe(false);
    await first.stop('SIGKILL');
    const killedAt = performance.now();
    await second.waitForLine(runs);
    expect(performance.now() - killedAt).toBeLessThan(afterKillMs + loadMs);
    await insert('b');
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a', 'b']));
    const third = stage.launch({}, ['run', '--standby']);
    await third.waitForLine(standsBy);
    // Told to end while it waits: nothing was begun.
    expect(await third.stop()).toBe(0);
    expect(await second.stop()).toBe(0);
  }, 60_000);

  test.runIf(engine.name === 'Postgres')(
    'a standby takes over from one that hangs, and that one ends when it wakes',
    async () => {
      const url = await engine.createDatabase();
      const stage = await Stage.set({ DATABASE_URL: url });
      const first = await stage.spawn();
      const second = stage.launch({}, ['run', '--standby']);
      await second.waitForLine(standsBy);
      process.kill(first.pid, 'SIGSTOP');
      const frozenAt = performance.now();
      await second.waitForLine(runs, 30_000);
      const tookMs = performance.now() - frozenAt;
      expect(tookMs).toBeLessThan(afterFreezeMs + loadMs);
      // The server waits for the last sign of life, so that a process that is only slow keeps its lock.
      expect(tookMs).toBeGreaterThan(4_000);
      const newsroom = await engine.connect(url);
      onTestFinished(() => newsroom.close());
      process.kill(first.pid, 'SIGCONT');
      expect(await first.exited).toBe(1);
      expect(first.output()).toMatch(/another khabarshy has taken/i);
      await newsroom.run(
        "insert into articles (id, url, language, headline) values ('a', 'https://news.example.kz/a', 'en', 'a')",
      );
      await stage.until((texts) => expect(headlines(texts)).toEqual(['a']));
      expect(await second.stop()).toBe(0);
    },
    60_000,
  );
});

test('there is no standby for the sandbox', async () => {
  const stage = await Stage.set();
  const { code, stderr } = await stage.command(['run', '--standby', '--sandbox'], { BOT_TOKEN: '' });
  expect(code).toBe(2);
  expect(stderr).toContain('--standby is not for the sandbox');
});
