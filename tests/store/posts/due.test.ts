import { expect, test } from 'vitest';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Stage } from '../../stage/databases.ts';
import { force, promise } from '../../stage/stored-posts.ts';

const minute = 60_000;
const soon = new Date(noon.getTime() + minute);
const later = new Date(noon.getTime() + 10 * minute);

/** What is in the channel `main`, and when something has to be done there. */
const cases: Record<string, [(stage: Stage) => Promise<unknown>, Date | undefined]> = {
  nothing: [() => Promise.resolve(), undefined],
  'a post': [({ store }) => promise(store), noon],
  'a post of another channel': [({ store }) => promise(store, 'a1', { channel: 'other' }), undefined],
  'a post that is put off': [async ({ lanes, store }) => lanes.postpone(await promise(store), soon), soon],
  'two that are put off': [
    async ({ lanes, store }) => {
      await lanes.postpone(await promise(store, 'a1'), later);
      await lanes.postpone(await promise(store, 'a2'), soon);
    },
    soon,
  ],
  'one that is put off, and one that is not': [
    async ({ lanes, store }) => {
      await lanes.postpone(await promise(store, 'a1'), later);
      await promise(store, 'a2');
    },
    noon,
  ],
  'a post that was sent': [
    async ({ newsroom, store }) => force(newsroom, await promise(store), 'sent'),
    undefined,
  ],
  'a post that is unsure': [
    async ({ newsroom, store }) => force(newsroom, await promise(store), 'unsure'),
    noon,
  ],
  'a post in a paused channel': [
    async ({ store }) => {
      await promise(store);
      await store.channels.pause('main', { by: 'Aigul', at: noon, until: null });
    },
    undefined,
  ],
  'a post in a channel that is paused for a while': [
    async ({ store }) => {
      await promise(store);
      await store.channels.pause('main', { by: 'Aigul', at: noon, until: soon });
    },
    soon,
  ],
  'a kill in a paused channel': [
    async ({ newsroom, store }) => {
      await force(newsroom, await promise(store), 'sent');
      await newsroom.run("update posts set due_change = 'kill'", []);
      await store.channels.pause('main', { by: 'Aigul', at: noon, until: null });
    },
    noon,
  ],
};

forEachEngine((engine) => {
  test.each(Object.entries(cases))('with %s', async (_name, [prepare, at]) => {
    const stage = await openStage(engine);
    await stage.store.channels.load(['main', 'other', 'third']);
    await prepare(stage);
    const due = await stage.store.ledger.due(['main', 'third'], noon);
    expect([...due]).toEqual(at === undefined ? [] : [['main', at]]);
  });

  test('of no channel nothing is asked', async () => {
    const { store } = await openStage(engine);
    await promise(store);
    expect(await store.ledger.due([], noon)).toEqual(new Map());
  });
});
