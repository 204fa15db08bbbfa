import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Dispatcher } from '../../src/deliver/dispatcher.ts';
import { openStore } from '../../src/store/store.ts';
import { systemClock } from '../../src/time/clock.ts';
import { Timetable } from '../../src/timetable.ts';
import { channel } from '../stage/builders.ts';
import { makeFolder } from '../stage/folder.ts';
import { modelDelivery } from '../stage/model-delivery.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';

const count = 50;

/** A dispatcher of many channels, whose lanes have come to rest. Time is that of this machine. */
async function rested() {
  const asked: string[] = [];
  const file = join(makeFolder(), 'dispatcher.db');
  const store = await openStore(`sqlite:${file}`, undefined, (statement) => void asked.push(statement));
  onTestFinished(() => store.close());
  const { holder } = await store.lanes.take('1', new Date());
  const ground = { store, holder, timetable: await Timetable.load(store, 'UTC') };
  const channels = Array.from({ length: count }, (_, index) =>
    channel({
      name: `c${index}`,
      id: `-100${index}`,
      language: index === 7 ? 'kk' : 'en',
      postsPerMinute: 0,
    }),
  );
  const model = new ModelClock(new Date());
  const telegram = new ModelTelegram(model);
  const stop = new AbortController();
  const { delivery, pipeline } = modelDelivery(ground, telegram, model, channels, { stopping: stop.signal });
  const dispatcher = await Dispatcher.open(channels, { ...delivery, clock: systemClock });
  const hasRested = dispatcher.rested();
  dispatcher.start();
  await hasRested;
  onTestFinished(async () => {
    stop.abort();
    await dispatcher.drain();
  });
  return { asked, delivery, dispatcher, pipeline, store, telegram };
}

test('an idle lane asks nothing: one query tells all of them what is due', async () => {
  const { asked, dispatcher, store } = await rested();
  asked.length = 0;
  dispatcher.wake();
  dispatcher.wake();
  // The one connection answers in turn: when this is answered, so is everything before it.
  await store.facts.get('telegram');
  await store.facts.get('telegram');
  expect(asked.length).toBeLessThanOrEqual(4);
});

test('only the lane that has work does it', async () => {
  const { delivery, dispatcher, pipeline, store, telegram } = await rested();
  const posted = new Promise<void>((resolve) => {
    delivery.events.listen('step succeeded', ({ part }) => part === 'c7' && resolve());
  });
  const url = 'https://news.example.kz/a';
  await store.articles.save({ id: 'a', url, language: 'kk', headline: 'A' }, delivery.clock.now());
  await pipeline.poll(new AbortController().signal);
  dispatcher.wake();
  await posted;
  await dispatcher.rested();
  expect(telegram.messages.size).toBe(1);
});
