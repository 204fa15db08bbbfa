import { beforeEach, expect, test } from 'vitest';
import { LaneStage } from '../../stage/lane-stage.ts';

/**
 * The request of A is lost, A is read back and does not stand there. Then it waits for the end of an embargo, and others
 * leave meanwhile.
 */

const [shown, link] = ['A\n\nRead more', 'https://news.example.kz/a'];
const lost = { kind: 'unsure', reason: 'lost' } as const;

let stage: LaneStage;
beforeEach(async () => {
  stage = await LaneStage.set();
  await stage.save('0', 'Before');
  await stage.rest();
  stage.telegram.tell.send = (call) => (call === 1 ? lost : undefined);
  await stage.save('a', 'A');
  while (stage.states()['a'] !== 'unsure') await stage.hurry(1);
  await embargo(3_600_000);
  await stage.save('b', 'B');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B']);
});

async function embargo(forMs: number): Promise<void> {
  const until = new Date(stage.clock.now().getTime() + forMs).toISOString();
  stage.database.prepare('update articles set embargoed_until = ? where id = ?').run(until, 'a');
  await stage.plan();
}

/** Whatever may leave now does. */
async function leave(): Promise<void> {
  for (let step = 0; step < 50; step += 1) {
    await stage.hurry(1);
    stage.clock.pass(100);
  }
}

test('its request arrives among them, and its article is canceled: what arrived is deleted', async () => {
  stage.telegram.accept(shown, link);
  await stage.save('c', 'C');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'A', 'C']);
  await stage.cancel('a');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'C']);
  expect(stage.states()).toMatchObject({ a: 'dropped', b: 'sent', c: 'sent' });
});

test('the same if the program dies while it looks', async () => {
  stage.telegram.accept(shown, link);
  await stage.save('c', 'C');
  await leave();
  await stage.cancel('a');
  stage.telegram.tell.readBack = (call) => (call === 2 ? lost : undefined);
  await stage.hurry(3);
  await stage.restart();
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'C']);
});

test('its request arrives only after its article was canceled: it is deleted with the next post', async () => {
  await stage.cancel('a');
  await leave();
  stage.telegram.accept(shown, link);
  await stage.save('c', 'C');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'C']);
});

test('its article is not canceled after all: it leaves, and what arrived is deleted', async () => {
  stage.telegram.accept(shown, link);
  await stage.save('c', 'C');
  await leave();
  await embargo(0);
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'C', 'A']);
});

test('a start noted what arrived: it is forgotten with the message, so that no post ever takes it over', async () => {
  stage.telegram.accept(shown, link);
  await stage.save('c', 'C');
  await leave();
  await stage.store.unknownPosts.add({ channel: 'main', messageId: 3, shown, link, isPhoto: false });
  await stage.cancel('a');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'C']);
  expect(await stage.store.unknownPosts.find('main', link, [], false)).toBeNull();
});

test('people wrote in between: nothing of theirs is touched', async () => {
  stage.telegram.personPosts('A');
  stage.telegram.accept(shown, link);
  stage.telegram.personPosts('A person');
  await stage.save('c', 'C');
  await leave();
  await stage.cancel('a');
  await leave();
  expect(stage.standing()).toEqual(['Before', 'B', 'A', 'A person', 'C']);
});
