import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Events } from '../src/events.ts';
import { Pipeline } from '../src/pipeline/pipeline.ts';
import type { Clock } from '../src/time/clock.ts';
import { after, channel, noon } from './stage/builders.ts';
import { forEachEngine, openStage, type Engine } from './stage/databases.ts';
import { article } from './stage/stored-posts.ts';
import { runs } from './stage/sizes.ts';

const hourMs = 3_600_000;

/** The time of day stands where a test sets it; the steady clock goes its own way. */
class SetClock implements Clock {
  day = noon;
  steady = 0;

  now(): Date {
    return this.day;
  }

  steadyMs(): number {
    return this.steady;
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}

async function open(engine: Engine, maxAgeMs: number | null = 24 * hourMs) {
  const stage = await openStage(engine);
  const clock = new SetClock();
  const events = new Events();
  const tooOld: number[] = [];
  const setBack: number[] = [];
  events.listen('articles too old', ({ count }) => tooOld.push(count));
  events.listen('clock set back', ({ articles }) => setBack.push(articles));
  const settings = {
    channels: [channel({ maxAgeMs })],
    correctionDelayMs: 0,
    burstArticles: 0,
    timeZone: 'UTC',
  };
  const newPipeline = () => new Pipeline(stage.store, settings, events, clock);
  let pipeline = newPipeline();
  const pollAt = async (day: Date) => {
    clock.day = day;
    await pipeline.poll(new AbortController().signal);
  };
  const restart = () => (pipeline = newPipeline());
  const write = (id: string, publishedAt: Date) =>
    stage.store.articles.save({ ...article(id), publishedAt }, clock.day);
  const statesOf = async (...ids: string[]) =>
    (await stage.store.posts.postsOf(ids)).map(({ articleId, state }) => `${articleId} ${state}`).toSorted();
  return { ...stage, clock, pollAt, restart, write, statesOf, tooOld, setBack };
}

forEachEngine((engine) => {
  describe('a clock that was ahead', () => {
    test.each([false, true])(
      'made an article too old; it is posted when the clock is right (restart: %s)',
      async (isRestart) => {
        const { pollAt, restart, setBack, statesOf, tooOld, write } = await open(engine);
        await write('a1', noon);
        await write('archive', after(-40 * hourMs));
        await pollAt(after(30 * hourMs));
        expect(await statesOf('a1', 'archive')).toEqual([]);
        expect(tooOld).toEqual([2]);
        if (isRestart) restart();
        await pollAt(after(hourMs));
        expect(await statesOf('a1', 'archive')).toEqual(['a1 promised']);
        expect(setBack).toEqual([2]);
        // What is too old by the right clock is not counted again, and nothing is planned a third time.
        await pollAt(after(hourMs + 1));
        expect(tooOld).toEqual([2]);
        expect(setBack).toEqual([2]);
      },
    );

    test('and is set back twice, to two moments', async () => {
      const { pollAt, statesOf, write } = await open(engine);
      await write('a1', noon);
      await pollAt(after(50 * hourMs));
      await pollAt(after(30 * hourMs));
      expect(await statesOf('a1')).toEqual([]);
      await pollAt(after(hourMs));
      expect(await statesOf('a1')).toEqual(['a1 promised']);
    });

    test('edits no post that stands, and posts nothing twice', async () => {
      const { lanes, pollAt, store, write } = await open(engine);
      await write('a1', after(30 * hourMs));
      await pollAt(after(31 * hourMs));
      const [post] = await store.posts.postsOf(['a1']);
      const at = { messageId: 7, chatId: '-100', link: null };
      const message = {
        photo: null,
        text: { html: 'A', shown: 'A' },
        plain: 'A',
        previewUrl: null,
        link: null,
      };
      await lanes.claim(
        { postId: post?.id ?? 0, revision: 1, message, form: 'text', isSilent: false },
        after(31 * hourMs),
      );
      await lanes.markSent(post?.id ?? 0, at, null, after(31 * hourMs));
      await pollAt(after(hourMs));
      expect(await store.posts.postsOf(['a1'])).toMatchObject([{ state: 'sent', dueChange: null }]);
    });

    test('had put a post off: it is looked at again', async () => {
      const { lanes, newsroom, pollAt, store, write } = await open(engine);
      await write('a1', noon);
      await pollAt(after(hourMs));
      const [post] = await store.posts.postsOf(['a1']);
      await pollAt(after(30 * hourMs));
      await lanes.postpone(post?.id ?? 0, after(38 * hourMs));
      await pollAt(after(2 * hourMs));
      expect(await newsroom.rows('select wake_at from posts')).toEqual([{ wake_at: null }]);
    });

    test('dropped a post as too old: it is promised again', async () => {
      const { lanes, pollAt, statesOf, store, write } = await open(engine);
      await write('a1', noon);
      await pollAt(after(hourMs));
      const [post] = await store.posts.postsOf(['a1']);
      await lanes.drop(post?.id ?? 0, 'too old', 1, after(30 * hourMs));
      await store.articles.save({ ...article('a1'), headline: 'B' }, noon);
      await pollAt(after(30 * hourMs));
      expect(await statesOf('a1')).toEqual(['a1 dropped']);
      await store.articles.save({ ...article('a1'), headline: 'C' }, noon);
      await pollAt(after(2 * hourMs));
      expect(await statesOf('a1')).toEqual(['a1 promised']);
    });
  });

  test('a clock that was behind keeps an article only until it is right', async () => {
    const { pollAt, statesOf, write } = await open(engine);
    await write('a1', noon);
    await pollAt(after(-30 * hourMs));
    expect(await statesOf('a1')).toEqual([]);
    await pollAt(after(hourMs));
    expect(await statesOf('a1')).toEqual(['a1 promised']);
  });

  test('articles of a downtime are judged by their own dates', async () => {
    const { pollAt, statesOf, write } = await open(engine);
    await pollAt(after(-50 * hourMs));
    await write('early', after(-30 * hourMs));
    await write('late', after(-10 * hourMs));
    await pollAt(noon);
    expect(await statesOf('early', 'late')).toEqual(['late promised']);
  });

  // However the clock goes, in the end exactly the articles are promised that a right clock would have promised, and
  // besides those that were young by a clock that was behind.
  test('whatever the clock says meanwhile, a right one at the end makes it good', async () => {
    const { newsroom, pollAt, restart, statesOf, write } = await open(engine);
    const hours = fc.integer({ min: -60, max: 60 });
    const story = fc.record({
      ages: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 }),
      clocks: fc.array(hours, { maxLength: 4 }),
      isRestarted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ ages, clocks, isRestarted }) => {
        for (const table of ['posts', 'articles', 'deleted_articles', 'unindexed_articles'])
          await newsroom.run(`delete from ${table}`);
        await newsroom.run('delete from deleted_articles');
        restart();
        for (const [index, age] of ages.entries()) await write(`a${index}`, after(-age * hourMs));
        for (const error of clocks) await pollAt(after(error * hourMs));
        if (isRestarted) restart();
        await pollAt(noon);
        const young = ages.flatMap((age, index) => {
          const wasYoung = clocks.some((error) => age + error >= 0 && age + error <= 24);
          return age <= 24 || wasYoung ? [`a${index} promised`] : [];
        });
        expect(await statesOf(...ages.map((_, index) => `a${index}`))).toEqual(young);
      }),
      { numRuns: engine.name === 'SQLite' ? runs(40, 15) : runs(10, 5) },
    );
  });
});
