import { expect, test } from 'vitest';
import { forEachEngine, openStage } from '../../stage/databases.ts';

forEachEngine((engine) => {
  test('a fact is unknown, then kept, then set anew', async () => {
    const { store } = await openStage(engine);
    expect(await store.facts.get('telegram')).toBeNull();
    await store.facts.set('telegram', 'first');
    await store.facts.set('telegram', 'second');
    expect(await store.facts.get('telegram')).toBe('second');
  });
});
