import { beforeEach, describe, expect, test } from 'vitest';
import { LaneStage } from '../stage/lane-stage.ts';

const limited = { kind: 'limited', retryAfterSeconds: 60 } as const;
const lost = { kind: 'unsure', reason: 'lost' } as const;
const first = (answer: object) => (call: number) => (call === 0 ? answer : undefined);

let stage: LaneStage;
beforeEach(async () => {
  stage = await LaneStage.set();
  await stage.save('0', 'Before');
  await stage.rest();
  stage.telegram.asked.length = 0;
});

describe('429 holds back every kind of request, however often the lane is woken', () => {
  const waits = () => stage.clock.steadyMs() + 60_000;

  test('reading back', async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = () => limited;
    await stage.save('a', 'A');
    await stage.hurry(3);
    stage.clock.pass(1_001);
    expect(await stage.hurry(20)).toMatchObject({ wakeAt: expect.any(Number) });
    expect(stage.telegram.count('readBack')).toBe(1);
  });

  test('deleting', async () => {
    stage.telegram.tell.delete = () => limited;
    await stage.cancel('0');
    const due = waits();
    expect(await stage.hurry(20)).toEqual({ wakeAt: due });
    expect(stage.telegram.count('delete')).toBe(1);
  });

  test('deleting an earlier copy', async () => {
    stage.telegram.tell.send = (call) => (call === 0 ? lost : undefined);
    await stage.save('a', 'A');
    await stage.hurry(3);
    stage.clock.pass(1_001);
    await stage.hurry(1); // not there
    stage.telegram.personPosts('in between');
    await stage.hurry(1); // sent again
    stage.telegram.messages.set(2, {
      text: 'A\n\nRead more',
      links: [],
      isStyled: true,
      isPhoto: false,
      isOurs: true,
      sentAt: stage.clock.now(),
    });
    stage.telegram.tell.delete = () => limited;
    await stage.hurry(20);
    expect(stage.telegram.count('delete')).toBe(1);
  });

  test('a 429 for a forward is the log chat’s: it counts for its channels, and not as theirs', async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = first(limited);
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    expect(stage.delivery.pacer.pausedUntil('main')).toBe(0);
  });
});

test('a search that is interrupted again and again comes to its end', async () => {
  stage.telegram.tell.send = (call) => {
    if (call > 0) return undefined;
    for (let count = 0; count < 60; count += 1) stage.telegram.personPosts(`Person ${count}`);
    return lost;
  };
  stage.telegram.tell.readBack = (call) => (call % 20 === 19 ? limited : undefined);
  await stage.save('a', 'A');
  await stage.rest();
  expect(stage.states()).toEqual({ 0: 'sent', a: 'sent' });
  expect(stage.standing().filter((text) => text === 'A')).toHaveLength(1);
});

test('the database fails before the next form is tried: it is looked for, and sent', async () => {
  await stage.save('a', 'A');
  const { troubles } = stage.store;
  const spare = troubles.begin.bind(troubles);
  troubles.begin = () => Promise.reject(new Error('the connection is lost'));
  stage.telegram.tell.send = first({ kind: 'refused', because: 'entities', reason: "can't parse entities" });
  await expect(stage.hurry(1)).rejects.toThrow('the connection is lost');
  expect(stage.states()).toMatchObject({ a: 'sending' });
  troubles.begin = spare;
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A']);
});

test('the database fails before the claim: nothing was sent, and it is sent later', async () => {
  const { posts } = stage.store;
  const article = { id: 'a', url: 'https://news.example.kz/a', language: 'en', headline: 'A', follows: '0' };
  await stage.store.articles.save(article, stage.clock.now());
  await stage.plan();
  const spare = posts.messageIdOf.bind(posts);
  posts.messageIdOf = () => Promise.reject(new Error('the connection is lost'));
  await expect(stage.hurry(1)).rejects.toThrow('the connection is lost');
  // Nothing stands between the claim and the request.
  expect(stage.states()).toMatchObject({ a: 'promised' });
  posts.messageIdOf = spare;
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A']);
  expect(stage.telegram.count('readBack')).toBe(0);
});

