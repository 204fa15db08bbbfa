import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  networkFileSystem,
  networkFileSystemOf,
  readMountPoints,
} from '../../../src/store/engines/sqlite-place.ts';
import { KhabarshyError } from '../../../src/news/errors.ts';
import { openStore } from '../../../src/store/store.ts';
import { makeFolder } from '../../stage/folder.ts';

/** A database that a program has used and closed. */
async function makeDatabase(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'news.db');
  const store = await openStore(`sqlite:${file}`);
  await store.close();
  return file;
}

/** @returns why the file is not opened; an empty text: it is. */
async function refusalOf(file: string): Promise<string> {
  try {
    await (await openStore(`sqlite:${file}`)).close();
    return '';
  } catch (error) {
    if (!(error instanceof KhabarshyError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe('a file with a second name', () => {
  test('is refused by both names, and opened again when one of them is gone', async () => {
    const folder = makeFolder();
    const file = await makeDatabase(folder);
    const other = join(folder, 'other.db');
    linkSync(file, other);
    expect(await refusalOf(file)).toMatch(/^DATABASE_UNSAFE: .*news\.db has 2 names/);
    expect(await refusalOf(other)).toMatch(/^DATABASE_UNSAFE: .*other\.db has 2 names/);
    rmSync(other);
    expect(await refusalOf(file)).toBe('');
  });

  test.each(['-wal', '-shm'])('is refused if only its %s has one', async (end) => {
    const folder = makeFolder();
    const file = await makeDatabase(folder);
    writeFileSync(`${file}${end}`, '');
    linkSync(`${file}${end}`, join(folder, 'kept'));
    expect(await refusalOf(file)).toMatch(new RegExp(`news\\.db${end} has 2 names`));
  });

  test('refuses a second program while the first one runs', async () => {
    const folder = makeFolder();
    const file = await makeDatabase(folder);
    const store = await openStore(`sqlite:${file}`);
    onTestFinished(() => store.close());
    linkSync(file, join(folder, 'other.db'));
    expect(await refusalOf(join(folder, 'other.db'))).toMatch(/^DATABASE_UNSAFE: .*has 2 names/);
  });
});

/** Mounts a file on another one, where this user may. */
function mountFile(from: string, onto: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('mount', ['--bind', from, onto]).status === 0;
}

const probe = makeProbe();

function makeProbe(): boolean {
  const file = `/tmp/khabarshy-mount-probe-${process.pid}`;
  writeFileSync(file, '');
  const isMounted = mountFile(file, file);
  if (isMounted) spawnSync('umount', [file]);
  rmSync(file, { force: true });
  return isMounted;
}

describe.skipIf(!probe)('a file that is mounted alone (needs the right to mount)', () => {
  test.each([
    ['the database', '', 'news.db'],
    ['its log', '-wal', 'news.db'],
    ['one with a space in its name', '', 'the news.db'],
  ])('%s is refused', async (_, end, name) => {
    const [here, there] = [makeFolder(), makeFolder()];
    const file = await makeDatabase(here);
    const target = join(there, name);
    if (end === '') writeFileSync(target, '');
    else renameSync(file, target);
    const mounted = `${target}${end}`;
    const source = end === '' ? file : join(here, 'a-log');
    if (end !== '') for (const each of [source, mounted]) writeFileSync(each, '');
    expect(mountFile(source, mounted)).toBe(true);
    onTestFinished(() => void spawnSync('umount', [mounted]));
    expect(await refusalOf(target)).toMatch(
      /^DATABASE_UNSAFE: .*is mounted as a single file.*Mount the folder/,
    );
  });

  test('its folder may be mounted', async () => {
    const [here, there] = [makeFolder(), makeFolder()];
    await makeDatabase(here);
    expect(mountFile(here, there)).toBe(true);
    onTestFinished(() => void spawnSync('umount', [there]));
    expect(await refusalOf(join(there, 'news.db'))).toBe('');
  });
});

test('the mount points are read from the list of the kernel', () => {
  const list = [
    '22 1 254:0 / / rw,relatime - ext4 /dev/root rw',
    '31 22 254:0 /srv/news.db /app/data/news.db rw,relatime master:1 - ext4 /dev/root rw',
    String.raw`32 22 0:40 / /mnt/the\040news\011\134 rw - tmpfs tmpfs rw`,
    '',
  ].join('\n');
  expect([...readMountPoints(list)]).toEqual(['/', '/app/data/news.db', '/mnt/the news\t\\']);
});

describe('a network file system', () => {
  test.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [0xff534d42 | 0, 'CIFS'],
    [0x01021997, '9P'],
    [0x65735546, 'FUSE'],
    [0xef53, null], // ext4
    [0x01021994, null], // tmpfs
    [0x794c7630, null], // overlay
  ])('%i is %s', (type, kind) => {
    expect(networkFileSystem(type)).toBe(kind);
  });

  test('is not found where there is none, nor where the folder is not made yet', () => {
    expect(networkFileSystemOf(join(makeFolder(), 'new', 'news.db'))).toBeNull();
  });
});
