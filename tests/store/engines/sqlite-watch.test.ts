import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchCommits } from '../../../src/store/engines/sqlite-watch.ts';
import { makeFolder } from '../../stage/folder.ts';

test('sees a commit at once, also while a later look after an earlier one is pending', async () => {
  const folder = makeFolder();
  const file = join(folder, 'news.db');
  const [ours, newsroom] = [new SqliteDatabase(file), new SqliteDatabase(file)];
  newsroom.pragma('journal_mode = wal');
  newsroom.exec('create table articles (id text)');
  // No timer ever fires here: whatever is seen was seen when the folder stirred.
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
  let notice: () => void = () => undefined;
  const stop = watchCommits(ours, file, () => notice());
  onTestFinished(async () => {
    vi.useRealTimers();
    await stop();
    for (const database of [ours, newsroom]) database.close();
  });
  for (const id of ['a1', 'a2', 'a3']) {
    const noticed = new Promise<void>((resolve) => (notice = resolve));
    newsroom.prepare('insert into articles values (?)').run(id);
    await expect(noticed).resolves.toBeUndefined();
  }
});
