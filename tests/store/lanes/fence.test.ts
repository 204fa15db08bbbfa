import { describe, expect, test } from 'vitest';
import type { Fence } from '../../../src/store/lanes/fence.ts';
import { LanesLost } from '../../../src/store/lanes/holder.ts';
import { LaneLedger, type NextClaim } from '../../../src/store/posts/lane-ledger.ts';
import type { Store } from '../../../src/store/store.ts';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine } from '../../stage/databases.ts';
import { ModelClock } from '../../stage/model-telegram.ts';
import { force, promise, rowOf, written as message } from '../../stage/stored-posts.ts';

const arrival = { messageId: 42, chatId: '-1001', link: 'https://t.me/main/42' };

function claim(postId: number) {
  return { postId, revision: 1, message, form: 'text', isSilent: false } as const;
}

/** Every write of a lane, with the state in which a post has to be for it. */
const writes: Record<string, [state: string, write: (lanes: LaneLedger, id: number) => Promise<unknown>]> = {
  claim: ['promised', (lanes, id) => lanes.claim(claim(id), noon)],
  changeForm: ['sending', (lanes, id) => lanes.changeForm(id, 'plain')],
  markSent: ['sending', (lanes, id) => lanes.markSent(id, arrival, null, noon)],
  markSentAndClaim: ['sending', (lanes, id) => lanes.markSentAndClaim(id, arrival, next(id + 1), noon)],
  unclaim: ['sending', (lanes, id) => lanes.unclaim(id)],
  adoptToKill: ['ready', (lanes, id) => lanes.adoptToKill(id, { ...arrival, isOutdated: true }, noon)],
  standsEarlier: ['sent', (lanes, id) => lanes.standsEarlier(id, { ...arrival, isOutdated: true }, message)],
  wantCorrection: ['sent', (lanes, id) => lanes.wantCorrection(id)],
  markRefused: ['sending', (lanes, id) => lanes.markRefused(id, 'too long', noon)],
  refuseAfterTrial: ['ready', (lanes, id) => lanes.refuseAfterTrial(id, noon, 'Logged out', noon)],
  markReady: ['sending', (lanes, id) => lanes.markReady(id)],
  markUnsure: ['sending', (lanes, id) => lanes.markUnsure(id, 'timeout', noon)],
  markUncertain: ['unsure', (lanes, id) => lanes.markUncertain(id, 'protected', noon)],
  recover: ['sending', (lanes) => lanes.recover('main', noon)],
  drop: ['ready', (lanes, id) => lanes.drop(id, 'editor', 1, noon)],
  postpone: ['ready', (lanes, id) => lanes.postpone(id, noon)],
  awaitApproval: ['ready', (lanes, id) => lanes.awaitApproval(id, 1, message)],
  beginCorrection: ['sent', (lanes, id) => lanes.beginCorrection(id, noon, null)],
  markCorrected: [
    'sent',
    (lanes, id) => lanes.markCorrected(id, 2, { message, form: 'text', picture: null }, noon),
  ],
  leaveAsIs: ['sent', (lanes, id) => lanes.leaveAsIs(id, 2, 'nothing to edit')],
  beginKill: ['sent', (lanes, id) => lanes.beginKill(id)],
  markKilled: ['sent', (lanes, id) => lanes.markKilled(id, 'deleted', noon)],
  promiseAnew: ['sent', (lanes, id) => lanes.promiseAnew(id)],
  markSwept: ['sent', (lanes, id) => lanes.markSwept(id)],
  markPinned: ['sent', (lanes, id) => lanes.markPinned(id, noon)],
  markUnpinnable: ['sent', (lanes, id) => lanes.markUnpinnable(id)],
};

function next(postId: number): NextClaim {
  return { channel: 'main', postId, revision: 1, message, form: 'text', isSilent: false };
}

/** Written without the fence, because the lane is lost when it is needed. */
const unfenced = ['noteLate'];

test('every write of a lane is walked here', () => {
  const methods = Object.getOwnPropertyNames(LaneLedger.prototype).filter((name) => name !== 'constructor');
  expect(methods.toSorted()).toEqual([...Object.keys(writes), ...unfenced].toSorted());
});

