import { describe, expect, test } from 'vitest';
import { RefusedChannels } from '../../src/deliver/refused-channels.ts';
import { Trial, type Suspect } from '../../src/deliver/trial.ts';

const minuteMs = 60_000;

function suspect(postId: number, atMs = 0): Suspect {
  return { postId, key: `${postId}`, reason: 'Logged out', atMs };
}

function ids(suspects: readonly Suspect[]): number[] {
  return suspects.map(({ postId }) => postId);
}

describe('a round', () => {
  test.each([
    [[], 9, []],
    [[1], 1, [1]],
    [[1, 2, 3], 1, [1, 2, 3]],
    // Too long ago to be compared with what is taken now.
    [[1], 6 * minuteMs, []],
  ])('%j were refused, and another one is taken after %i ms: %j are to blame', (refused, atMs, guilty) => {
    const trial = new Trial();
    for (const id of refused) trial.refused(suspect(id));
    expect(ids(trial.taken(atMs))).toEqual(guilty);
    expect(trial.suspects).toEqual([]);
  });

  test('takes the first and up to three others', () => {
    const trial = new Trial();
    for (const id of [1, 2, 3]) trial.refused(suspect(id));
    expect(trial.isOpen).toBe(true);
    trial.refused(suspect(4));
    expect(trial.isOpen).toBe(false);
  });

  test('in which all are refused blames none of them, also when one is taken later', () => {
    const trial = new Trial();
    for (const id of [1, 2]) trial.refused(suspect(id));
    trial.endRound();
    expect(trial.taken(1)).toEqual([]);
  });

  test('after a pause blames none of them either: the trouble may have ended in its middle', () => {
    const trial = new Trial();
    trial.refused(suspect(1));
    trial.endRound();
    trial.refused(suspect(1));
    expect(trial.taken(1)).toEqual([]);
    trial.refused(suspect(1));
    expect(ids(trial.taken(1))).toEqual([1]);
  });

  test('begins with the first two of the queue, and goes on with those that were not refused yet', () => {
    const trial = new Trial();
    for (const id of [1, 2, 3]) trial.refused(suspect(id));
    trial.endRound();
    expect(trial.exceptions).toEqual([[]]);
    trial.refused(suspect(1));
    expect(trial.exceptions).toEqual([[1]]);
    trial.refused(suspect(2));
    expect(trial.exceptions).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });
});

describe('a post that is alone in its queue', () => {
  test('is tried three times within an hour, and then it is to blame', () => {
    const trial = new Trial();
    const triedAtMs: number[] = [];
    for (let atMs: number | null = 0; atMs !== null;) {
      triedAtMs.push(atMs);
      trial.refused(suspect(1, atMs));
      atMs = trial.endAlone(suspect(1, atMs));
    }
    expect(triedAtMs).toHaveLength(3);
    expect(triedAtMs.at(-1)).toBeGreaterThan(30 * minuteMs);
    expect(triedAtMs.at(-1)).toBeLessThan(60 * minuteMs);
  });

  test('is not to blame sooner because it is tried early', () => {
    const trial = new Trial();
    const untilMs = trial.endAlone(suspect(1, 0));
    for (let atMs = 1; atMs < 10; atMs += 1) expect(trial.endAlone(suspect(1, atMs))).toBe(untilMs);
  });

  test('is another request when its article changed', () => {
    const trial = new Trial();
    trial.endAlone(suspect(1, 0));
    expect(trial.putOffUntil('1', 1)).not.toBeNull();
    expect(trial.putOffUntil('1 corrected', 1)).toBeNull();
  });
});

describe('two channels', () => {
  test.each([
    ['in the same words', ['a', 'Logged out'], ['b', 'Logged out'], true],
    ['in other words', ['a', 'Logged out'], ['b', 'WEIRD'], false],
    ['with the same article', ['a', 'Logged out'], ['a', 'Logged out'], false],
  ] as const)('refused %s', (_name, [one, words], [other, otherWords], isShared) => {
    const channels = new RefusedChannels();
    channels.note('kk', one, words, 0);
    channels.note('ru', other, otherWords, 1);
    expect(channels.isShared('kk', 1)).toBe(isShared);
    expect(channels.isShared('ru', 1)).toBe(isShared);
  });

  test('with the same several articles', () => {
    const channels = new RefusedChannels();
    for (const channel of ['kk', 'ru'])
      for (const article of ['a', 'b']) channels.note(channel, article, 'Logged out', 0);
    expect(channels.isShared('kk', 1)).toBe(true);
  });

  test('an hour apart, or when the other one took something since', () => {
    const channels = new RefusedChannels();
    channels.note('kk', 'a', 'Logged out', 0);
    channels.note('ru', 'b', 'Logged out', 60 * minuteMs);
    expect(channels.isShared('ru', 60 * minuteMs)).toBe(false);
    channels.note('kk', 'a', 'Logged out', 60 * minuteMs);
    expect(channels.isShared('ru', 60 * minuteMs)).toBe(true);
    channels.taken('kk', 60 * minuteMs);
    expect(channels.isShared('ru', 60 * minuteMs)).toBe(false);
  });

  test('while the other one pauses because of it', () => {
    const channels = new RefusedChannels();
    channels.note('kk', 'a', 'Logged out', 0);
    channels.pause('kk', 60 * minuteMs);
    channels.note('ru', 'b', 'Logged out', 60 * minuteMs);
    expect(channels.isShared('ru', 60 * minuteMs)).toBe(true);
  });

  test('while a third one takes something: it is not the bot', () => {
    const channels = new RefusedChannels();
    channels.note('kk', 'a', 'Logged out', 0);
    channels.taken('en', 1);
    channels.note('ru', 'b', 'Logged out', 2);
    expect(channels.isShared('ru', 2)).toBe(false);
    channels.note('kk', 'a', 'Logged out', 3);
    expect(channels.isShared('ru', 3)).toBe(true);
  });
});

describe('the pause of a bot', () => {
  test('is one for all channels that find out together, and grows from one to the next', () => {
    const channels = new RefusedChannels();
    expect(channels.pauseBot(0)).toBe(minuteMs);
    expect(channels.pauseBot(1)).toBe(minuteMs);
    expect(channels.botUntilMs).toBe(minuteMs);
    expect(channels.pauseBot(minuteMs)).toBe(3 * minuteMs);
    expect(channels.taken('kk', 4 * minuteMs)).toBe(true);
    expect(channels.botUntilMs).toBe(0);
    expect(channels.pauseBot(5 * minuteMs)).toBe(6 * minuteMs);
  });

  test('may have been told of by an earlier run', () => {
    const channels = new RefusedChannels();
    expect(channels.taken('kk', 0)).toBe(true);
    channels.acquitBot();
    expect(channels.taken('kk', 1)).toBe(false);
    channels.pauseBot(2);
    expect(channels.taken('kk', minuteMs)).toBe(true);
  });
});
