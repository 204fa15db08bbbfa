import { constants, existsSync } from 'node:fs';
import { copyFile, link, rm, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import { KhabarshyError } from '../news/errors.ts';
import { openExistingStore } from '../store/store.ts';

export const usage = `Usage: khabarshy backup <file>

Writes a whole copy of the SQLite database to a new file, also while khabarshy runs. A file that exists is never
overwritten. A Postgres database is backed up with pg_dump.
`;

export async function execute(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [file] = positionals;
  // By the custom of other programs a dash would be the standard output, and here a file of that name.
  if (file === undefined || ['', '-'].includes(file) || positionals.length > 1) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      'backup needs the name of one file; see khabarshy backup --help.',
    );
  }
  const { databaseUrl } = await loadConfig(readEnvironment());
  const store = await openExistingStore(databaseUrl);
  try {
    await writeWhole(file, (target) => store.backup(target));
  } finally {
    await store.close();
  }
  process.stdout.write(`${file}: ${sizeOf((await stat(file)).size)}\n`);
  return 0;
}

/**
 * The whole copy takes its name in one step, which fails where the name is somebody else's: a backup that broke off
 * half-way is never mistaken for one, and leaves the name free.
 */
async function writeWhole(file: string, write: (target: string) => Promise<void>): Promise<void> {
  if (existsSync(file)) throw exists(file);
  const partial = `${file}.partial-${process.pid}`;
  try {
    await write(partial);
    await takeName(partial, file);
  } catch (error) {
    if (error instanceof KhabarshyError) throw error;
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isTaken ? exists(file) : unwritable(file, error);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Some disks know no second name for a file: there it is copied, which an end half-way would show. */
async function takeName(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code === 'EEXIST') throw error;
    await copyFile(partial, file, constants.COPYFILE_EXCL);
  }
}

function exists(file: string): KhabarshyError {
  return new KhabarshyError(
    'COMMAND_WRONG',
    `${file} exists, and a backup overwrites nothing: name a new file.`,
  );
}

function unwritable(file: string, error: unknown): KhabarshyError {
  const why = error instanceof Error ? error.message : String(error);
  const advice = 'See that its folder exists, that there is room, and that this user may write there.';
  return new KhabarshyError('COMMAND_WRONG', `Cannot write the backup ${file}: ${why}. ${advice}`, {
    cause: error,
  });
}

function sizeOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}