describe('the channel is another chat now', () => {
  beforeEach(() => {
    stage.lane = stage.laneOf({ id: '-1009' });
  });

  test.each(['-1009', '@other'])('%s: a correction goes to where the post stands', async (id) => {
    stage.lane = stage.laneOf({ id });
    await stage.save('0', 'After');
    await stage.rest();
    expect(stage.telegram.asked).toMatchObject([{ method: 'edit', chatId: '-1001' }]);
    expect(stage.standing()).toEqual(['After']);
  });

  test('the old chat is closed to us: a person is told, and the channel goes on', async () => {
    stage.telegram.tell.edit = () => ({ kind: 'closed', reason: 'bot is not a member' });
    await stage.save('0', 'After');
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    expect(stage.notices).toMatchObject([{ kind: 'correction refused' }]);
  });

  test('a withdrawal in a group that became a supergroup: a person is told, and the channel goes on', async () => {
    stage.telegram.tell.delete = (_call, chatId) =>
      chatId === '-1001' ? { kind: 'moved', chatId: '-1009' } : undefined;
    await stage.cancel('0');
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.states()).toEqual({ 0: 'killed', a: 'sent' });
    expect(stage.notices).toMatchObject([{ kind: 'kill refused' }]);
  });

  test('that it moved to where it is, says Telegram again and again: it is not asked without pause', async () => {
    stage.telegram.tell.send = () => ({ kind: 'moved', chatId: '-1009' });
    await stage.save('a', 'A');
    await stage.hurry(20);
    expect(stage.telegram.count('send')).toBe(1);
  });

  test('a first copy in the new chat is not sought under the numbers of the old one', async () => {
    stage.telegram.tell.send = first(lost);
    await stage.save('a', 'A');
    await stage.hurry(3);
    stage.clock.pass(1_001);
    await stage.hurry(1); // not there
    await stage.cancel('a');
    await stage.hurry(5);
    expect(stage.states()).toEqual({ 0: 'sent', a: 'ready' });
  });

  test('the numbers of the old chat say nothing about the new one', async () => {
    stage.database.prepare("update posts set message_id = 5000 where article_id = '0'").run();
    stage.telegram.tell.send = (call, _chatId) => {
      if (call > 0) return undefined;
      stage.telegram.accept('A\n\nRead more', 'https://news.example.kz/a');
      return lost;
    };
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
  });
});

test('sent twice without an answer, it stands there twice: only one is left', async () => {
  stage.telegram.tell.send = (call) => {
    if (call > 1) return undefined;
    if (call === 1) {
      // The first one arrives later than anybody waits for it.
      stage.telegram.accept('A\n\nRead more', 'https://news.example.kz/a');
      stage.telegram.accept('A\n\nRead more', 'https://news.example.kz/a');
    }
    return lost;
  };
  await stage.save('a', 'A');
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A']);
  expect(stage.states()).toEqual({ 0: 'sent', a: 'sent' });
});

test('withdrawn while it was unsure and usable again before it was looked for: it is not posted', async () => {
  stage.telegram.tell.send = first(lost);
  await stage.save('a', 'A');
  await stage.hurry(2);
  await stage.cancel('a');
  await stage.store.orders.setStatus('a', ['canceled'], 'usable');
  await stage.plan();
  await stage.rest();
  expect(stage.telegram.count('send')).toBe(1);
  expect(stage.states()).toMatchObject({ a: 'dropped' });
  // An editor wants it after all: the old withdrawal does not meet the new post.
  await stage.store.orders.order('a', 'main', stage.clock.now(), stage.clock.now());
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'A']);
});

describe('a post that cannot be read back', () => {
  beforeEach(async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = () => ({ kind: 'unreadable', reason: 'bot was blocked by the user' });
    await stage.save('a', 'A');
  });

  test('is asked about even when the question could not be written down the first time', async () => {
    const { troubles } = stage.store;
    const begin = troubles.begin.bind(troubles);
    troubles.begin = () => {
      troubles.begin = begin;
      return Promise.reject(new Error('disk full'));
    };
    await expect(stage.rest()).rejects.toThrow('disk full');
    await stage.rest();
    expect(stage.notices).toMatchObject([{ kind: 'uncertain' }]);
    expect(stage.states()).toMatchObject({ a: 'uncertain' });
  });

  test('is to be posted again, and withdrawn before it is: a person is told that it may stand there', async () => {
    await stage.rest();
    await stage.cancel('a');
    const { id } = (await stage.store.orders.postsOf(['a']))[0] ?? { id: 0 };
    await stage.store.ledger.decideUncertain(id, 'again', stage.clock.now());
    await stage.rest();
    expect(stage.notices.map(({ kind }) => kind)).toEqual(['uncertain', 'kill refused']);
    expect(stage.telegram.count('send')).toBe(1);
  });

  test('is there, says an editor; of a later correction a person is told', async () => {
    await stage.rest();
    const { id } = (await stage.store.orders.postsOf(['a']))[0] ?? { id: 0 };
    await stage.store.ledger.decideUncertain(id, 'there', stage.clock.now());
    await stage.save('a', 'A2');
    await stage.rest();
    expect(stage.notices.map(({ kind }) => kind)).toEqual(['uncertain', 'correction refused']);
  });
});

