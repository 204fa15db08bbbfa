import { expect, test } from 'vitest';
import { Alerts } from '../../src/watch/alerts/alerts.ts';
import { troubleText } from '../../src/watch/alerts/trouble-text.ts';
import { lookForDiskSpace } from '../../src/watch/disk-space.ts';
import { Notices } from '../../src/deliver/notices.ts';
import { Events } from '../../src/events.ts';
import { LogChat } from '../../src/watch/log-chat.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { forEachEngine, openStage } from '../stage/databases.ts';

const megabyte = 1_000_000;
const noon = new Date('2026-11-23T12:00:00Z');

forEachEngine((engine) => {
  test('a disk without room is told once at its start and once at its end, over restarts', async () => {
    const { store } = await openStage(engine);
    const clock = new ModelClock(noon);
    const telegram = new ModelTelegram(clock);
    const said = telegram.told;
    const look = async (freeMegabytes: number | null) => {
      const events = new Events();
      const alerts = new Alerts(store.troubles, () => 'en', new LogChat(telegram), clock, quietLog);
      events.listen('trouble', () => alerts.tell());
      const notices = new Notices(store, events, clock);
      await lookForDiskSpace(freeMegabytes === null ? null : freeMegabytes * megabyte, notices);
      await alerts.settled();
    };
    for (const free of [null, 5_000, 201]) await look(free);
    expect(said).toEqual([]);
    for (const free of [199, 10, 250, 199]) await look(free);
    expect(said).toEqual([expect.stringContaining('Only 199 MB left') as string]);
    const [open] = await store.troubles.open();
    if (open === undefined) throw new Error('the trouble is not kept');
    expect(troubleText(open, 'kk')).toContain('небәрі 199 МБ бос орын');
    expect(troubleText(open, 'ru')).toContain('осталось всего 199 МБ');
    for (const free of [301, 400]) await look(free);
    expect(said.slice(1)).toEqual(['✅ The disk of the database has enough space again.']);
  });

  test('what is free is known of a disk of ours', async () => {
    const { store } = await openStage(engine);
    expect((await store.freeBytes()) === null).toBe(engine.name === 'Postgres');
  });
});

test('/status names troubles in words, not as they are stored', () => {
  const silence = {
    key: 'silence',
    detail: '{"gapMs":14400000,"usualMs":900000}',
    beganAt: new Date(0),
    isTold: true,
    endedAt: null,
  };
  expect(troubleText(silence, 'ru')).toContain('Новых статей нет уже 4 ч рабочего времени');
});
