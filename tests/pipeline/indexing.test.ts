import { expect, test } from 'vitest';
import { Events } from '../../src/events.ts';
import { Indexing } from '../../src/pipeline/indexing.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { Clock } from '../../src/time/clock.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';

const noon = new Date('2026-11-24T07:00:00Z');
const { signal } = new AbortController();

/** A clock that jumps over every wait, and notes how long it was. */
class JumpingClock implements Clock {
  readonly waits: number[] = [];
  /** Called in each wait. */
  onWait = (): void => undefined;
  #ms = 0;

  now(): Date {
    return new Date(noon.getTime() + this.#ms);
  }

  steadyMs(): number {
    return this.#ms;
  }

  wait(ms: number): Promise<void> {
    this.waits.push(ms);
    this.#ms += ms;
    this.onWait();
    return Promise.resolve();
  }
}

forEachEngine((engine) => {
  test('words are indexed slowly while posts leave, quickly afterwards, and all of them', async () => {
    const { newsroom, store } = await openStage(engine);
    for (let number = 100; number < 200; number += 1)
      await newsroom.run(
        `insert into articles (id, url, language, headline, published_at)
         values ('a${number}', 'https://news.example/${number}', 'en', 'Bridge', '${noon.toISOString()}')`,
      );
    const [clock, events] = [new JumpingClock(), new Events()];
    const settings = { channels: [], burstArticles: 0, correctionDelayMs: 0, timeZone: 'Asia/Almaty' };
    await new Pipeline(store, settings, events, clock).poll(signal);
    const indexing = new Indexing(store.search, events, clock);
    // Posts leave during the first waits.
    clock.onWait = () => {
      if (clock.waits.length <= 3) events.announce({ kind: 'posted' });
    };
    indexing.begin(signal);
    // It is indexing already.
    indexing.begin(signal);
    await indexing.settled();
    // The last wait of the slow ones is as long as a post counts.
    expect(clock.waits).toEqual([100, 250, 250, 250, 10, 10]);
    expect(await store.search.indexSome(1)).toBe(0);
  });
});
