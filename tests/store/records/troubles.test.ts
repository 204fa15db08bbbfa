import { expect, test } from 'vitest';
import { after, noon } from '../../stage/builders.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

forEachEngine((engine) => {
  test('a trouble that ended and begins again is told again, also where its end was not told yet', async () => {
    const { troubles } = (await openStage(engine)).store;
    expect(await troubles.begin('source:a', 'timeout', noon)).toBe(true);
    expect(await troubles.begin('source:a', 'refused', after(1))).toBe(false);
    const [first] = await troubles.untold();
    expect.assert(first !== undefined);
    await troubles.markTold(first, after(2));
    expect(await troubles.untold()).toEqual([]);
    await troubles.end('source:a', after(3));
    const [ended] = await troubles.untold();
    expect.assert(ended !== undefined);
    expect(await troubles.begin('source:a', 'http 500', after(4))).toBe(true);
    const again = {
      key: 'source:a',
      detail: 'http 500',
      beganAt: after(4),
      isTold: false,
      endedAt: null,
    };
    expect(await troubles.untold()).toEqual([again]);
    expect(await troubles.open()).toEqual([again]);
    // What was being told meanwhile is not taken for what began since.
    await troubles.markTold(ended, after(5));
    await troubles.markTold(first, after(5));
    expect(await troubles.untold()).toEqual([again]);
    await troubles.end('source:a', after(6));
    await troubles.markTold(ended, after(7));
    expect(await troubles.untold()).toMatchObject([{ beganAt: after(4), endedAt: after(6), isTold: false }]);
  });

  test('a detail that changes while the trouble is told has to be told as well', async () => {
    const { troubles } = (await openStage(engine)).store;
    await troubles.begin('burst:main', '12', noon);
    const [first] = await troubles.untold();
    expect.assert(first !== undefined);
    await troubles.tellAgain('burst:main', '40');
    await troubles.markTold(first, after(1));
    expect(await troubles.untold()).toMatchObject([{ detail: '40', isTold: false }]);
  });
});
