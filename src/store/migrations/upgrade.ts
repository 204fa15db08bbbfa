import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Migrator } from 'kysely/migration';
import { KhabarshyError } from '../../news/errors.ts';
import type { Backend } from '../engines/backend.ts';
import type { Tables } from '../schema.ts';

const table = 'khabarshy_migrations';

const migrationTries = 6;
const migrationPauseMs = 100;

/** Hears that an upgrade begins, and that it ended. */
export type TellUpgrade = (text: string) => void;

/**
 * Makes the tables of a new database, or brings those of an earlier version up to date. An upgrade needs the lock of
 * the running program, because a program of the earlier version could not work with the new tables.
 * @param name what errors call the database.
 * @throws KhabarshyError DATABASE_UNUSABLE, or DATABASE_IN_USE when a program runs on a database to be upgraded.
 */
export async function upgrade(
  db: Kysely<Tables>,
  backend: Backend,
  name: string,
  tell: TellUpgrade,
): Promise<void> {
  const schema = await backend.schema();
  if (await isUpToDate(db, backend, schema)) return;
  const migrator = await migratorOf(db, backend, schema);
  const known = await retried(backend, () => migrator.getMigrations()).catch((error: unknown) =>
    refuse(error, name),
  );
  const pending = known.filter(({ executedAt }) => executedAt === undefined);
  const isUpgrade = pending.length > 0 && pending.length < known.length;
  if (!isUpgrade) return migrate(migrator, backend, name);
  await backend.checkSessions();
  const unlock = await backend.lock(() => undefined);
  if (unlock === null) throw inUse(name);
  try {
    const beganAt = performance.now();
    tell(`the database ${name} is upgraded (${pending.map((each) => each.name).join(', ')}); please wait`);
    await migrate(migrator, backend, name);
    const seconds = ((performance.now() - beganAt) / 1000).toFixed(1);
    tell(`the database ${name} was upgraded in ${seconds} s`);
  } finally {
    await unlock();
  }
}

/** Nearly every start finds it so, and then needs no migration in its memory. */
async function isUpToDate(db: Kysely<Tables>, backend: Backend, schema: string | null): Promise<boolean> {
  const all = db.withTables<Record<typeof table, { name: string }>>();
  const ours = schema === null ? all : all.withSchema(schema);
  try {
    const rows = await ours.selectFrom(table).select('name').execute();
    const run = new Set(rows.map(({ name }) => name));
    return (
      run.size === backend.migrations.names.length && backend.migrations.names.every((name) => run.has(name))
    );
  } catch {
    // There is no such table yet, or nobody can read it. The migrator knows what to say of that.
    return false;
  }
}

async function migratorOf(db: Kysely<Tables>, backend: Backend, schema: string | null): Promise<Migrator> {
  const { Migrator } = await import('kysely/migration');
  const migrations = await backend.migrations.load();
  return new Migrator({
    db,
    // Otherwise it would take the tables of another schema for its own.
    ...(schema === null ? {} : { migrationTableSchema: schema }),
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: 'khabarshy_migrations_lock',
  });
}

function inUse(name: string): KhabarshyError {
  const message =
    `The database ${name} has to be upgraded, and another khabarshy runs on it or is upgrading it. ` +
    'Stop that one, or wait for it, and try again.';
  return new KhabarshyError('DATABASE_IN_USE', message);
}

async function migrate(migrator: Migrator, backend: Backend, name: string): Promise<void> {
  try {
    await retried(backend, async () => {
      const { error } = await migrator.migrateToLatest();
      // Kysely gives the error of the database as it is.
      if (error !== undefined) throw error;
    });
  } catch (error) {
    refuse(error, name);
  }
}

/** Tries again while another process is making the tables, which may take longer than the engine itself waits. */
async function retried<T>(backend: Backend, step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      if (tries === migrationTries || !backend.isBusy(error)) throw error;
      await setTimeout(migrationPauseMs * tries);
    }
  }
}

function refuse(error: unknown, name: string): never {
  const why = error instanceof Error ? error.message : JSON.stringify(error);
  const [, newer] = /previously executed migration (\S+) is missing/.exec(why) ?? [];
  const message =
    newer === undefined
      ? `The tables of the database ${name} cannot be brought up to date: ${why}. ${adviceFor(why)}`
      : `The database ${name} was upgraded by a newer khabarshy (it has ${newer}), and this older one cannot use it: run the newer one.`;
  throw new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}

function adviceFor(why: string): string {
  if (/corrupted migrations/i.test(why)) return 'It was written by another khabarshy: run that one.';
  if (/already exists/i.test(why)) {
    return "They are another program's, and nothing was changed in them: name a database of its own in DATABASE_URL.";
  }
  // Since Postgres 15 only the owner of a database may make tables in it.
  if (/permission denied/i.test(why))
    return 'Let its user make tables there: GRANT CREATE ON SCHEMA public, or on the schema in DATABASE_URL.';
  return 'Nothing was changed in it.';
}
