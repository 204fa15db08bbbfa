import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';

/** An SQLite database with all tables and without rows. To make it takes 40 ms, to write it down again 1 ms. */
let migrated: Promise<Buffer> | null = null;

/** Puts a database with all tables where the program, or a store, is to open it. */
export async function putMigratedFile(file: string): Promise<void> {
  migrated ??= makeMigrated();
  // What the program itself gives a new database.
  writeFileSync(file, await migrated, { mode: 0o660 });
}

async function makeMigrated(): Promise<Buffer> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-migrated-'));
  const file = join(folder.path, 'new.db');
  const store = await openStore(`sqlite:${file}`);
  await store.close();
  return readFileSync(file);
}
