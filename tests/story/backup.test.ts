import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { headlines, type Run } from '../stage/app-stage.ts';
import { Stage } from '../stage/story-stage.ts';

let stage: Stage;

const saysSo = ({ msg }: { msg: string }) =>
  msg.includes('the channels are read from the last known post on');

/** Posts two articles, keeps a copy by `copy`, and posts two more and a correction that the copy does not know of. */
async function liveBeyondTheCopy(copy: () => Promise<void>): Promise<void> {
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
  await expect.poll(() => stage.newsroom.posts().map(({ state }) => state)).toEqual(['sent', 'sent']);
  await copy();
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B', 'C']));
  stage.sandbox.personPosts(-1_001_000_000_001, 'A person');
  stage.newsroom.insert({ id: 'd', headline: 'D', image_url: 'https://img.example.kz/d.jpg' });
  stage.newsroom.update('b', { headline: 'B2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B2', 'C', 'A person', 'D']));
}

/** Puts the copy in the place of the database, as a person would. */
function putBack(copy: string): void {
  stage.closeNewsroom();
  for (const end of ['-wal', '-shm']) rmSync(`${stage.database}${end}`, { force: true });
  copyFileSync(copy, stage.database);
  const wal = `${copy}-wal`;
  if (existsSync(wal)) copyFileSync(wal, `${stage.database}-wal`);
}

/** The newsroom writes its articles again, and one more. */
async function goOn(): Promise<Run> {
  const run = await stage.start();
  stage.newsroom.insert(
    { id: 'c', headline: 'C' },
    { id: 'd', headline: 'D', image_url: 'https://img.example.kz/d.jpg' },
    { id: 'e', headline: 'E' },
  );
  stage.newsroom.update('b', { headline: 'B2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B2', 'C', 'A person', 'D', 'E']));
  await expect.poll(() => stage.newsroom.posts().map(({ message_id: id }) => id)).toEqual([1, 2, 3, 5, 6]);
  return run;
}

beforeEach(async () => {
  stage = await Stage.set();
});

describe('an older copy of the database is put back', () => {
  test('made by `khabarshy backup` while the program ran: nothing is posted twice, and the log says why it reads first', async () => {
    const program = await stage.start();
    const copy = join(stage.folder, 'copy.db');
    await liveBeyondTheCopy(async () => {
      expect((await stage.command(['backup', copy])).code).toBe(0);
    });
    await program.stop();
    putBack(copy);
    expect((await goOn()).lines.some(saysSo)).toBe(true);
  });

  test('after a kill, without the run mark beside the database: the copy itself tells that it is older', async () => {
    const program = await stage.spawn();
    const copy = join(stage.folder, 'copy.db');
    await liveBeyondTheCopy(async () => {
      expect((await stage.command(['backup', copy])).code).toBe(0);
    });
    await program.stop('SIGKILL');
    putBack(copy);
    rmSync(`${stage.database}.mark`, { force: true });
    expect((await goOn()).lines.some(saysSo)).toBe(true);
  });

  test('made with cp: the run mark beside the database tells', async () => {
    let program = await stage.start();
    const copy = join(stage.folder, 'copy.db');
    await liveBeyondTheCopy(async () => {
      await program.stop();
      copyFileSync(stage.database, copy);
      if (existsSync(`${stage.database}-wal`)) copyFileSync(`${stage.database}-wal`, `${copy}-wal`);
      program = await stage.start();
    });
    await program.stop();
    putBack(copy);
    expect((await goOn()).lines.some(saysSo)).toBe(true);
  });

  test('the reading is cut short by a kill: it begins again, before the first post', async () => {
    const program = await stage.spawn();
    const copy = join(stage.folder, 'copy.db');
    await liveBeyondTheCopy(async () => {
      expect((await stage.command(['backup', copy])).code).toBe(0);
    });
    await program.stop('SIGKILL');
    putBack(copy);
    const fault = stage.sandbox.addFault({ kind: 'hang', method: 'forwardMessage' });
    const cut = await stage.spawn();
    await cut.waitForLine(({ msg }) => msg === 'reading the channel on from the last known post');
    await cut.stop('SIGKILL');
    fault.remove();
    await goOn();
  });
});

test('the database as it was: nothing is read, and nothing is said', async () => {
  const program = await stage.spawn();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
  await program.stop('SIGKILL');
  const again = await stage.start();
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
  expect(again.lines.some(saysSo)).toBe(false);
});
