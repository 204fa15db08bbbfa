import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Events } from '../../../src/events.ts';
import { Pushes } from '../../../src/intake/push/pushes.ts';
import { PushApi } from '../../../src/web/push/push-api.ts';
import { forEachEngine, openStage, type Engine, type Stage } from '../../stage/databases.ts';
import { MovableClock } from '../../stage/movable-clock.ts';
import { quietLog } from '../../stage/quiet-log.ts';
import { bearer, postToken, pushed } from './push-stage.ts';

/** The machine may be busy. */
const patient = { timeout: 15_000 };

/** The push API over a real store, by itself. */
async function startApi({ store }: Stage) {
  const events = new Events();
  const clock = new MovableClock('2026-11-28T06:00:00.000Z');
  const api = new PushApi({
    tokens: [{ name: 'cms', right: 'post', token: postToken }],
    sources: [],
    publicUrl: null,
    pushes: new Pushes(store, events),
    states: store.sourceStates,
    events,
    clock,
    log: quietLog,
  });
  const server = createServer((request, response) => void api.answer(request, response, 'test'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const answers: { status: number; retryAfter: string | null }[] = [];
  const post = async (id: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/articles`, {
      method: 'POST',
      headers: bearer(postToken),
      body: JSON.stringify(pushed(id)),
    });
    await response.arrayBuffer();
    const answer = { status: response.status, retryAfter: response.headers.get('retry-after') };
    answers.push(answer);
    return answer;
  };
  return { api, answers, clock, post };
}

/** Makes each write wait. @returns what ends that. */
async function holdWrites({ name }: Engine, { newsroom, store }: Stage): Promise<() => Promise<void>> {
  if (name === 'Postgres') {
    await newsroom.run('begin');
    await newsroom.run('lock table articles, item_keys in access exclusive mode');
    return () => newsroom.run('rollback');
  }
  const gate = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  const holding = store.items.write(async () => {
    begun.resolve(undefined);
    await gate.promise;
  });
  await begun.promise;
  return async () => {
    gate.resolve(undefined);
    await holding;
  };
}

forEachEngine((engine) => {
  test('a full queue is a 429 and a database that is away a 503, each with a time, and nothing comes twice', async () => {
    const stage = await openStage(engine);
    const { answers, api, clock, post } = await startApi(stage);
    const count = async () => (await stage.newsroom.rows('select id from articles')).length;
    const ids = Array.from({ length: 70 }, (_, index) => `a${index}`);

    const release = await holdWrites(engine, stage);
    const all = Promise.all(ids.map((id) => post(id)));
    await vi.waitFor(() => expect(answers).toHaveLength(6), patient);
    expect(answers).toEqual(answers.map(() => ({ status: 429, retryAfter: '1' })));
    // The database does not answer.
    clock.advance(5_000);
    await all;
    expect(answers.slice(6)).toEqual(Array.from({ length: 64 }, () => ({ status: 503, retryAfter: '5' })));
    // What waits for the database still fills the queue.
    expect(await post('a0')).toEqual({ status: 429, retryAfter: '1' });
    await release();
    await vi.waitFor(async () => expect(await count()).toBe(64), patient);
    // Sent again as it was asked for, each is there once.
    for (const id of ids) expect((await post(id)).status).toBeOneOf([200, 201]);
    expect(await count()).toBe(70);

    await api.stop();
    expect(await post('c1')).toEqual({ status: 503, retryAfter: '5' });
  });

  test.runIf(engine.name === 'Postgres')('a connection that breaks while a push waits is a 503', async () => {
    const stage = await openStage(engine);
    const { post } = await startApi(stage);
    const resume = await holdWrites(engine, stage);
    const broken = post('a1');
    const breaking =
      'select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = ? and datname = current_database()';
    await vi.waitFor(
      async () => expect(await stage.newsroom.rows(breaking, ['Lock'])).not.toEqual([]),
      patient,
    );
    expect(await broken).toEqual({ status: 503, retryAfter: '5' });
    await resume();
    expect((await post('a1')).status).toBe(201);
  });
});
