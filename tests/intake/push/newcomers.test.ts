import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { GroupCommit } from '../../../src/intake/push/group-commit.ts';
import { Newcomers } from '../../../src/intake/push/newcomers.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

/** Limit of the wait: only a test that hangs would meet it. */
const farMs = 60_000;

test('everybody who knocked is let in before the next piece of work, though one turn lets in only one', async () => {
  const newcomers = new Newcomers(farMs);
  let letIn = 0;
  const server = createServer(() => {
    letIn += 1;
    newcomers.note();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const clients = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  await newcomers.quiet();
  expect(letIn).toBe(40);
});

test('those who keep coming do not hold up what was begun', async () => {
  const newcomers = new Newcomers(1);
  let came = 0;
  let isOver = false;
  const come = () => {
    newcomers.note();
    came += 1;
    if (!isOver) setImmediate(come);
  };
  come();
  await newcomers.quiet();
  isOver = true;
  expect(came).toBeGreaterThan(0);
});

forEachEngine((engine) => {
  test('nothing of a push is written before newcomers were let in', async () => {
    const { store } = await openStage(engine);
    const gate = Promise.withResolvers<void>();
    const group = new GroupCommit(store.items, { quiet: () => gate.promise }, () => undefined);
    const done: string[] = [];
    const works = ['first', 'second'].map((name) =>
      group.run(async (writer) => {
        await writer.statusOf(name);
        done.push(name);
      }),
    );
    await store.articles.isAnyUnplanned();
    expect(done).toEqual([]);
    gate.resolve();
    await Promise.all(works);
    expect(done).toEqual(['first', 'second']);
  });
});
