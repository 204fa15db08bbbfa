import { beforeEach, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { LaneStage } from '../stage/lane-stage.ts';

/** The next post is composed while a request is under way, and claimed together with the record of the one before. */

let stage: LaneStage;
/** Called when the post of an article is composed. */
let composing: (id: string) => void;
let stopping: AbortController;

beforeEach(async () => {
  stage = await LaneStage.set();
  composing = () => undefined;
  stopping = new AbortController();
  stage.begin({
    stopping: stopping.signal,
    compose: (article, ...others) => {
      composing(article.id);
      return composeArticle(article, ...others);
    },
  });
  // The first one after a start ends troubles that an earlier run may have told. That is written before anything else.
  await stage.save('0', 'Before');
  await stage.rest();
});

/** What another connection does while the first post is under way and this one was just chosen. */
function whileComposing(id: string, change: string): void {
  composing = (composed) => {
    if (composed !== id) return;
    composing = () => undefined;
    stage.database.exec(change);
  };
}

async function saveBoth(): Promise<void> {
  await stage.save('a', 'A');
  await stage.save('b', 'B');
}

test('after one step, one post stands there and the next one is claimed', async () => {
  await saveBoth();
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ a: 'sent', b: 'sending' });
  expect(stage.standing()).toEqual(['Before', 'A']);
  expect(stage.lane.hasClaimed).toBe(true);
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ a: 'sent', b: 'sent' });
  expect(stage.lane.hasClaimed).toBe(false);
  expect(stage.standing()).toEqual(['Before', 'A', 'B']);
});

test('each text is composed once', async () => {
  const composed: string[] = [];
  composing = (id) => void composed.push(id);
  await saveBoth();
  await stage.save('c', 'C');
  await stage.rest();
  expect(composed).toEqual(['a', 'b', 'c']);
});

test('a change of the article that comes meanwhile is not missed', async () => {
  await saveBoth();
  whileComposing('b', "update articles set headline = 'Newer' where id = 'b'");
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A', 'Newer']);
  expect(stage.telegram.count('edit')).toBe(0);
});

test('breaking news that comes meanwhile leaves first', async () => {
  await saveBoth();
  await stage.save('c', 'C');
  whileComposing('b', "update posts set priority = 1 where article_id = 'c'");
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A', 'C', 'B']);
});

test('a pause that comes meanwhile holds the next post back', async () => {
  await saveBoth();
  whileComposing('b', "insert or replace into channels (name, paused_at) values ('main', 1)");
  await stage.hurry(5);
  expect(stage.states()).toMatchObject({ a: 'sent', b: 'promised' });
});

test('while one post is unsure, no other one is claimed', async () => {
  await saveBoth();
  stage.telegram.tell.send = (call) => (call === 1 ? { kind: 'unsure', reason: 'lost' } : undefined);
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ a: 'unsure', b: 'promised' });
});

test('a claimed post leaves although the program is asked to end, and no other one is claimed', async () => {
  await saveBoth();
  await stage.save('c', 'C');
  await stage.hurry(1);
  stopping.abort();
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ a: 'sent', b: 'sent', c: 'promised' });
});

test('frozen before a claimed post leaves: nothing is sent, and it is ready again', async () => {
  await saveBoth();
  await stage.hurry(1);
  stage.clock.pass(20_000);
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ b: 'ready' });
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A', 'B']);
  expect(stage.telegram.count('readBack')).toBe(0);
});

test('a commit of which nobody knows whether it was made: the next post is ready again, and leaves once', async () => {
  await saveBoth();
  const { ledger } = stage.delivery;
  const commit = ledger.markSentAndClaim.bind(ledger);
  ledger.markSentAndClaim = async (...given) => {
    ledger.markSentAndClaim = commit;
    await commit(...given);
    throw new Error('the connection broke');
  };
  await stage.hurry(1);
  expect(stage.states()).toMatchObject({ a: 'sent', b: 'ready' });
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A', 'B']);
  expect(stage.telegram.count('readBack')).toBe(0);
});

test('with a pace, the next post is not claimed before it may leave', async () => {
  const paced = stage.laneOf({ postsPerMinute: 20 });
  await saveBoth();
  await stage.save('c', 'C');
  for (const id of ['a', 'b']) {
    stage.clock.pass(5_000);
    await paced.step(new AbortController().signal);
    expect(stage.states()).toMatchObject({ [id]: 'sent', c: 'promised' });
  }
});
