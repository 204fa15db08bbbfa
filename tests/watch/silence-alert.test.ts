import { expect, test } from 'vitest';
import { Alerts } from '../../src/watch/alerts.ts';
import { lookForSilence } from '../../src/watch/silence.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';

const minuteMs = 60_000;
/** Monday, 23 November 2026, by the clock of Almaty. */
const at = (clock: string) => new Date(`2026-11-23T${clock}:00+05:00`);

forEachEngine((engine) => {
  test('silence is told once at its start and once at its end, over restarts', async () => {
    const { store } = await openStage(engine);
    const publish = (index: number, publishedAt: Date) =>
      store.articles.save(
        {
          id: `a${index}`,
          url: `https://news.example/${index}`,
          language: 'kk',
          headline: 'Тақырып',
          publishedAt,
        },
        publishedAt,
      );
    for (let index = 0; index < 30; index += 1) {
      await publish(index, new Date(at('10:00').getTime() - 3 * 24 * 60 * minuteMs + index * 15 * minuteMs));
    }
    const said: string[] = [];
    const failures: unknown[] = [];
    const look = async (clock: string) => {
      const say = (text: string) => Promise.resolve(void said.push(text));
      const alerts = new Alerts(store.troubles, 'en', say, (error) => failures.push(error));
      await lookForSilence(store.statistics, alerts, 'Asia/Almaty', at(clock));
      await alerts.settled();
    };
    await look('09:10');
    expect(said).toEqual([]);
    await look('11:00');
    await look('11:05');
    await look('23:00');
    expect(said).toEqual([
      '⚠️ No new article for 3.8h of working time; the longest usual gap is 15m. Please look whether the source still works.',
    ]);
    await publish(99, at('11:06'));
    await look('11:07');
    await look('11:12');
    expect(said.slice(1)).toEqual(['✅ New articles come again.']);
    expect(failures).toEqual([]);
  });
});
