import { expect, test } from 'vitest';
import { LostCopies, type Original } from '../../../src/deliver/telegram/lost-copies.ts';
import type { FactKey } from '../../../src/store/records/facts.ts';

const { signal } = new AbortController();
const log = '777';
const news = '-1001';

/** A log chat: what stands under its numbers, and what was read and deleted there. */
class Stage {
  readonly facts = new Map<string, string>();
  readonly originals = new Map<number, Original>();
  readonly read: number[] = [];
  readonly deleted: number[] = [];
  #nowMs = 1_000_000;

  open(): LostCopies {
    return new LostCopies({
      facts: {
        get: (key: FactKey) => Promise.resolve(this.facts.get(key) ?? null),
        set: (key, value) => Promise.resolve(void this.facts.set(key, value)),
      },
      clock: { now: () => new Date(this.#nowMs) },
      settleTimeMs: 5_000,
      look: (_chatId, number) => {
        this.read.push(number);
        return Promise.resolve(this.originals.get(number) ?? null);
      },
      remove: ({ messageId }) => Promise.resolve(void this.deleted.push(messageId)),
    });
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  stands(number: number, messageId: number, chatIds = [news]): void {
    this.originals.set(number, { chatIds, messageId });
  }
}

/** A forward of message 3 was answered as the number 10 of the log chat; the answer to that of message 4 is lost. */
async function lose(stage: Stage): Promise<LostCopies> {
  const copies = stage.open();
  await copies.answered(await copies.expect(log, news, 3), 10);
  copies.lost(await copies.expect(log, news, 4));
  return copies;
}

/** A later forward is answered with this number. */
async function tell(copies: LostCopies, number: number, from = news): Promise<void> {
  await copies.answered(await copies.expect(log, from, 99), number);
}

test('what stands between the numbers that are known is read until the copy shows, and nothing else is deleted', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  stage.stands(11, 4, ['-1002']);
  stage.stands(13, 9);
  stage.stands(14, 4, [news, '@news']);
  stage.stands(15, 4);
  await tell(copies, 12);
  await copies.deleteNext(signal);
  // The request may still arrive.
  expect(stage.read).toEqual([]);
  stage.pass(5_000);
  await tell(copies, 16);
  await copies.deleteNext(signal);
  expect(stage.read).toEqual([11, 13, 14]);
  expect(stage.deleted).toEqual([14]);
  await copies.deleteNext(signal);
  expect(stage.read).toHaveLength(3);
});

test('the next number follows at once: the forward never arrived, and nothing is read', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  stage.pass(5_000);
  await tell(copies, 11);
  await copies.deleteNext(signal);
  await tell(copies, 20);
  await copies.deleteNext(signal);
  expect(stage.read).toEqual([]);
});

test('a copy that is not there costs twenty numbers, once', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  stage.pass(5_000);
  await tell(copies, 90);
  for (let round = 0; round < 3; round += 1) await copies.deleteNext(signal);
  expect(stage.read).toEqual(Array.from({ length: 20 }, (_, index) => 11 + index));
  expect(stage.deleted).toEqual([]);
});

test('where nobody can say what a number shows, the search goes on there later', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  stage.pass(5_000);
  stage.originals.set(12, 'later');
  stage.stands(13, 4);
  await tell(copies, 14);
  await copies.deleteNext(signal);
  expect(stage.deleted).toEqual([]);
  stage.originals.delete(12);
  await copies.deleteNext(signal);
  expect(stage.read).toEqual([11, 12, 12, 13]);
  expect(stage.deleted).toEqual([13]);
});

test('killed before the answer came: the next run finds the copy, and not one of an answered forward', async () => {
  const stage = new Stage();
  const killed = stage.open();
  await killed.answered(await killed.expect(log, news, 3), 10);
  await killed.expect(log, news, 4);
  stage.pass(5_000);
  stage.stands(11, 4);
  const next = stage.open();
  await next.recall();
  await next.deleteNext(signal);
  expect(stage.read).toEqual([]);
  await tell(next, 13);
  await next.deleteNext(signal);
  expect(stage.deleted).toEqual([11]);
  const last = stage.open();
  await last.recall();
  await tell(last, 14);
  await last.deleteNext(signal);
  expect(stage.read).toEqual([11]);
});

test('no number of the log chat is known: the next copy tells one, and those before it are read', async () => {
  const stage = new Stage();
  const copies = stage.open();
  copies.lost(await copies.expect(log, '@News', 4));
  stage.pass(5_000);
  await copies.deleteNext(signal);
  expect(stage.read).toEqual([]);
  await tell(copies, 32, '@News');
  stage.stands(30, 4, [news, '@news']);
  await copies.deleteNext(signal);
  expect(stage.read.at(0)).toBe(12);
  expect(stage.deleted).toEqual([30]);
});

test('killed after hundreds of copies: the next run does not read what the last one knew', async () => {
  const stage = new Stage();
  const killed = await lose(stage);
  stage.stands(200, 4);
  for (let number = 11; number < 200; number += 1) await tell(killed, number);
  for (let number = 201; number < 400; number += 1) await tell(killed, number);
  stage.pass(5_000);
  const next = stage.open();
  await next.recall();
  await tell(next, 400);
  await next.deleteNext(signal);
  expect(stage.read).toEqual([200]);
  expect(stage.deleted).toEqual([200]);
});

test('what an earlier version wrote down is found too', async () => {
  const stage = new Stage();
  const lost = { chatId: log, from: news, messageId: 4, askedAt: 0, after: 10, left: 20 };
  stage.facts.set('lost_copies', JSON.stringify([lost]));
  stage.stands(11, 4);
  const copies = stage.open();
  await copies.recall();
  await tell(copies, 12);
  await copies.deleteNext(signal);
  expect(stage.deleted).toEqual([11]);
});

test('of several lost copies each number is read once, and each copy is deleted', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  copies.lost(await copies.expect(log, news, 5));
  copies.lost(await copies.expect(log, news, 6));
  stage.stands(11, 6);
  stage.stands(13, 4);
  stage.pass(5_000);
  await tell(copies, 15);
  for (let round = 0; round < 4; round += 1) await copies.deleteNext(signal);
  expect(stage.read).toEqual([11, 12, 13, 14]);
  expect(stage.deleted).toEqual([11, 13]);
});

test('a look whose answer is lost leaves one more copy, and that is found as well', async () => {
  const stage = new Stage();
  const copies = await lose(stage);
  stage.stands(11, 4);
  stage.pass(5_000);
  await tell(copies, 12);
  await copies.deleteNext(signal);
  copies.lost(await copies.expect(log, log, 11));
  stage.stands(13, 4);
  stage.pass(5_000);
  await tell(copies, 14);
  await copies.deleteNext(signal);
  expect(stage.deleted).toEqual([11, 13]);
});
