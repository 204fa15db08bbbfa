import { expect, test } from 'vitest';
import { Gathering } from '../../../src/store/engines/gathering.ts';

/** A server that answers when the test lets it. */
function makeServer() {
  const trips: { questions: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const gathering = new Gathering<number, string>(
    (questions) =>
      new Promise((resolve, reject) => {
        trips.push({ questions, answer: () => resolve(questions.map(String)), fail: reject });
      }),
  );
  return { gathering, trips };
}

test('what is asked while an answer is under way is asked together, and later', async () => {
  const { gathering, trips } = makeServer();
  const first = gathering.ask(1);
  const others = [gathering.ask(2), gathering.ask(3)];
  expect(trips.map(({ questions }) => questions)).toEqual([[1]]);
  trips[0]?.answer();
  expect(await first).toBe('1');
  await expect.poll(() => trips.length).toBe(2);
  expect(trips[1]?.questions).toEqual([2, 3]);
  trips[1]?.answer();
  expect(await Promise.all(others)).toEqual(['2', '3']);
});

test('a failure reaches all who asked together, and nobody after them', async () => {
  const { gathering, trips } = makeServer();
  const first = gathering.ask(1);
  const others = Promise.allSettled([gathering.ask(2), gathering.ask(3)]);
  trips[0]?.answer();
  await first;
  await expect.poll(() => trips.length).toBe(2);
  trips[1]?.fail(new Error('the server went away'));
  expect((await others).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = gathering.ask(4);
  trips[2]?.answer();
  expect(await next).toBe('4');
});
