import { describe, expect, test } from 'vitest';
import { LanesLost } from '../../../src/store/lanes/holder.ts';
import type { NextClaim } from '../../../src/store/posts/lane-ledger.ts';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine, type Stage } from '../../stage/databases.ts';
import { force, promise, rowOf, written as message } from '../../stage/stored-posts.ts';

const arrival = { messageId: 42, chatId: '-1001', link: 'https://t.me/main/42' };
const later = new Date(noon.getTime() + 60_000);

function next(postId: number, changes: Partial<NextClaim> = {}): NextClaim {
  return { channel: 'main', postId, revision: 1, message, form: 'text', isSilent: true, ...changes };
}

/** One post of the channel is under way, and another one is queued behind it. */
async function set(engine: Engine) {
  const stage = await openStage(engine);
  const first = await promise(stage.store, 'a1');
  const second = await promise(stage.store, 'a2', { sortAt: new Date(noon.getTime() + 1) });
  const claim = {
    postId: first,
    revision: 1,
    message,
    form: 'text',
    isSilent: false,
    chatId: '-1001',
  } as const;
  await stage.lanes.claim(claim, noon);
  const step = (changes: Partial<NextClaim> = {}) =>
    stage.lanes.markSentAndClaim(first, arrival, next(second, changes), later);
  return { ...stage, first, second, step };
}

/** What may have come meanwhile, so that the second post does not leave next. */
const obstacles: Record<string, (stage: Stage & { first: number; second: number }) => Promise<unknown>> = {
  'its article changed': ({ newsroom }) =>
    newsroom.run("update articles set headline = 'New' where id = 'a2'", []),
  'its article is withheld': ({ newsroom }) =>
    newsroom.run("update articles set status = 'withheld' where id = 'a2'", []),
  'an editor dropped it': ({ newsroom, second }) => force(newsroom, second, 'dropped'),
  'it is to be killed': ({ newsroom, second }) =>
    newsroom.run("update posts set due_change = 'kill' where id = ?", [second]),
  'it is put off': ({ newsroom, second }) =>
    newsroom.run('update posts set wake_at = ? where id = ?', [later.getTime() + 1, second]),
  'an editor paused the channel': ({ store }) =>
    store.channels.pause('main', { by: 'Aigul', at: noon, until: null }),
  'a burst waits for an owner': ({ store }) => store.bursts.begin(noon),
  'breaking news came': ({ store }) => promise(store, 'a3', { priority: 1, sortAt: later }),
  'an older article came': ({ store }) => promise(store, 'a3', { sortAt: new Date(0) }),
  'the post before it is to be killed': ({ newsroom, first }) =>
    newsroom.run("update posts set due_change = 'kill' where id = ?", [first]),
  'the post before it is to be corrected': ({ newsroom, first }) =>
    newsroom.run("update posts set due_change = 'edit' where id = ?", [first]),
};

forEachEngine((engine) => {
  describe('a post is recorded and the next one claimed in one commit', () => {
    test('with its text, and as one after the number that the first one got', async () => {
      const { first, newsroom, second, step } = await set(engine);
      expect(await step()).toBe(true);
      expect(await rowOf(newsroom, first)).toMatchObject({
        state: 'sent',
        message_id: 42,
        sent_at: later.getTime(),
      });
      expect(await rowOf(newsroom, second)).toMatchObject({
        state: 'sending',
        message: JSON.stringify(message),
        form: 'text',
        silent: 1,
        revision: 1,
        claimed_at: later.getTime(),
        floor: 42,
      });
    });

    test('work that waits comes later, and does not stand in its way', async () => {
      const { newsroom, second, step, store } = await set(engine);
      const breaking = await promise(store, 'a3', { priority: 1 });
      await newsroom.run('update posts set wake_at = ? where id = ?', [later.getTime() + 1, breaking]);
      await promise(store, 'a4', { channel: 'other', priority: 1 });
      expect(await step()).toBe(true);
      expect(await rowOf(newsroom, second)).toMatchObject({ state: 'sending' });
    });

    test.each(Object.entries(obstacles))('not claimed when meanwhile %s', async (_name, change) => {
      const stage = await set(engine);
      const { first, newsroom, second, step } = stage;
      await change(stage);
      const before = await rowOf(newsroom, second);
      expect(await step()).toBe(false);
      expect(await rowOf(newsroom, first)).toMatchObject({ state: 'sent', message_id: 42 });
      expect(await rowOf(newsroom, second)).toEqual(before);
    });

    test('neither, once another process took the lanes', async () => {
      const { first, newsroom, second, step, store } = await set(engine);
      await store.lanes.take('1', noon);
      await expect(step()).rejects.toThrow(LanesLost);
      expect(await rowOf(newsroom, first)).toMatchObject({ state: 'unsure' });
      expect(await rowOf(newsroom, second)).toMatchObject({ state: 'promised' });
    });

    test('the next one is not claimed without the record of the first', async () => {
      const { first, newsroom, second, step } = await set(engine);
      await force(newsroom, first, 'dropped');
      expect(await step()).toBe(false);
      expect(await rowOf(newsroom, second)).toMatchObject({ state: 'promised' });
    });
  });
});
