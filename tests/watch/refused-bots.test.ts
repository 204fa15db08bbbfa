import { describe, expect, test } from 'vitest';
import { tellOwnersOfRefused, tokenKey } from '../../src/watch/refused-bots.ts';
import { noon } from '../stage/builders.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';

/** A bot that knows these owners; those who never wrote to it cannot be told. */
function speaker(owners: readonly number[], said: string[], unreachable: readonly number[] = []) {
  return (ownerId: number, textIn: (language: 'en') => string) => {
    const isTold = owners.includes(ownerId) && !unreachable.includes(ownerId);
    if (isTold) said.push(`${ownerId}: ${textIn('en')}`);
    return Promise.resolve(isTold);
  };
}

forEachEngine((engine) => {
  describe('the owners of a bot whose token is refused', () => {
    test('hear it once, from the first bot that can tell them', async () => {
      const { store } = await openStage(engine);
      const sport = store.ofBot('sport');
      await sport.troubles.begin(tokenKey, 'sport', noon);
      expect(await store.troubles.untoldIn(tokenKey)).toEqual(new Set(['sport']));
      const [news, chess]: string[][] = [[], []];
      const others = [speaker([1, 2], news ?? [], [1]), speaker([1, 2, 3], chess ?? [])];
      const bot = { name: 'sport', ownerIds: [1, 2, 9] };
      await tellOwnersOfRefused(bot, sport, others);
      await tellOwnersOfRefused(bot, sport, others);
      expect([news, chess]).toMatchObject([
        [expect.stringMatching(/^2: .*the token of the bot “sport”/u)],
        [expect.stringMatching(/^1: /)],
      ]);
      expect(await store.troubles.untoldIn(tokenKey)).toEqual(new Set());
      expect(await sport.troubles.open()).toMatchObject([{ key: tokenKey, isTold: true }]);
    });

    test('hear it later, if nobody can tell them now', async () => {
      const { store } = await openStage(engine);
      const sport = store.ofBot('sport');
      await sport.troubles.begin(tokenKey, 'sport', noon);
      const bot = { name: 'sport', ownerIds: [1] };
      await tellOwnersOfRefused(bot, sport, []);
      const said: string[] = [];
      await tellOwnersOfRefused(bot, sport, [speaker([1], said)]);
      expect(said).toHaveLength(1);
      // It is over: nothing is told any more.
      await sport.troubles.end(tokenKey, noon);
      await tellOwnersOfRefused(bot, sport, [speaker([1], said)]);
      expect(said).toHaveLength(1);
    });
  });
});
