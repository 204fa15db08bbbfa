import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { Jobs } from '../../../src/engine/cluster/jobs.ts';
import type { JobTask, JobWork } from '../../../src/engine/cluster/job-worker.ts';
import { jobsSchemaOf } from '../../../src/store/engines/postgres-jobs.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { quietLog } from '../../stage/quiet-log.ts';

const hasPostgres = 'server' in inject('postgres');

/** Longer than a busy machine takes for what happens within a second or two. */
const soon = { timeout: 20_000, interval: 20 };

async function openTheStore(url: string): Promise<Store> {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return store;
}

/** A process with jobs, and how to cut it off from the database, as a machine that dies or hangs. */
async function joinAs(store: Store, process: number) {
  const database = await store.jobs!.open();
  let isCut = false;
  const executeSql: typeof database.executeSql = (text, values) =>
    isCut ? Promise.reject(new Error('cut off')) : database.executeSql(text, values);
  const jobs = await Jobs.open({ database: { ...database, executeSql }, process, log: quietLog });
  onTestFinished(() => jobs.stop());
  return { jobs, cut: () => (isCut = true) };
}

function workOf(perform: JobWork['perform'], more: Partial<JobWork> = {}): JobWork {
  return { most: 4, mayWork: () => true, onStep: () => undefined, perform, ...more };
}

