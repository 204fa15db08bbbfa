import { expect, test } from 'vitest';
import { Events } from '../../src/events.ts';
import { systemClock } from '../../src/time/clock.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';

forEachEngine((engine) => {
  // Programs in C and PHP can write any bytes as text; what we read of them is not what stands there.
  test.runIf(engine.name === 'SQLite')('an id that is no text keeps nobody busy', async () => {
    const { newsroom, store } = await openStage(engine);
    const row = (id: string) => `(${id}, 'https://news.example/1', 'en', 'Headline')`;
    const odd = "cast(x'ff61' as text)";
    await newsroom.run(
      `insert into articles (id, url, language, headline) values ${row(odd)}, ${row("'a1'")}`,
    );
    const planned: number[] = [];
    const settings = { channels: [], burstArticles: 0, correctionDelayMs: 0, timeZone: 'Asia/Almaty' };
    const events = new Events();
    const tooOften = new AbortController();
    events.listen('planned', ({ articles }) => {
      if (planned.push(articles) > 10) tooOften.abort();
    });
    const pipeline = new Pipeline(store, settings, events, systemClock);
    const poll = () => pipeline.poll(tooOften.signal);
    await poll();
    expect(planned).toEqual([1]);
    await newsroom.run(`delete from articles where id = ${odd}`);
    await poll();
    expect(planned).toEqual([1, 1]);
    expect(await store.articles.isAnyUnplanned()).toBe(false);
  });
});
