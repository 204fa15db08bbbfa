import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { KhabarshyError } from '../../news/errors.ts';

/** What SQLite keeps beside a database, named after it. */
const companions = ['', '-wal', '-shm'];

/**
 * SQLite names its log after the file, and its locks hold only where everybody uses the same log. Through a second name
 * (a hard link), or a mount of the file alone, another program would use another log, and the file would be destroyed.
 * @throws KhabarshyError DATABASE_UNSAFE, or DATABASE_UNUSABLE for a folder
 */
export function refuseSecondName(file: string): void {
  const mounted = mountPoints();
  for (const each of companions.map((end) => `${file}${end}`)) {
    const status = statSync(each, { throwIfNoEntry: false });
    if (status?.isDirectory() === true) throw isFolder(each);
    const links = status?.nlink ?? 1;
    if (links > 1) throw linked(each, links);
    if (mounted.has(each)) throw mountedAlone(each);
  }
}

function isFolder(path: string): KhabarshyError {
  const message = `Cannot use the database ${path}: it is a folder. Name a file in DATABASE_URL, such as sqlite:${join(path, 'khabarshy.db')}.`;
  return new KhabarshyError('DATABASE_UNUSABLE', message);
}

function linked(file: string, links: number): KhabarshyError {
  const message =
    `The file ${file} has ${links} names (hard links). A program that opened it by another name would destroy the ` +
    'database. Make a copy of it, and remove all its names; then give the copy the name of the database.';
  return new KhabarshyError('DATABASE_UNSAFE', message);
}

function mountedAlone(file: string): KhabarshyError {
  const message =
    `${file} is mounted as a single file. The files that SQLite keeps beside it would not be shared, and a second ` +
    `program would destroy the database. Mount the folder ${dirname(file)}, never the file.`;
  return new KhabarshyError('DATABASE_UNSAFE', message);
}

/** Where something is mounted. Only Linux mounts single files, and says so here. */
function mountPoints(): ReadonlySet<string> {
  try {
    return readMountPoints(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return new Set();
  }
}

/** Source: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html; the fifth field, with octal escapes. */
export function readMountPoints(mountinfo: string): ReadonlySet<string> {
  const points = mountinfo.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  const unescape = (point: string) =>
    point.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return new Set(points.map(unescape));
}

/**
 * File systems of other machines, whose locks may not hold between two machines, by their numbers.
 * Source: https://man7.org/linux/man-pages/man2/statfs.2.html
 */
const networkFileSystems: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xfe534d42: 'SMB',
  0xff534d42: 'CIFS',
  0x01021997: '9P',
  0x65735546: 'FUSE',
  0x00c36400: 'Ceph',
  0x5346414f: 'AFS',
  0x6b414653: 'AFS',
  0x73757245: 'Coda',
  0x564c: 'NCP',
  0x0bd00bd0: 'Lustre',
  0x01161970: 'GFS2',
  0x7461636f: 'OCFS2',
  0x786f4256: 'a shared folder of VirtualBox',
  0xbacbacbc: 'a shared folder of VMware',
};

/** The kind of the network file system on which a file lies; null: it is none that we know. */
export function networkFileSystemOf(file: string): string | null {
  if (process.platform !== 'linux') return null;
  let folder = dirname(resolve(file));
  while (!existsSync(folder)) folder = dirname(folder);
  return networkFileSystem(statfsSync(folder).type);
}

/** @param type as statfs gives it; some machines give it with a sign. */
export function networkFileSystem(type: number): string | null {
  return networkFileSystems[type >>> 0] ?? null;
}
