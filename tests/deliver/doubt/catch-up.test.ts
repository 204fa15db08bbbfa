import { beforeEach, describe, expect, test } from 'vitest';
import { LaneStage } from '../../stage/lane-stage.ts';

/**
 * The database that was opened is an older copy: it knows the post "Before", and not the post of article a, which
 * stands in the channel since.
 */

const limited = { kind: 'limited', retryAfterSeconds: 60 } as const;
const lost = { kind: 'unsure', reason: 'lost' } as const;

let stage: LaneStage;
beforeEach(async () => {
  stage = await LaneStage.set();
  await stage.save('0', 'Before');
  await stage.rest();
  stage.telegram.accept('A\n\nRead more', 'https://news.example.kz/a');
  stage.telegram.asked.length = 0;
  stage.begin({ isOlderCopy: true });
  await stage.save('a', 'A');
});

const reads = () => stage.telegram.count('readBack');

test('the channel is read before anything is posted, and what stands there is not posted again', async () => {
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A']);
  expect(stage.telegram.count('send')).toBe(0);
  expect(stage.states()).toEqual({ 0: 'sent', a: 'sent' });
  // Fifty missing numbers in a row end the search.
  expect(reads()).toBe(51);
});

test.each(['bot was blocked by the user', 'message can’t be forwarded'])(
  'the channel cannot be read (%s): it is not asked again, and the news goes on',
  async (reason) => {
    stage.telegram.tell.readBack = () => ({ kind: 'unreadable', reason });
    await stage.rest();
    expect(reads()).toBe(1);
    // Nobody can see that it stands there already.
    expect(stage.standing()).toEqual(['Before', 'A', 'A']);
    await stage.save('b', 'B');
    await stage.rest();
    expect(reads()).toBe(1);
    expect(stage.standing()).toEqual(['Before', 'A', 'A', 'B']);
  },
);

describe('429 for a forward', () => {
  test('holds back the reading and every post until the time is over, however often the lane is woken', async () => {
    stage.telegram.tell.readBack = (call) => (call === 0 ? limited : undefined);
    await stage.hurry(20);
    expect(reads()).toBe(1);
    expect(stage.telegram.count('send')).toBe(0);
    stage.clock.pass(59_000);
    await stage.hurry(20);
    expect(reads()).toBe(1);
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    // It is the log chat's, and says nothing about the channel.
    expect(stage.delivery.pacer.pausedUntil('main')).toBe(0);
  });

  test('in the middle of the reading: it goes on where it was', async () => {
    stage.telegram.tell.readBack = (call) => (call % 10 === 5 ? limited : undefined);
    await stage.rest(400);
    const numbers = stage.telegram.asked.map(({ messageId }) => messageId);
    // Each number is asked for once more after a 429, and never from the beginning.
    expect(numbers).toEqual(numbers.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
    expect(new Set(numbers).size).toBe(51);
    expect(stage.standing()).toEqual(['Before', 'A']);
  });
});

test('one number is never answered while all else is: the reading is given up, and the news goes on', async () => {
  stage.telegram.tell.readBack = () => lost;
  await stage.rest();
  expect(reads()).toBe(10);
  await stage.save('b', 'B');
  await stage.rest();
  expect(stage.standing()).toContain('B');
});

test('a post that was sent twice into an empty channel, and was seen twice meanwhile, stands there once', async () => {
  const empty = await LaneStage.set();
  const [shown, link] = ['A\n\nRead more', 'https://news.example.kz/a'];
  empty.telegram.tell.send = (call) => {
    if (call > 1) return undefined;
    empty.telegram.accept(shown, link);
    return lost;
  };
  await empty.save('a', 'A');
  while (empty.telegram.count('send') < 2 || empty.states()['a'] !== 'ready') {
    await empty.hurry(1);
    empty.clock.pass(1_001);
  }
  expect(empty.standing()).toEqual(['A', 'A']);
  // Breaking news overtook it, and gave the channel its first number. So what stands below was read.
  for (const messageId of [1, 2]) {
    await empty.store.unknownPosts.add({ channel: 'main', messageId, shown, link, isPhoto: false });
  }
  await empty.rest();
  expect(empty.standing()).toEqual(['A']);
  expect(empty.states()).toEqual({ a: 'sent' });
  expect(empty.telegram.count('send')).toBe(2);
});

/**
 * The copy was made before anything left after an ordinary start, so what that start has to check is still pending. Then
 * a hundred numbers were left out in the channel. Without a run mark nothing says that the database is an older copy.
 */
describe('an older copy with a pending check, and a program that is killed in the middle of its search', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const [copiedAt, minutes] = [new Date('2026-03-02T12:00:00Z'), 60_000];

  beforeEach(async () => {
    stage.telegram.skipNumbers(100);
    for (const id of ids.slice(1)) {
      stage.telegram.accept(`${id.toUpperCase()}\n\nRead more`, `https://news.example.kz/${id}`);
    }
    await stage.store.facts.setUnchecked('main', { after: 1, since: copiedAt.getTime() });
    stage.clock.pass(10 * minutes);
    for (const id of ids.slice(1)) await stage.save(id, id.toUpperCase());
  });

  /** What the program does at each start. Posts of other channels left meanwhile. */
  async function start(knownUntil: Date): Promise<void> {
    await stage.restart();
    await stage.store.facts.expectChecks(['main'], knownUntil);
    stage.begin({ looksForOlderCopy: true, knownUntil });
  }

  test.each([1, 2, 5, 20, 50])('after %i steps: nothing is posted twice', async (steps) => {
    await start(copiedAt);
    await stage.hurry(steps);
    for (let life = 0; life < 3; life += 1) {
      await start(stage.clock.now());
      await stage.hurry(life + 1);
    }
    await start(stage.clock.now());
    await stage.rest(1_000);
    expect(stage.standing()).toEqual(['Before', ...ids.map((id) => id.toUpperCase())]);
  });
});
