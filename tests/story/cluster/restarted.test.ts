import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { ClusterFaults } from '../../stage/cluster-faults.ts';
import { logChat } from '../../stage/cluster-stage.ts';
import { startServer } from '../../stage/postgres-server.ts';
import { isLong } from '../../stage/sizes.ts';

/** The server is really away for so long. */
const awayMs = 10_000;

const handedOverMs = 2_000;
const evenMs = 10_000;

test.runIf(isLong && 'server' in inject('postgres')).each(['fast', 'crash'] as const)(
  'Postgres is away for 10 seconds (%s): each process goes on with the bots that it had, and one alert is told a bot',
  async (how) => {
    const postgres = await startServer([]);
    onTestFinished(() => postgres.stop());
    const cluster = await ClusterFaults.set(`${postgres.server}/postgres`, 3);
    const { stage } = cluster;
    const before = await stage.lanes();

    await cluster.publish();
    await postgres.halt(how);
    await sleep(awayMs);
    await postgres.restart();
    await stage.connect();
    await cluster.publish();
    await cluster.untilPosted();
    expect(await stage.lanes()).toEqual(before);

    // Four bots share the log chat, and each of them tells once that the database fails, and once that it is well.
    const alerts = () => stage.sandbox.messages(logChat).map(({ text }) => text);
    await vi.waitFor(() => expect(alerts().filter((text) => text.includes('works again'))).toHaveLength(4), {
      timeout: 30_000,
    });
    expect(alerts()).toHaveLength(8);
    for (const { program } of cluster.machines)
      expect(program.lines.filter(({ level }) => level === 'fatal')).toEqual([]);
  },
  240_000,
);

test.runIf(isLong && 'server' in inject('postgres'))(
  'a process that is stopped hands its bots over within 2 seconds, and the bots are even within 10; also if one is added',
  async () => {
    const postgres = await startServer([]);
    onTestFinished(() => postgres.stop());
    const cluster = await ClusterFaults.set(`${postgres.server}/postgres`, 3);
    const { machine, number } = await cluster.holderOf('news');
    await cluster.publish();
    const sinceMs = performance.now();
    const stopped = machine.program.stop();
    expect(await cluster.untilReplaced(number, sinceMs)).toBeLessThan(handedOverMs);
    await cluster.untilPosted();
    expect(await stopped).toBe(0);
    await cluster.stage.untilShared([2, 2], evenMs);

    const { program } = await cluster.stage.launchMachine();
    await program.waitForLine(({ msg }) => msg === 'running', 60_000);
    await cluster.stage.untilShared([2, 1, 1], evenMs);
    await cluster.publish();
    await cluster.untilPosted();
  },
  120_000,
);
