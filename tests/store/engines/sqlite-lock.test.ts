import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockFile } from '../../../src/store/engines/sqlite-file.ts';
import { lockDatabase } from '../../../src/store/engines/sqlite-lock.ts';
import { makeFolder } from '../../stage/folder.ts';

test('a lock whose file went away is taken anew as soon as it can be made', async () => {
  const folder = makeFolder();
  const file = join(folder, 'news.db');
  writeFileSync(file, '');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const losses: string[] = [];
  const unlock = lockDatabase(file, (loss) => losses.push(loss));
  onTestFinished(async () => {
    await unlock?.();
    vi.useRealTimers();
  });
  rmSync(`${file}.lock`);
  // Where a folder stands no file can be made.
  mkdirSync(`${file}.lock`);
  vi.advanceTimersByTime(5_000);
  rmdirSync(`${file}.lock`);
  vi.advanceTimersByTime(5_000);
  expect(losses).toEqual([]);
  expect(lockFile(`${file}.lock`)).toBeNull();
});
