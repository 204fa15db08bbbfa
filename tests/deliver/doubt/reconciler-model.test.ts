import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canMove, type PostState } from '../../../src/news/post.ts';
import { fates, latestMs } from '../../stage/model-telegram.ts';
import { openModelStage, World, type Event, type Known, type ModelStage } from '../../stage/model-world.ts';
import { runs } from '../../stage/sizes.ts';

/**
 * The whole way from the ledger to the channel against a Telegram small enough to be sure of, in which any request
 * may be lost before it arrives or after, arrive late, or be the last that the program did: whatever happens, in the
 * end each article stands there once, in order, with its newest text.
 */

let stage: ModelStage;

beforeAll(async () => {
  stage = await openModelStage();
});

afterAll(() => stage.close());

const someFates = fc.array(
  fc.record({ fate: fc.constantFrom(...fates), delayMs: fc.integer({ min: 1, max: latestMs }) }),
  { maxLength: 6 },
);

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('insert'), isBreaking: fc.boolean(), hasImage: fc.boolean() }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('correct'), which: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('revert'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('withdraw', 'delete'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('put off'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('person') }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 3_000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('set clock'),
        byMs: fc.integer({ min: -20_000_000, max: 20_000_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('work'),
        steps: fc.integer({ min: 1, max: 8 }),
        fates: someFates,
      }),
    },
  ),
  { minLength: 4, maxLength: 30 },
);

/** Breaking news, and what had an embargo, may stand earlier or later than the others. */
function movableIn({ articles }: World): Set<string> {
  return new Set(articles.filter(({ isBreaking, wasPutOff }) => isBreaking || wasPutOff).map(({ id }) => id));
}

/** What readers see: the first lines of our posts in any order, the ordinary ones in theirs, and people's posts. */
function seenIn(world: World) {
  const messages = [...world.telegram.messages.values()];
  const ours = messages.filter(({ isOurs }) => isOurs).map(({ text }) => text.split('\n', 1)[0] ?? '');
  const movable = movableIn(world);
  return {
    count: ours.length,
    posts: new Set(ours),
    ordinary: ours.filter((text) => !movable.has(text.split(' ', 1)[0] ?? '')),
    people: messages.length - ours.length,
  };
}

/** Each article that was not withdrawn, once, with its newest text. */
function wantedIn(world: World): ReturnType<typeof seenIn> {
  const { articles, countOfPeople } = world;
  const movable = movableIn(world);
  const living = articles.filter(({ isGone }) => !isGone);
  const lineOf = ({ id, version }: Known) => `${id} version ${version}`;
  return {
    count: living.length,
    posts: new Set(living.map(lineOf)),
    ordinary: living.filter(({ id }) => !movable.has(id)).map(lineOf),
    people: countOfPeople,
  };
}

function forbiddenMoves(world: World): string[] {
  const ids = new Set(world.rows().map(({ id }) => id));
  const rows = stage.database.prepare('select * from moves').all() as {
    post_id: number;
    origin: PostState;
    target: PostState;
  }[]; // the columns above
  stage.database.exec('delete from moves');
  return (
    rows
      .filter(({ post_id: id, origin, target }) => ids.has(id) && origin !== target)
      // Composed and claimed in one statement: by way of ready.
      .filter(
        ({ origin, target }) => !canMove(origin, target) && !(origin === 'promised' && target === 'sending'),
      )
      .map(({ origin, target }) => `${origin} → ${target}`)
  );
}

test('whatever is lost, late or dies: each article stands there once, in order, with its newest text', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (given) => {
      const world = new World(stage);
      await world.post();
      for (const event of given) await world.happen(event);
      await world.end();
      expect(seenIn(world)).toEqual(wantedIn(world));
      expect(forbiddenMoves(world)).toEqual([]);
    }),
    { numRuns: runs(400) },
  );
}, 120_000);

test('the same with requests that arrive later than the time to settle, after the resend', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.boolean(), async (given, isNumbered) => {
      const world = new World(stage);
      if (isNumbered) await world.post();
      world.telegram.sendsLaterByMs = 1_500;
      for (const event of given) await world.happen(event);
      await world.insert(false, false);
      await world.end();
      world.clock.pass(1_500 + latestMs);
      // The next post shows that another number was given in between.
      await world.insert(false, false);
      await world.end();
      expect(seenIn(world)).toEqual(wantedIn(world));
      expect(forbiddenMoves(world)).toEqual([]);
    }),
    { numRuns: runs(150) },
  );
}, 120_000);

test('the same in a channel of which no number is known', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (given) => {
      const world = new World(stage);
      for (const event of given) await world.happen(event);
      // A last one, which shows where a first one may stand.
      await world.insert(false, false);
      await world.end();
      expect(seenIn(world)).toEqual(wantedIn(world));
      expect(forbiddenMoves(world)).toEqual([]);
    }),
    { numRuns: runs(200) },
  );
}, 120_000);
