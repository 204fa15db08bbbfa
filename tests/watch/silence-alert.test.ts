import { expect, test } from 'vitest';
import { Alerts } from '../../src/watch/alerts/alerts.ts';
import { lookForSilence } from '../../src/watch/silence.ts';
import { Notices } from '../../src/deliver/notices.ts';
import { Events } from '../../src/events.ts';
import { LogChat } from '../../src/watch/log-chat.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { systemClock } from '../../src/time/clock.ts';
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
    const telegram = new ModelTelegram(new ModelClock(at('09:00')));
    const said = telegram.told;
    const look = async (clock: string) => {
      const events = new Events();
      const alerts = new Alerts(store.troubles, () => 'en', new LogChat(telegram), systemClock, quietLog);
      events.listen('trouble', () => alerts.tell());
      const notices = new Notices(store, events, systemClock);
      await lookForSilence(store.statistics, notices, 'Asia/Almaty', at(clock));
      await alerts.settled();
    };
    await look('09:10');
    expect(said).toEqual([]);
    await look('11:00');
    await look('11:05');
    await look('23:00');
    expect(said).toEqual([
      '⚠️ No new article for 3.8h of working time; the longest usual gap is 15m. Check that the source still works.',
    ]);
    await publish(99, at('11:06'));
    await look('11:07');
    await look('11:12');
    expect(said.slice(1)).toEqual(['✅ New articles are arriving again.']);
  });
});
