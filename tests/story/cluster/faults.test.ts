import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test, vi } from 'vitest';
import { ClusterStage } from '../../stage/cluster-stage.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';

const hasPostgres = 'server' in inject('postgres');

/** The longest that anything may take until another process has taken over. */
const takeoverMs = 8_000;

test.runIf(hasPostgres)(
  'whatever happens to a process, each article stands once in each channel, in order',
  async () => {
    const stage = await ClusterStage.set(await createPostgresDatabase());
    const [first, second] = [stage.launch(), stage.launch(), stage.launch()];
    await stage.untilShared([2, 1, 1], 30_000);
    const ids: string[] = [];
    const publish = async (count: number) => {
      const more = Array.from({ length: count }, (_, index) => `a${ids.length + index}`);
      ids.push(...more);
      await stage.publish(more);
    };
    const withoutNumber = async (number: string) =>
      vi.waitFor(
        async () => expect((await stage.lanes()).map(({ holder }) => holder)).not.toContain(number),
        { timeout: takeoverMs, interval: 20 },
      );

    // Every connection to the server ends at once: each process goes on with the bots that it had.
    await publish(1);
    await stage.untilPosted(ids);
    const before = await stage.lanes();
    await publish(2);
    await stage.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await stage.untilPosted(ids);
    expect(await stage.lanes()).toEqual(before);

    // Killed while posts are in flight.
    const killed = await stage.numberOf(first);
    await publish(5);
    await first.stop('SIGKILL');
    await withoutNumber(killed);
    await stage.untilPosted(ids);

    // Frozen while posts are in flight: it wakes when others have taken its bots over.
    const frozen = await stage.numberOf(second);
    await publish(5);
    process.kill(second.pid, 'SIGSTOP');
    await withoutNumber(frozen);
    await publish(1);
    await sleep(1_000);
    process.kill(second.pid, 'SIGCONT');
    await stage.untilPosted(ids);
    await stage.untilShared([2, 2]);
    await publish(1);
    await stage.untilPosted(ids);
    expect(second.lines.some(({ level }) => level === 'fatal')).toBe(false);
  },
  120_000,
);
