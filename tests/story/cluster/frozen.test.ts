import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { ClusterFaults } from '../../stage/cluster-faults.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import type { MachineNetwork } from '../../stage/machine-network.ts';
import { isLong } from '../../stage/sizes.ts';

/** In each of these stories a process is away for many seconds. */
const isWanted = isLong && 'server' in inject('postgres');
const storyMs = 240_000;

/** The woken process reads the answer to what it asked before. */
const patient = { REQUEST_TIMEOUT: '60s' };

/** `stop` is called when the answer to the next such request comes, before the program can read it. */
function stopAtAnswer(network: MachineNetwork, method: string, text: string, stop: () => void): void {
  let isAsked = false;
  network.inspect('telegram', (bytes, direction) => {
    if (direction === 'out') isAsked ||= bytes.includes(`/${method}`) && bytes.includes(text);
    else if (isAsked) {
      network.inspect('telegram', null);
      stop();
    }
  });
}

test.runIf(isWanted)(
  'a process that freezes between the claim of a post and its request sends nothing when it wakes',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 3);
    const text = `Story ${cluster.nextId}`;
    let sentByIt = 0;
    await cluster.freeze(
      ({ network }, stop) => {
        network.inspect('telegram', (bytes, direction) => {
          if (direction === 'out' && bytes.includes(text)) sentByIt += 1;
        });
        let isClaimed = false;
        network.inspect('database', (bytes, direction) => {
          if (direction === 'out') isClaimed ||= bytes.includes(text);
          else if (isClaimed) {
            network.inspect('database', null);
            stop();
          }
        });
      },
      () => cluster.publish(),
    );
    expect(sentByIt).toBe(0);
  },
  storyMs,
);

test.runIf(isWanted)(
  'a process that freezes while its request is under way deletes its own copy, if another process has sent the post again',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 3, patient);
    const text = `Story ${cluster.nextId}`;
    const posted = () => cluster.stage.standing(-1_001_000_000_000).filter((each) => each === text).length;
    await cluster.freeze(
      ({ network }, stop) => {
        const until = async (count: number) => {
          while (posted() < count) await sleep(20);
        };
        network.inspect('telegram', (bytes, direction) => {
          if (direction === 'in' || !bytes.includes('/sendMessage') || !bytes.includes('-1001000000000'))
            return;
          network.inspect('telegram', null);
          stop();
          // It arrives when the post stands already.
          return until(1);
        });
      },
      () => cluster.publish(),
    );
    expect(posted()).toBe(1);
  },
  storyMs,
);

test.runIf(isWanted)(
  'a process that freezes before it reads the answer to a post, a correction, or a kill changes nothing when it wakes',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 3, patient);
    const text = `Story ${cluster.nextId}`;
    await cluster.freeze(
      ({ network }, stop) => stopAtAnswer(network, 'sendMessage', text, stop),
      () => cluster.publish(),
    );
    await cluster.freeze(
      ({ network }, stop) => stopAtAnswer(network, 'editMessageText', 'corrected', stop),
      () => cluster.correct(),
    );
    await cluster.freeze(
      ({ network }, stop) => stopAtAnswer(network, 'deleteMessage', '', stop),
      () => cluster.cancel(),
    );
    expect(cluster.stage.standing(-1_001_000_000_000)).toHaveLength(cluster.articles);
  },
  storyMs,
);

test.runIf(isWanted)(
  'a process whose event loop is blocked for 3 seconds keeps its bots; for 8 seconds, and it is replaced',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 3);
    const before = await cluster.stage.lanes();
    const { machine } = await cluster.holderOf('news');
    machine.block(3_000);
    await cluster.publish();
    await cluster.untilPosted();
    expect(await cluster.stage.lanes()).toEqual(before);

    await cluster.hinder(
      (blocked) => blocked.block(8_000),
      () => sleep(8_000),
    );
  },
  storyMs,
);

test.runIf(isWanted)(
  'a process whose connections are black-holed is replaced; when they pass again, it takes a share',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 3);
    await cluster.hinder(
      ({ network }) => network.swallow(['database']),
      async ({ network }) => {
        await sleep(12_000);
        network.mend();
      },
    );
    await cluster.hinder(
      ({ network }) => network.swallow(['database', 'telegram']),
      async ({ network }) => {
        await sleep(12_000);
        network.mend();
      },
    );

    // Nobody can tell from the database that a process does not reach Telegram. It goes on when it does again.
    const before = await cluster.stage.lanes();
    const { machine } = await cluster.holderOf('news');
    machine.network.swallow(['telegram']);
    await cluster.publish();
    await sleep(10_000);
    machine.network.mend();
    await cluster.untilPosted();
    expect(await cluster.stage.lanes()).toEqual(before);
  },
  storyMs,
);

test.runIf(isWanted)(
  'a process whose connections the network has forgotten works for all bots again when it is the last one',
  async () => {
    const cluster = await ClusterFaults.set(await createPostgresDatabase(), 2);
    // While it posts, so that it waits for answers that never come.
    for (let count = 0; count < 20; count += 1) await cluster.publish();
    await cluster.hinder(
      ({ network }) => network.swallow(['database', 'telegram']),
      async (machine) => {
        await sleep(3_000);
        machine.network.forget();
        await cluster.killAllBut(machine);
      },
    );
    expect(await cluster.stage.shares()).toEqual([4]);
  },
  storyMs,
);
