import { expect, test } from 'vitest';
import { Notices } from '../../src/deliver/notices.ts';
import { Events } from '../../src/events.ts';
import { troubleText } from '../../src/watch/alerts/trouble-text.ts';
import { TooOldWatch } from '../../src/watch/too-old.ts';
import { after, noon } from '../stage/builders.ts';
import { forEachEngine, openStage, type Engine } from '../stage/databases.ts';
import { ModelClock } from '../stage/model-telegram.ts';

const hourMs = 3_600_000;
const example = { id: 'a b', dueAt: after(-30 * hourMs) };

async function open(engine: Engine) {
  const { store } = await openStage(engine);
  const clock = new ModelClock(noon);
  const notices = new Notices(store, new Events(), clock);
  const openKeys = async () => (await store.troubles.open()).map(({ key }) => key);
  return { store, clock, watch: new TooOldWatch(notices, clock), openKeys };
}

forEachEngine((engine) => {
  test('ten articles of an hour that are too old are usual, eleven are told once', async () => {
    const { clock, openKeys, store, watch } = await open(engine);
    await watch.found(10, example);
    expect(await openKeys()).toEqual([]);
    clock.pass(hourMs);
    await watch.found(9, example);
    expect(await openKeys()).toEqual([]);
    await watch.found(2, example);
    const [trouble] = await store.troubles.open();
    if (trouble === undefined) throw new Error('it is not told');
    const facts = ['11', 'a b', '2026-03-01 06:00 UTC', '2026-03-02 13:00 UTC'];
    for (const language of ['en', 'ru', 'kk'] as const)
      for (const fact of facts) expect(troubleText(trouble, language)).toContain(fact);
    await watch.found(500, example);
    expect(await store.troubles.open()).toEqual([trouble]);
  });

  test('it is over with the first article that is young enough, and not told again for a day', async () => {
    const { clock, openKeys, store, watch } = await open(engine);
    await watch.found(11, example);
    expect(await openKeys()).toEqual(['too old']);
    await watch.promised();
    // Its end is told, too.
    for (const trouble of await store.troubles.untold()) await store.troubles.markTold(trouble, noon);
    await watch.found(500, example);
    expect(await openKeys()).toEqual([]);
    clock.pass(24 * hourMs);
    await watch.found(11, example);
    expect(await openKeys()).toEqual(['too old']);
  });

  test('the next run ends what an earlier one told', async () => {
    const { clock, openKeys, store, watch } = await open(engine);
    await watch.found(11, example);
    await new TooOldWatch(new Notices(store, new Events(), clock), clock).promised();
    expect(await openKeys()).toEqual([]);
  });
});
