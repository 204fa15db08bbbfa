import { expect, test } from 'vitest';
import { BackgroundTasks } from '../../../src/desk/chat/background-tasks.ts';

test('tasks of one line run one after another, and a name runs once at a time', async () => {
  const tasks = new BackgroundTasks();
  const steps: string[] = [];
  const first = Promise.withResolvers<undefined>();
  const started = [
    tasks.start('a', 'pictures', async () => {
      steps.push('a begins');
      await first.promise;
      steps.push('a ends');
    }),
    tasks.start('a', 'pictures', () => Promise.resolve(void steps.push('a again'))),
    tasks.start('b', 'pictures', () => Promise.resolve(void steps.push('b'))),
    tasks.start('c', 'copies', () => Promise.resolve(void steps.push('c'))),
  ];
  expect(started).toEqual([true, false, true, true]);
  first.resolve(undefined);
  await expect.poll(() => steps).toContain('b');
  expect(steps.filter((step) => step !== 'c')).toEqual(['a begins', 'a ends', 'b']);
  expect(steps).toContain('c');
});

test('stop aborts the task that runs, waits for it, and starts no other', async () => {
  const tasks = new BackgroundTasks();
  const steps: string[] = [];
  tasks.start('a', 'pictures', async (stopping) => {
    await new Promise((resolve) => stopping.addEventListener('abort', resolve));
    steps.push('a is aborted');
    throw new Error('aborted');
  });
  tasks.start('b', 'pictures', () => Promise.resolve(void steps.push('b')));
  await expect.poll(() => steps).toEqual([]);
  await tasks.stop();
  expect(steps).toEqual(['a is aborted']);
});
