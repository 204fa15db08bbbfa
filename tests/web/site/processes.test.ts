import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { Jobs } from '../../../src/engine/cluster/jobs.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { quietLog } from '../../stage/quiet-log.ts';
import { ownerId, SiteStage } from '../../stage/site-stage.ts';

const hasPostgres = 'server' in inject('postgres');

test.runIf(hasPostgres)(
  'owners see the processes of a cluster, who has older settings, and the last jobs',
  async () => {
    const url = await createPostgresDatabase();
    const stage = await SiteStage.set({ DATABASE_URL: url });
    const { store } = stage;
    const join = async (host: string, settings: string) => {
      const facts = { host, pid: 4_711, settings };
      const pulse = await store.joinCluster?.(
        facts,
        () => undefined,
        () => undefined,
      );
      onTestFinished(async () => pulse?.stop());
      return pulse?.number ?? 0;
    };
    const older = await join('machine-of-before', 'old');
    const newer = await join('machine-of-today', 'new');
    await store.lanes.settle([{ name: 'main', number: '4242424242', channels: ['kk', 'en'] }]);
    await store.lanes.takeOne({ bot: 'main', channels: ['kk', 'en'], epoch: 0 }, String(older), new Date());

    const database = await store.jobs!.open();
    const jobs = await Jobs.open({ database, process: newer, log: quietLog });
    onTestFinished(() => jobs.stop());
    const perform = ({ key }: { key: string }) =>
      key === 'wire' ? Promise.resolve(null) : Promise.reject(new Error('<b>the disk is full</b>'));
    for (const queue of ['sources', 'upkeep'] as const)
      jobs.serve(queue, { most: 1, mayWork: () => true, onStep: () => undefined, perform });
    await jobs.plan('sources', [{ key: 'wire', name: 'wire', afterMs: 0 }]);
    await jobs.plan('upkeep', [{ key: 'retention 0 30 3 * * *', name: 'retention', afterMs: 0 }]);
    await vi.waitFor(
      async () =>
        expect((await store.jobs!.last(9)).map(({ state }) => state)).toEqual(['failed', 'completed']),
      { timeout: 20_000, interval: 50 },
    );

    const owner = await stage.visitor().logIn(ownerId);
    const page = (await owner.text('/settings')).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(page).toContain('machine-of-before 4711 main older settings: it gives its bots');
    expect(page).toContain('machine-of-today 4711');
    expect(page).toContain(
      'deleting old articles failed machine-of-today 4711 &lt;b&gt;the disk is full&lt;/b&gt;',
    );
    expect(page).toContain('source wire done machine-of-today 4711');
  },
  60_000,
);
