import {
  chmodSync,
  chownSync,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { KhabarshyError } from '../../news/errors.ts';
import { readSettingsFile } from '../../config/settings-file.ts';

/** A settings file as it is to become. */
export interface PlannedFile {
  path: string;
  /** null: it is new. */
  before: string | null;
  after: string;
  /** Only its owner may read it. */
  isSecret: boolean;
  /** What comes into it, for a person. */
  content: string;
}

const secretMode = 0o600;
const usualMode = 0o644;

/** @throws KhabarshyError FILE_UNREADABLE */
export function textOf(path: string): string | null {
  const file = readSettingsFile(path);
  if (file === null) return null;
  if ('text' in file) return file.text;
  throw new KhabarshyError('FILE_UNREADABLE', `${path} cannot be read: ${file.trouble}. Mend it first.`);
}

/** Writes all of them, or none: after a failure every file is as it was. */
export function writeFiles(files: readonly PlannedFile[]): void {
  const written: PlannedFile[] = [];
  try {
    for (const file of files) {
      written.push(file);
      replace(file.path, file.after, file.isSecret);
    }
  } catch (error) {
    takeBack(written);
    const reason = error instanceof Error ? error.message : String(error);
    const advice = 'Nothing was changed. Check that this user may write there, and that the disk has space.';
    throw new KhabarshyError('COMMAND_WRONG', `The settings cannot be written: ${reason}. ${advice}`);
  }
}

export function takeBack(files: readonly PlannedFile[]): void {
  for (const { before, isSecret, path } of files) {
    if (before === null) rmSync(path, { force: true });
    else replace(path, before, isSecret);
  }
}

/** Whole or not at all: a running khabarshy may read it in this moment. A link stays a link. */
function replace(path: string, text: string, isSecret: boolean): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const old = statSync(target, { throwIfNoEntry: false });
  const partial = `${target}.new-${process.pid}`;
  try {
    writeFileSync(partial, text, { mode: isSecret ? secretMode : (old?.mode ?? usualMode), flag: 'wx' });
    if (isSecret) chmodSync(partial, secretMode);
    // A root that helps keeps the file for the user who runs khabarshy.
    if (old !== undefined && process.getuid?.() === 0) chownSync(partial, old.uid, old.gid);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}
