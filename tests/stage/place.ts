import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, type Store } from '../../src/store/store.ts';
import { makeFolder } from './folder.ts';
import { runHere } from './command.ts';
import type { Ending } from './program.ts';

/** A folder in which a command is run, removed when the test has ended. */
export interface Place {
  cwd: string;
  /** The database that `.env` names. */
  databaseUrl: string;
  /** @returns the file's path. */
  write(name: string, content: string): string;
}

/** A folder with a `.env` of these settings, and a database of its own. */
export function makePlace(settings: Readonly<Record<string, string>> = {}): Place {
  const cwd = makeFolder();
  const databaseUrl = settings['DATABASE_URL'] ?? `sqlite:${join(cwd, 'news.db')}`;
  const write = (name: string, content: string): string => {
    const file = join(cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const lines = Object.entries({ DATABASE_URL: databaseUrl, ...settings }).map((entry) => entry.join('='));
  write('.env', lines.join('\n'));
  return { cwd, databaseUrl, write };
}

/** Runs a command in that place to its end, in this process. */
export function khabarshy(
  place: Pick<Place, 'cwd'>,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Ending> {
  return runHere(args, { folder: place.cwd, ...options });
}

/** Opens the database of a place for one task. */
export async function withStore<T>(
  place: Pick<Place, 'databaseUrl'>,
  task: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore(place.databaseUrl);
  try {
    return await task(store);
  } finally {
    await store.close();
  }
}
