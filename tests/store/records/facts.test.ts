import { expect, test } from 'vitest';
import { forEachEngine, openStage } from '../../stage/databases.ts';

forEachEngine((engine) => {
  test('a fact is unknown, then kept, then set anew', async () => {
    const { store } = await openStage(engine);
    expect(await store.facts.get('run_id')).toBeNull();
    await store.facts.set('run_id', 'first');
    await store.facts.set('run_id', 'second');
    expect(await store.facts.get('run_id')).toBe('second');
  });
});
