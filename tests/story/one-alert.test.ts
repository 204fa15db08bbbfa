import { expect, test } from 'vitest';
import { MovableClock } from '../stage/movable-clock.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const ids = Array.from({ length: 30 }, (_, place) => `a${String(place + 10)}`);

test('thirty posts that are refused for one reason make one alert, which names them', async () => {
  const clock = new MovableClock(new Date().toISOString());
  const stage = await Stage.set({}, {}, clock);
  await stage.start();
  const error = { code: 400, description: 'Bad Request: MESSAGE_TOO_LONG' };
  stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
  stage.newsroom.insert(...ids.map((id) => ({ id, headline: `Headline ${id}` })));
  await stage.until(() => {
    // A message is changed every three seconds at most.
    clock.advance(1_000);
    expect(stage.told()).toHaveLength(1);
    expect(stage.told()[0]).toContain('Telegram refused 30 posts: Bad Request: MESSAGE_TOO_LONG');
  });
  expect(stage.told()[0]).toContain('• Headline a10 · a10 → main');
  expect(stage.told()[0]).toContain('… and 20 posts more');
  stage.newsroom.insert({ id: 'z', headline: 'Another' });
  await stage.until(() => {
    clock.advance(1_000);
    expect(stage.told()[0]).toContain('Telegram refused 31 posts');
  });
  expect(stage.told()).toHaveLength(1);
});
