import { constants, existsSync } from 'node:fs';
import { copyFile, link, rm, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import { KhabarshyError } from '../news/errors.ts';
import { openExistingStore } from '../store/store.ts';
import { tellOnStderr } from './terminal.ts';

export const usage = `Usage: khabarshy backup <file>

Writes a complete copy of the SQLite database to a new file, also while khabarshy runs. It never overwrites a file.
Use pg_dump to back up a Postgres database.
`;

export async function execute(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [file] = positionals;
  // In other programs a dash means the standard output. Here it would become the name of a file.
  if (file === undefined || ['', '-'].includes(file) || positionals.length > 1) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      'backup needs the name of one file; see khabarshy backup --help.',
    );
  }
  const { databaseUrl } = await loadConfig(readEnvironment(), { maySandbox: true });
  const store = await openExistingStore(databaseUrl, tellOnStderr);
  try {
    await writeWhole(file, (target) => store.backup(target));
  } finally {
    await store.close();
  }
  process.stdout.write(`${file}: ${sizeOf((await stat(file)).size)}\n`);
  return 0;
}

/**
 * Writes to a temporary file and gives it its name in one step, which fails if the name is taken. So a backup that was
 * interrupted is never mistaken for a complete one, and its name stays free.
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

/** Some file systems have no hard links. There the file is copied, and an interrupted copy could stay behind. */
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
    `${file} exists, and a backup never overwrites a file. Choose a new name.`,
  );
}

function unwritable(file: string, error: unknown): KhabarshyError {
  const why = error instanceof Error ? error.message : String(error);
  const advice =
    'Check that its folder exists, that the disk is not full, and that this user may write there.';
  return new KhabarshyError('COMMAND_WRONG', `Cannot write the backup ${file}: ${why}. ${advice}`, {
    cause: error,
  });
}

function sizeOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}
