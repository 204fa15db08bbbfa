import { expect, test } from 'vitest';
import { forEachEngine, sqlite } from '../../stage/databases.ts';
import { feedOf, PollerStage } from './poller-stage.ts';

const minuteMs = 60_000;

async function openQuiet(engine = sqlite): Promise<PollerStage> {
  const stage = await PollerStage.open(engine);
  stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' });
  await stage.look();
  stage.pass(minuteMs);
  return stage;
}

/** As it stands in the database. */
function stored(stage: PollerStage) {
  return stage.stage.store.sourceStates.find('steppe');
}

forEachEngine((engine) => {
  test('looks that find nothing new are written together, and the next look knows of them', async () => {
    const stage = await openQuiet(engine);
    const before = await stored(stage);
    expect(await stage.result()).toBe('unchanged');
    const atFirst = stage.now;
    expect(await stored(stage)).toEqual(before);
    stage.pass(minuteMs);
    const { state } = await stage.look();
    expect(state).toMatchObject({ lookedAt: stage.now, succeededAt: stage.now });
    expect(stage.now).not.toEqual(atFirst);
    await stage.poller.writeQuiet();
    expect(await stored(stage)).toEqual({
      ...before,
      lookedAt: stage.now,
      succeededAt: stage.now,
      nextAt: state.nextAt,
    });
  });

  test('a wish for a look is never written over', async () => {
    const stage = await openQuiet(engine);
    await stage.look();
    await stage.stage.store.sourceStates.askNow('steppe');
    await stage.poller.writeQuiet();
    expect(await stage.stage.store.sourceStates.askedNow()).toEqual(['steppe']);
    // The look that was asked for answers the wish at once.
    await stage.look();
    expect(await stage.stage.store.sourceStates.askedNow()).toEqual([]);
  });
});

test('whatever is more than a moment is written at once, and is not written over by an earlier look', async () => {
  const stage = await openQuiet();
  await stage.look();
  stage.pass(minuteMs);
  stage.site.script('/rss', { status: 500 });
  await stage.look();
  await stage.poller.writeQuiet();
  expect(await stored(stage)).toMatchObject({ failures: 1, lookedAt: stage.now });
  // The first success after a failure is news, too.
  stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' });
  await stage.look();
  expect(await stored(stage)).toMatchObject({ failures: 0, failure: null });
  stage.site.script('/rss', { body: feedOf([1]), etag: '"b"' });
  await stage.look();
  expect(await stored(stage)).toMatchObject({ validators: { etag: '"b"' } });
});

test('they wait while the database does not take them', async () => {
  const stage = await openQuiet();
  await stage.look();
  const { newsroom } = stage.stage;
  await newsroom.run('alter table source_states rename to gone');
  await expect(stage.poller.writeQuiet()).rejects.toThrow('source_states');
  await newsroom.run('alter table gone rename to source_states');
  await stage.poller.writeQuiet();
  expect(await stored(stage)).toMatchObject({ lookedAt: stage.now });
});

test('thousands of sources are read in parts at the start', async () => {
  const { stage } = await openQuiet();
  await stage.newsroom.run(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 450)
    insert into source_states (source, url, next_at) select 's' || i, 'https://steppe.example/' || i, i from n`);
  const sizes: number[] = [];
  const names = new Set<string>();
  for await (const some of stage.store.sourceStates.due()) {
    sizes.push(some.length);
    for (const { source } of some) names.add(source);
  }
  expect(sizes).toEqual([200, 200, 51]);
  expect(names.size).toBe(451);
});
