import { beforeEach, describe, expect, test } from 'vitest';
import { parseSchedule } from '../../src/time/cron.ts';
import { LaneStage } from '../stage/lane-stage.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const limited = { kind: 'limited', retryAfterSeconds: 60 } as const;
const refused = {
  kind: 'refused',
  because: 'content',
  reason: 'not enough rights to manage pinned messages',
};
const closed = { kind: 'closed', reason: 'bot is not a member of the channel chat' };

let stage: LaneStage;
let articles = 0;

/** The next digest leaves, with one article. @returns when the lane has nothing to do any more. */
async function digestComes(): Promise<void> {
  articles += 1;
  await stage.save(`a${articles}`, `Article ${articles}`);
  stage.clock.pass(dayMs);
  await stage.plan();
  await stage.rest();
}

beforeEach(async () => {
  const schedule = parseSchedule('0 12 * * *');
  if (schedule === null) throw new Error('the schedule is wrong');
  const digest = { schedule, top: 5, by: 'views', periodMs: dayMs, isPinned: true } as const;
  stage = await LaneStage.set({ digest, isDigestOnly: true });
  await stage.plan();
});

const requests = () =>
  stage.telegram.asked.map(({ method, messageId }) =>
    method === 'send' ? method : `${method} ${messageId}`,
  );

test('the newest digest is pinned, and the pin of the one before is taken away', async () => {
  await digestComes();
  await digestComes();
  expect(requests()).toEqual(['send', 'pin 1', 'send', 'pin 2', 'unpin 1']);
});

describe('a pin', () => {
  test.each([
    ['refused', refused],
    ['closed to the bot', closed],
    ['of a message that is gone', { kind: 'gone', reason: 'message to pin not found' }],
  ])('%s: it is not tried again, and the news goes on', async (_name, answer) => {
    stage.telegram.tell.pin = (call) => (call === 0 ? answer : undefined);
    await digestComes();
    expect(requests()).toEqual(['send', 'pin 1']);
    await digestComes();
    // The bot may not pin, but it may post: nobody is told that the channel is closed.
    expect(stage.notices).toEqual([]);
    expect(await stage.store.troubles.open()).toEqual([]);
    expect(requests().slice(2, 4)).toEqual(['send', 'pin 2']);
  });

  test('refused in unknown words for some minutes: it is made afterwards, and the news goes on meanwhile', async () => {
    const unknown = { kind: 'refused', because: 'unknown', reason: 'Logged out' } as const;
    stage.telegram.tell.pin = (call) => (call < 2 ? unknown : undefined);
    await digestComes();
    expect(requests()).toEqual(['send', 'pin 1']);
    for (const minutes of [2, 11]) {
      stage.clock.pass(minutes * 60_000);
      await stage.rest();
    }
    expect(requests()).toEqual(['send', 'pin 1', 'pin 1', 'pin 1']);
    await digestComes();
    expect(requests().slice(4)).toEqual(['send', 'pin 2', 'unpin 1']);
  });

  test('always refused in unknown words: it is given up within an hour', async () => {
    stage.telegram.tell.pin = () => ({ kind: 'refused', because: 'unknown', reason: 'Odd' });
    await digestComes();
    for (let i = 0; i < 10; i += 1) {
      stage.clock.pass(31 * 60_000);
      await stage.rest();
    }
    expect(stage.telegram.count('pin')).toBe(4);
  });

  test('limited by a 429: it waits as asked, and the channel with it', async () => {
    stage.telegram.tell.pin = (call) => (call === 0 ? limited : undefined);
    articles += 1;
    await stage.save(`a${articles}`, 'A');
    stage.clock.pass(dayMs);
    await stage.plan();
    const untilMs = stage.clock.steadyMs() + 60_000;
    const step = await stage.hurry(20);
    expect(requests()).toEqual(['send', 'pin 1']);
    expect(step).toMatchObject({ wakeAt: expect.closeTo(untilMs, -2) });
    await stage.rest();
    expect(requests()).toEqual(['send', 'pin 1', 'pin 1']);
  });

  test('that is never answered while all else is: it is given up, and the news goes on', async () => {
    stage.telegram.tell.pin = (call) => (call < 10 ? { kind: 'unsure', reason: 'lost' } : undefined);
    await digestComes();
    expect(stage.telegram.count('pin')).toBe(10);
    await digestComes();
    expect(requests().slice(-3)).toEqual(['send', 'pin 2', 'unpin 1']);
  });
});

test.each([
  ['refused', refused],
  ['closed to the bot', closed],
])('an unpin %s: the old pin stays, and nothing waits for it', async (_name, answer) => {
  await digestComes();
  stage.telegram.tell.unpin = () => answer;
  await digestComes();
  expect(requests()).toEqual(['send', 'pin 1', 'send', 'pin 2', 'unpin 1']);
  await digestComes();
  expect(requests().slice(5)).toEqual(['send', 'pin 3', 'unpin 2']);
  expect(await stage.store.troubles.open()).toEqual([]);
  expect(stage.delivery.pacer.pausedUntil('main')).toBe(0);
});

test('an unpin limited by a 429: the channel waits as asked, and the old pin stays', async () => {
  await digestComes();
  stage.telegram.tell.unpin = () => limited;
  articles += 1;
  await stage.save(`a${articles}`, 'A');
  stage.clock.pass(dayMs);
  await stage.plan();
  const untilMs = stage.clock.steadyMs() + 60_000;
  expect(await stage.hurry(20)).toMatchObject({ wakeAt: expect.closeTo(untilMs, -2) });
  expect(requests()).toEqual(['send', 'pin 1', 'send', 'pin 2', 'unpin 1']);
});

test('a digest that was never pinned is not unpinned', async () => {
  stage.telegram.tell.pin = (call) => (call === 1 ? refused : undefined);
  await digestComes();
  await digestComes();
  await digestComes();
  expect(requests()).toEqual(['send', 'pin 1', 'send', 'pin 2', 'send', 'pin 3', 'unpin 1']);
});