test('the first post of a channel is unsure and nothing can be read: it is uncertain, and not sent again', async () => {
  stage = await LaneStage.set();
  stage.telegram.tell.send = first(lost);
  stage.telegram.tell.readBack = () => ({ kind: 'unreadable', reason: 'bot was blocked by the user' });
  await stage.save('a', 'A');
  await stage.rest();
  expect(stage.telegram.count('send')).toBe(1);
  expect(stage.states()).toEqual({ a: 'uncertain' });
});

test('what it follows was deleted a moment ago: it goes out without being a reply', async () => {
  stage.telegram.tell.send = first({
    kind: 'refused',
    because: 'reply',
    reason: 'message to be replied not found',
  });
  const news = { id: 'a', url: 'https://news.example.kz/a', language: 'en', headline: 'A', follows: '0' };
  await stage.store.articles.save(news, stage.clock.now());
  await stage.plan();
  await stage.rest();
  expect(stage.telegram.count('send')).toBe(2);
  expect(stage.standing()).toEqual(['Before', 'A']);
});

test('a post that never gets an answer is put aside after ten tries, and asked about; the others go on', async () => {
  stage.telegram.tell.send = (call) => (call < 10 ? lost : undefined);
  await stage.save('a', 'A');
  await stage.save('b', 'B');
  await stage.rest();
  expect(stage.states()).toEqual({ 0: 'sent', a: 'uncertain', b: 'sent' });
  expect(stage.notices).toMatchObject([{ kind: 'stuck' }]);
  // An editor has it posted again: one try, and the next question if it fails.
  const { id } = (await stage.store.orders.postsOf(['a']))[0] ?? { id: 0 };
  await stage.store.ledger.decideUncertain(id, 'again', stage.clock.now());
  await stage.rest();
  expect(stage.standing()).toEqual(['Before', 'B', 'A']);
});

describe('one thing is never answered, and everything else is: a person is told, and the channel goes on', () => {
  const always = () => lost;

  test('reading back', async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = always;
    await stage.save('a', 'A');
    await stage.save('b', 'B');
    await stage.rest();
    expect(stage.states()).toEqual({ 0: 'sent', a: 'uncertain', b: 'sent' });
    expect(stage.notices).toMatchObject([
      { kind: 'uncertain', reason: 'ten tries were left without an answer' },
    ]);
  });

  test('deleting', async () => {
    stage.telegram.tell.delete = always;
    await stage.cancel('0');
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.states()).toEqual({ 0: 'killed', a: 'sent' });
    expect(stage.notices).toMatchObject([{ kind: 'kill refused' }]);
    expect(stage.telegram.count('delete')).toBe(10);
  });

  test('mending; the next correction is tried again', async () => {
    stage.telegram.tell.edit = always;
    await stage.save('0', 'After');
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.standing()).toEqual(['Before', 'A']);
    stage.telegram.tell.edit = () => undefined;
    expect(stage.notices).toMatchObject([{ kind: 'correction refused' }]);
    await stage.save('0', 'In the end');
    await stage.rest();
    expect(stage.standing()).toEqual(['In the end', 'A']);
  });

  test('a lane that is woken all the time does not use up the tries', async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = (call) => (call < 30 ? lost : undefined);
    await stage.save('a', 'A');
    await stage.hurry(3);
    stage.clock.pass(1_001);
    await stage.hurry(40);
    expect(stage.states()).toMatchObject({ a: 'sent' });
    expect(stage.notices).toEqual([]);
  });

  test('while nothing is answered it waits, and asks nobody', async () => {
    stage.telegram.tell.send = first(lost);
    stage.telegram.tell.readBack = (call) => (call < 50 ? lost : undefined);
    stage.telegram.isAnswering = false;
    await stage.save('a', 'A');
    await stage.rest();
    expect(stage.states()).toEqual({ 0: 'sent', a: 'sent' });
    expect(stage.notices).toEqual([]);
    expect(stage.telegram.count('readBack')).toBeLessThan(70);
  });
});

test('two chats that say of each other that they moved there are not asked without pause', async () => {
  stage.telegram.tell.send = (call) => ({ kind: 'moved', chatId: call % 2 === 0 ? '-1002' : '-1003' });
  await stage.save('a', 'A');
  await stage.hurry(20);
  expect(stage.telegram.count('send')).toBe(2);
});
