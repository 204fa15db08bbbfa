import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InlineSearch } from '../../src/readers/inline-search.ts';
import { channel } from '../stage/builders.ts';
import { openStage, sqlite } from '../stage/databases.ts';

/** A search whose answers wait until they are let go. */
async function openSearch() {
  const { store } = await openStage(sqlite);
  const answered: string[] = [];
  const failures: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const search = new InlineSearch({
    config: { channels: [channel()] },
    addresses: { placeOf: () => ({ chatId: '-1001', username: 'main' }) },
    store,
    answer: async (id) => {
      await gate.promise;
      if (id === 'bad') throw new Error('too old');
      answered.push(id);
    },
    onFailure: (error) => failures.push(error),
  });
  const ask = (id: string, userId: number) =>
    search.take({ update_id: 1, inline_query: { id, from: { id: userId }, query: 'x', offset: '' } });
  return { search, answered, failures, ask, release: () => gate.resolve() };
}

test('of one reader only the last query counts, and a flood leaves out whoever waits longest', async () => {
  const { answered, ask, failures, release, search } = await openSearch();
  ask('first', 1);
  for (const id of ['h', 'he', 'hea', 'head']) ask(id, 2);
  for (let reader = 3; reader < 60; reader += 1) ask(`of ${reader}`, reader);
  ask('bad', 70);
  ask('last', 71);
  release();
  await expect.poll(() => answered.at(-1)).toBe('last');
  await search.stop();
  expect(answered[0]).toBe('first');
  expect(answered).not.toContain('hea');
  expect(answered.length).toBeLessThanOrEqual(51);
  expect(failures).toHaveLength(1);
});

test('an update of any shape is taken, and a stopped search answers nobody', async () => {
  const { answered, ask, release, search } = await openSearch();
  fc.assert(
    fc.property(fc.anything(), (given) => {
      search.take(given);
      search.take({ update_id: 1, inline_query: given });
    }),
  );
  ask('first', 1);
  ask('second', 2);
  const stopped = search.stop();
  release();
  await stopped;
  expect(answered).not.toContain('second');
});