forEachEngine((engine) => {
  describe('the holder of the lanes', () => {
    test('takes them: its epoch grows, and what was being sent is unsure', async () => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await lanes.claim(claim(postId), noon);
      const { holder, unsure } = await store.lanes.take('main', noon);
      expect(holder).toMatchObject({ bot: 'main', epoch: lanes.fence.holder.epoch + 1 });
      expect(unsure).toBe(1);
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'unsure', unsure_tries: 1 });
    });

    test('takes those of every other bot too: it has the lock of the whole database', async () => {
      const { store, lanes } = await openStage(engine);
      await store.lanes.take('2', noon);
      await expect(lanes.fence.prove()).rejects.toThrow(LanesLost);
    });

    test('gives them back, and writes nothing after that', async () => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await store.lanes.giveBack(lanes.fence.holder);
      expect(await newsroom.rows('select holder from lanes')).toEqual([{ holder: null }]);
      await expect(lanes.claim(claim(postId), noon)).rejects.toThrow(LanesLost);
    });

    test('cannot give back what another one took', async () => {
      const { store, lanes } = await openStage(engine);
      const { holder } = await store.lanes.take('main', noon);
      await store.lanes.giveBack(lanes.fence.holder);
      await expect(store.lanes.ledgerOf(holder, new ModelClock(noon)).fence.prove()).resolves.toBeUndefined();
    });

    test.each(Object.entries(writes))(
      '%s: moves the post while the lanes are ours',
      async (_name, [state, write]) => {
        const { store, lanes, newsroom } = await openStage(engine);
        const postId = await prepare(store, newsroom, state, _name);
        const before = await rowOf(newsroom, postId);
        await write(lanes, postId);
        expect(await rowOf(newsroom, postId)).not.toEqual(before);
      },
    );

    test.each(Object.entries(writes))(
      '%s: changes nothing once another took them, and says so',
      async (_name, [state, write]) => {
        const { store, lanes, newsroom } = await openStage(engine);
        const postId = await prepare(store, newsroom, 'promised', _name);
        await store.lanes.take('main', noon);
        await prepareAs(newsroom, postId, state, _name);
        const before = await rowOf(newsroom, postId);
        await expect(write(lanes, postId)).rejects.toThrow(LanesLost);
        expect(await rowOf(newsroom, postId)).toEqual(before);
        expect(lanes.fence.isProven).toBe(false);
      },
    );

    test('a write that moves no row for another reason goes on', async () => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await force(newsroom, postId, 'dropped');
      expect(await lanes.claim(claim(postId), noon)).toBe(false);
      expect(lanes.fence.isProven).toBe(true);
    });
  });

  describe('a late answer', () => {
    test.each(['unsure', 'uncertain'] as const)('is noted beside a post that is %s', async (state) => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await store.lanes.take('main', noon);
      await force(newsroom, postId, state);
      expect(await lanes.noteLate(postId, arrival)).toBe('noted');
      expect(await lanes.noteLate(postId, arrival)).toBe('noted');
      expect(await lanes.noteLate(postId, { ...arrival, messageId: 43 })).toBe('unknown');
      expect(await rowOf(newsroom, postId)).toMatchObject({ state, late_message_id: 42 });
    });

    test('keeps an unsure post from being sent again, or left to a person', async () => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await force(newsroom, postId, 'unsure');
      await lanes.noteLate(postId, arrival);
      await lanes.markReady(postId);
      await lanes.markUncertain(postId, 'protected', noon);
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'unsure' });
      const next = await store.ledger.next('main', noon);
      expect(next).toMatchObject({ post: { late: arrival } });
      await lanes.markSent(postId, arrival, null, noon);
      expect(await rowOf(newsroom, postId)).toMatchObject({
        state: 'sent',
        message_id: 42,
        late_message_id: null,
      });
    });

    test('tells where an uncertain post stands when a person says that it does', async () => {
      const { store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await force(newsroom, postId, 'uncertain');
      await lanes.noteLate(postId, arrival);
      await store.ledger.decideUncertain(postId, 'there', noon);
      expect(await rowOf(newsroom, postId)).toMatchObject({ message_id: 42, link: arrival.link });
    });

    test.each(['ready', 'sending', 'dropped', 'refused', 'promised'] as const)(
      'is of a copy too many while the post is %s',
      async (state) => {
        const { store, lanes, newsroom } = await openStage(engine);
        const postId = await promise(store);
        await force(newsroom, postId, state);
        expect(await lanes.noteLate(postId, arrival)).toBe('unknown');
      },
    );

    test('is known already where the new holder found the same message, and of a copy where it posted another', async () => {
      const { store, lanes } = await openStage(engine);
      const postId = await promise(store);
      await lanes.claim(claim(postId), noon);
      await lanes.markSent(postId, arrival, null, noon);
      expect(await lanes.noteLate(postId, arrival)).toBe('known');
      expect(await lanes.noteLate(postId, { ...arrival, messageId: 41 })).toBe('unknown');
    });
  });

  test.runIf(engine.name === 'Postgres')(
    'a takeover that is under way: a write waits for it, and then moves nothing',
    async () => {
      const { url, store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      await newsroom.run('begin');
      await newsroom.run("update lanes set holder = 'another', epoch = epoch + 1");
      const claimed = lanes.claim(claim(postId), noon).catch((error: unknown) => error);
      await aLockIsWaitedFor(engine, url, 'posts');
      await newsroom.run('commit');
      expect(await claimed).toBeInstanceOf(LanesLost);
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'promised' });
    },
  );

  test.runIf(engine.name === 'Postgres')(
    'a write that is under way: a takeover waits for it, and sees it',
    async () => {
      const { url, store, lanes, newsroom } = await openStage(engine);
      const postId = await promise(store);
      const { bot, name, epoch } = lanes.fence.holder;
      await newsroom.run('begin');
      await newsroom.run(
        `update posts set state = 'sending' where id = ? and exists (select 1 from lanes
         where bot = ? and holder = ? and epoch = ? for share)`,
        [postId, bot, name, epoch],
      );
      const taken = store.lanes.take('main', noon);
      await aLockIsWaitedFor(engine, url, 'lanes');
      await newsroom.run('commit');
      expect(await taken).toMatchObject({ unsure: 1 });
      expect(await rowOf(newsroom, postId)).toMatchObject({ state: 'unsure' });
    },
  );

  describe('a request may leave', () => {
    async function proven(): Promise<{ fence: Fence; clock: ModelClock; store: Store }> {
      const { store, lanes } = await openStage(engine);
      const clock = new ModelClock(noon);
      const { fence } = store.lanes.ledgerOf(lanes.fence.holder, clock);
      expect(fence.isProven).toBe(false);
      await fence.prove();
      return { fence, clock, store };
    }

    test('within four seconds after a proof, by the steady clock', async () => {
      const { fence, clock } = await proven();
      clock.pass(3_900);
      expect(fence.isProven).toBe(true);
      clock.pass(200);
      expect(fence.isProven).toBe(false);
      await fence.proveAnew();
      expect(fence.isProven).toBe(true);
    });

    test('and by the time of day: the steady clock stands still while the machine sleeps', async () => {
      const { fence, clock } = await proven();
      clock.set(60_000);
      expect(fence.isProven).toBe(false);
    });

    test('although somebody set the clock back', async () => {
      const { fence, clock } = await proven();
      clock.set(-3_600_000);
      expect(fence.isProven).toBe(true);
      clock.pass(4_100);
      expect(fence.isProven).toBe(false);
    });

    test('not after the process was frozen while it asked: the moment of the question counts', async () => {
      const { fence, clock } = await proven();
      const answer = fence.prove();
      clock.pass(20_000);
      await answer;
      expect(fence.isProven).toBe(false);
    });

    test('never again after the lanes were lost', async () => {
      const { fence, store } = await proven();
      await store.lanes.take('main', noon);
      await expect(fence.prove()).rejects.toThrow(LanesLost);
      await expect(fence.proveAnew()).rejects.toThrow(LanesLost);
      expect(fence.isProven).toBe(false);
    });
  });
});

type Rows = Parameters<typeof force>[0];

/** Puts a post into the state in which the write moves it. */
async function prepare(store: Store, newsroom: Rows, state: string, write: string): Promise<number> {
  const postId = await promise(store);
  await prepareAs(newsroom, postId, state, write);
  return postId;
}

async function prepareAs(newsroom: Rows, postId: number, state: string, write: string): Promise<void> {
  const due = /kill|anew/i.test(write) ? 'kill' : write === 'wantCorrection' ? null : 'edit';
  await newsroom.run(
    `update posts set state = ?, due_change = ?, revision = 1, claimed_at = ?, sweep_from = 1, form = 'text',
     wake_at = 1, anew = ? where id = ?`,
    [state, due, noon.getTime(), write === 'promiseAnew' ? 1 : 0, postId],
  );
}

/** Waits until an update of this table waits for somebody's transaction. */
async function aLockIsWaitedFor(engine: Engine, url: string, table: string): Promise<void> {
  // Within a transaction, Postgres would show the same activity for ever.
  const watcher = await engine.connect(url);
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update%${table}%'`;
  await expect.poll(() => watcher.rows(waiting), { timeout: 10_000 }).toHaveLength(1);
  await watcher.close();
}