describe.runIf(hasPostgres)('jobs of a cluster', () => {
  test('are done by one process at a time, whoever planned them, and again when they say so', async () => {
    const store = await openTheStore(await createPostgresDatabase());
    const [one, other] = await Promise.all([joinAs(store, 1), joinAs(store, 2)]);
    const doing = new Map<string, number>();
    let atOnce = 0;
    const done: string[] = [];
    const perform = async ({ key, memory }: JobTask) => {
      const now = (doing.get(key) ?? 0) + 1;
      doing.set(key, now);
      atOnce = Math.max(atOnce, now);
      await sleep(5);
      doing.set(key, now - 1);
      const times = Number(memory['times'] ?? 0) + 1;
      done.push(`${key} ${times}`);
      return times === 3 ? null : { key, name: key, afterMs: 0, memory: { times } };
    };
    for (const { jobs } of [one, other]) jobs.serve('sources', workOf(perform));
    const keys = Array.from({ length: 20 }, (_, index) => `source ${index}`);
    const planned = keys.map((key) => ({ key, name: key, afterMs: 300 }));
    await Promise.all([one.jobs.plan('sources', planned), other.jobs.plan('sources', planned)]);
    const expected = keys.flatMap((key) => [1, 2, 3].map((times) => `${key} ${times}`));
    await vi.waitFor(() => expect(done.toSorted()).toEqual(expected.toSorted()), soon);
    expect(atOnce).toBe(1);
  });

  test('of one host are done as many at once in all processes as the host bears', async () => {
    const store = await openTheStore(await createPostgresDatabase());
    const processes = await Promise.all([joinAs(store, 1), joinAs(store, 2)]);
    const doing = { own: 0, foreign: 0 };
    const most = { own: 0, foreign: 0 };
    let done = 0;
    const perform = async ({ key }: JobTask) => {
      const host = key.startsWith('own') ? 'own' : 'foreign';
      doing[host] += 1;
      most[host] = Math.max(most[host], doing[host]);
      await sleep(20);
      doing[host] -= 1;
      done += 1;
      return null;
    };
    const perGroup = { default: 1, tiers: { own: 4 } };
    const planned = ['own', 'foreign'].flatMap((tier) =>
      Array.from({ length: 12 }, (_, index) => `${tier} ${index}`).map((key) => {
        return { key, name: key, afterMs: 0, group: { id: `${tier}.example`, tier } };
      }),
    );
    await processes[0].jobs.plan('sources', planned);
    for (const { jobs } of processes) jobs.serve('sources', workOf(perform, { most: 16, perGroup }));
    await vi.waitFor(() => expect(done).toBe(24), soon);
    expect(most.foreign).toBe(1);
    expect(most.own).toBeGreaterThan(1);
    expect(most.own).toBeLessThanOrEqual(4);
  });

  test('of a process that is cut off are done by another one, and people see by whom', async () => {
    const url = await createPostgresDatabase();
    const store = await openTheStore(url);
    const dying = await joinAs(store, 1);
    const holding = Promise.withResolvers<null>();
    const begun = vi.fn<() => Promise<null>>(() => holding.promise);
    dying.jobs.serve('sources', workOf(begun));
    await dying.jobs.plan('sources', [{ key: 'wire', name: 'wire', afterMs: 0 }]);
    await vi.waitFor(() => expect(begun).toHaveBeenCalledOnce(), soon);
    await vi.waitFor(
      async () => expect(await store.jobs!.last(9)).toMatchObject([{ state: 'active' }]),
      soon,
    );
    const other = await joinAs(store, 2);
    const again = vi.fn<() => Promise<null>>(() => Promise.resolve(null));
    other.jobs.serve('sources', workOf(again));
    dying.cut();
    // It is silent for ten seconds.
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(`update khabarshy_jobs.job set heartbeat_on = heartbeat_on - interval '10 seconds'`);
    await vi.waitFor(() => expect(again).toHaveBeenCalledOnce(), { timeout: 40_000, interval: 50 });
    // What the first one says of it later counts for nothing.
    holding.resolve(null);
    await vi.waitFor(
      async () =>
        expect(await store.jobs!.last(9)).toMatchObject([
          { queue: 'sources', key: 'wire', state: 'completed', error: null },
        ]),
      soon,
    );
  }, 60_000);

  test('that fail are tried again, and then shown with the reason', async () => {
    const store = await openTheStore(await createPostgresDatabase());
    const { jobs } = await joinAs(store, 1);
    let tries = 0;
    const steps: unknown[] = [];
    const onStep = (error: unknown) => void steps.push(error);
    const perform = () => {
      tries += 1;
      return Promise.reject(new Error('postgres://editor:hunter2@db.example/news is away'));
    };
    jobs.serve('upkeep', workOf(perform, { onStep }));
    await jobs.plan('upkeep', [{ key: 'retention 0 30 3 * * *', name: 'retention', afterMs: 0 }]);
    await vi.waitFor(
      async () => expect(await store.jobs!.last(9)).toMatchObject([{ state: 'failed' }]),
      soon,
    );
    expect(tries).toBe(4);
    expect(steps).toHaveLength(4);
    const [failed] = await store.jobs!.last(9);
    expect(failed).toMatchObject({ queue: 'upkeep', key: 'retention' });
    expect(failed?.error).toContain('is away');
    expect(failed?.error).not.toContain('hunter2');
  });

  test('can be hastened: one that waits is done now, and one that is being done is done once more', async () => {
    const store = await openTheStore(await createPostgresDatabase());
    const { jobs } = await joinAs(store, 1);
    const first = Promise.withResolvers<null>();
    let begun = 0;
    const wire = { key: 'wire', name: 'wire', afterMs: 3_600_000 };
    const perform = () => {
      begun += 1;
      return begun === 1 ? first.promise : Promise.resolve(null);
    };
    jobs.serve('sources', workOf(perform));
    await jobs.plan('sources', [wire]);
    await jobs.hasten('sources', wire);
    await vi.waitFor(() => expect(begun).toBe(1), soon);
    await jobs.hasten('sources', wire);
    await jobs.hasten('sources', wire);
    first.resolve(null);
    await vi.waitFor(() => expect(begun).toBe(2), soon);
    await vi.waitFor(
      async () => expect(await store.jobs!.last(9)).toMatchObject([{ state: 'completed' }]),
      soon,
    );
    expect(begun).toBe(2);
  });

  test('that are over do not fill the database', async () => {
    const url = await createPostgresDatabase();
    const store = await openTheStore(url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    const first = await joinAs(store, 1);
    const perform = () => Promise.resolve(null);
    first.jobs.serve('sources', workOf(perform, { most: 50 }));
    const keys = Array.from({ length: 200 }, (_, index) => `source ${index}`);
    await first.jobs.plan(
      'sources',
      keys.map((key) => ({ key, name: key, afterMs: 0 })),
    );
    const rows = async (where: string) =>
      Number((await client.query(`select count(*) from khabarshy_jobs.job where ${where}`)).rows[0]?.count);
    await vi.waitFor(async () => expect(await rows(`state = 'completed'`)).toBe(200), soon);
    // An hour passes.
    await client.query(
      `update khabarshy_jobs.job set completed_on = completed_on - interval '1 hour';
       update khabarshy_jobs.queue set maintain_on = null`,
    );
    await vi.waitFor(async () => expect(await rows('true')).toBe(0), { timeout: 40_000, interval: 100 });
  }, 60_000);

  test('have a schema of their own beside each of ours', async () => {
    const url = await createPostgresDatabase();
    for (const schema of ['newsroom', 'Жаңалық "бір"']) {
      const store = await openTheStore(`${url}?schema=${encodeURIComponent(schema)}`);
      const { jobs } = await joinAs(store, 1);
      const done = vi.fn<() => Promise<null>>(() => Promise.resolve(null));
      jobs.serve('plan', workOf(done));
      await jobs.plan('plan', [{ key: schema, name: 'poll', afterMs: 0 }]);
      await vi.waitFor(
        async () => expect(await store.jobs!.last(9)).toMatchObject([{ state: 'completed' }]),
        soon,
      );
      expect(done).toHaveBeenCalledOnce();
    }
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname like 'khabarshy%' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(
      [jobsSchemaOf('newsroom'), jobsSchemaOf('Жаңалық "бір"')].toSorted(),
    );
  });

  test('need the right to make a schema, and say so', async () => {
    const url = await createPostgresDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(`drop role if exists jobless; create role jobless login password 'x'`);
    onTestFinished(async () => void (await client.query('drop owned by jobless; drop role jobless')));
    await client.query('grant all on schema public to jobless');
    const theirs = new URL(url);
    [theirs.username, theirs.password] = ['jobless', 'x'];
    const store = await openTheStore(theirs.href);
    await expect(store.jobs!.open()).rejects.toThrow(/GRANT CREATE ON DATABASE/);
    // An administrator may make it for the role instead.
    await client.query('create schema khabarshy_jobs authorization jobless');
    await joinAs(store, 1);
  });
});

test.each([
  ['public', 'khabarshy_jobs'],
  ['newsroom', 'khabarshy_jobs_newsroom'],
  ['News', 'khabarshy_jobs_dd1ba1872df91985ed1ca4cde2dfe669'],
  ['a_name_of_thirty_five_letters_in_all', 'khabarshy_jobs_f5c304a4e11746e029eda64b1a2f1bf1'],
])('the jobs of the schema %s are in %s', (schema, expected) => {
  expect(jobsSchemaOf(schema)).toBe(expected);
  expect(Buffer.byteLength(jobsSchemaOf(schema))).toBeLessThanOrEqual(50);
});
