import { beforeEach, describe, expect, test } from 'vitest';
import { LanesLost } from '../../src/store/lanes/holder.ts';
import { LaneStage } from '../stage/lane-stage.ts';

/** A process that hangs at a certain point, and what another one did meanwhile. */

let stage: LaneStage;
beforeEach(async () => {
  stage = await LaneStage.set();
  await stage.save('0', 'Before');
  await stage.rest();
  stage.telegram.asked.length = 0;
});

/** The process is frozen for 20 seconds directly before the next request would leave. */
function freeze(): void {
  stage.telegram.beforeLeaving = () => {
    stage.telegram.beforeLeaving = () => undefined;
    stage.clock.pass(20_000);
  };
}

/** The same, and meanwhile another process takes the lanes over. */
function freezeAndLose(): () => Promise<unknown> {
  let taken: Promise<unknown> = Promise.resolve();
  stage.telegram.beforeLeaving = () => {
    stage.telegram.beforeLeaving = () => undefined;
    stage.clock.pass(20_000);
    taken = takeOver();
  };
  return () => taken;
}

const takeOver = () => stage.store.lanes.take('main', stage.clock.now());

describe('frozen between the claim and the request', () => {
  test('and nobody took over: nothing is sent, it is ready again, and is sent once', async () => {
    await stage.save('a', 'A');
    freeze();
    await stage.hurry(1);
    expect(stage.states()).toMatchObject({ a: 'ready' });
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    expect(stage.telegram.count('readBack')).toBe(0);
  });

  test('and another took over: nothing is sent, and the lane stops', async () => {
    await stage.save('a', 'A');
    const taken = freezeAndLose();
    await expect(stage.hurry(1)).rejects.toThrow(LanesLost);
    await taken();
    expect(stage.states()).toMatchObject({ a: 'unsure' });
    expect(stage.standing()).toEqual(['Before']);
    await stage.restart();
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
  });

  test('a machine that slept: only the time of day went on', async () => {
    await stage.save('a', 'A');
    stage.telegram.beforeLeaving = () => {
      stage.telegram.beforeLeaving = () => undefined;
      stage.clock.set(3_600_000);
    };
    await stage.hurry(1);
    expect(stage.states()).toMatchObject({ a: 'ready' });
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
  });

  test('before the second form is tried: the same', async () => {
    await stage.save('a', 'A');
    stage.telegram.tell.send = (call) => {
      if (call > 0) return undefined;
      freeze();
      return { kind: 'refused', because: 'entities', reason: "can't parse entities" };
    };
    await stage.hurry(1);
    expect(stage.states()).toMatchObject({ a: 'ready' });
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
  });
});

describe('frozen before', () => {
  beforeEach(async () => {
    await stage.save('0', 'After');
  });

  test('a correction: an old text does not replace a newer one', async () => {
    const taken = freezeAndLose();
    await expect(stage.hurry(1)).rejects.toThrow(LanesLost);
    await taken();
    expect(stage.standing()).toEqual(['Before']);
    await stage.restart();
    await stage.rest();
    expect(stage.standing()).toEqual(['After']);
  });

  test('a correction, and nobody took over: it is made', async () => {
    freeze();
    await stage.rest();
    expect(stage.standing()).toEqual(['After']);
  });

  test('a kill: nothing is deleted, and the next holder deletes it', async () => {
    await stage.rest();
    await stage.cancel('0');
    const taken = freezeAndLose();
    await expect(stage.hurry(2)).rejects.toThrow(LanesLost);
    await taken();
    expect(stage.standing()).toEqual(['After']);
    await stage.restart();
    await stage.rest();
    expect(stage.standing()).toEqual([]);
  });

  test('a kill, and nobody took over: it is killed', async () => {
    await stage.cancel('0');
    freeze();
    await stage.rest();
    expect(stage.standing()).toEqual([]);
  });
});

describe('the lane is lost while a request is under way', () => {
  /** The lane sends, and another process takes over before the answer. */
  async function sendAndLose(): Promise<void> {
    await stage.save('a', 'A');
    const { telegram } = stage;
    const send = telegram.send.bind(telegram);
    telegram.send = async (...given) => {
      const outcome = await send(...given);
      telegram.send = send;
      await afterwards();
      return outcome;
    };
    await expect(stage.hurry(1)).rejects.toThrow(LanesLost);
  }
  let afterwards: () => Promise<void>;

  test('the new holder is in doubt: it is told the number, and need not look', async () => {
    afterwards = async () => void (await takeOver());
    await sendAndLose();
    await stage.restart();
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    expect(stage.telegram.count('readBack')).toBe(0);
    expect(stage.states()).toMatchObject({ a: 'sent' });
  });

  test('the new holder has sent it again: our own copy is deleted at once', async () => {
    afterwards = async () => {
      await takeOver();
      stage.database.exec("update posts set state = 'sent', message_id = 99 where article_id = 'a'");
      stage.telegram.accept('B', 'https://news.example.kz/b');
    };
    await sendAndLose();
    expect(stage.standing()).toEqual(['Before', 'B']);
    expect(stage.notices).toEqual([]);
  });

  test('and its copy cannot be deleted: people are told', async () => {
    stage.telegram.tell.delete = () => ({ kind: 'refused', because: 'content', reason: "can't be deleted" });
    afterwards = async () => {
      await takeOver();
      stage.database.exec("update posts set state = 'sent', message_id = 99 where article_id = 'a'");
    };
    await sendAndLose();
    expect(stage.telegram.count('delete')).toBe(5);
    expect(stage.notices).toMatchObject([{ kind: 'may stand twice' }]);
  });

  test('the new holder read the same message back: it stays', async () => {
    afterwards = async () => {
      await takeOver();
      stage.database.exec("update posts set state = 'sent', message_id = 2 where article_id = 'a'");
    };
    await sendAndLose();
    expect(stage.standing()).toEqual(['Before', 'A']);
  });
});

test('a lane that was lost sends nothing', async () => {
  await stage.save('a', 'A');
  await takeOver();
  await expect(stage.hurry(1)).rejects.toThrow(LanesLost);
  expect(stage.telegram.asked).toEqual([]);
});
