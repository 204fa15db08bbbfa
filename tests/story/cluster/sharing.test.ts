import { expect, inject, test, vi } from 'vitest';
import { ClusterStage } from '../../stage/cluster-stage.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';

const hasPostgres = 'server' in inject('postgres');

/** Three processes at once on an empty database; one is killed; one is added; one is stopped. */
test.runIf(hasPostgres)(
  'processes share the bots, and the share of one that dies or leaves goes to the others',
  async () => {
    const stage = await ClusterStage.set(await createPostgresDatabase());
    const [first, second, third] = [stage.launch(), stage.launch(), stage.launch()];
    await stage.untilShared([2, 1, 1], 30_000);
    await stage.publish(['a1', 'a2']);
    await stage.untilPosted(['a1', 'a2']);

    const numbers = await Promise.all([first, second, third].map((program) => stage.numberOf(program)));
    const before = await stage.lanes();
    const killedAt = Date.now();
    await first.stop('SIGKILL');
    await vi.waitFor(
      async () => expect((await stage.lanes()).map(({ holder }) => holder)).not.toContain(numbers[0]),
      { timeout: 8_000, interval: 20 },
    );
    expect(Date.now() - killedAt).toBeLessThan(4_000);
    await stage.untilShared([2, 2]);
    // The others did not notice.
    const after = await stage.lanes();
    for (const row of before.filter(({ holder }) => holder !== numbers[0])) {
      expect(after.find(({ bot }) => bot === row.bot)).toEqual(row);
    }
    await stage.publish(['a3']);
    await stage.untilPosted(['a1', 'a2', 'a3']);

    const fourth = await stage.start();
    await stage.untilShared([2, 1, 1]);
    await second.stop();
    await stage.untilShared([2, 2]);
    await stage.publish(['a4']);
    await stage.untilPosted(['a1', 'a2', 'a3', 'a4']);

    // One process that wants the database for itself is refused.
    const alone = stage.launch({ ENGINE: 'embedded' });
    expect(await alone.exited).not.toBe(0);
    expect(alone.output()).toContain('Another khabarshy runs on');

    // A command shows who works for which bot.
    const shown = stage.launch({}, ['cluster']);
    expect(await shown.exited).toBe(0);
    expect(shown.output()).toContain('Processes: 2');
    for (const { pid } of [third, fourth]) expect(shown.output()).toContain(`(${pid}), since`);
    for (const { bot } of await stage.lanes()) expect(shown.output()).toContain(bot);

    // Bots go to a process with newer settings; the older ones keep what they have for some minutes.
    const newer = await stage.start({ SETTLE_TIME: '400ms' });
    const number = await stage.numberOf(newer);
    await third.stop();
    await vi.waitFor(
      async () => expect((await stage.lanes()).filter(({ holder }) => holder === number)).toHaveLength(2),
      { timeout: 8_000, interval: 50 },
    );
    await fourth.stop();
    await stage.publish(['a5']);
    await stage.untilPosted(['a1', 'a2', 'a3', 'a4', 'a5']);
    await newer.stop();
    expect((await stage.lanes()).map(({ holder }) => holder)).toEqual([null, null, null, null]);
  },
  120_000,
);
