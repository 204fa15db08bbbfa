import { KhabarshyError } from '../../news/errors.ts';

/** What the disk, the rights or another program did; the other codes of SQLite's are about our own words. */
const ofSqlite = /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|FULL|CANTOPEN|CORRUPT|NOTADB|PERM|PROTOCOL)/;

/**
 * The classes for connections, resources, the operator and the system, then: read-only, and no right to do it.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const ofPostgres = /^(?:(?:08|53|57|58)\w{3}|25006|42501)$/;

/** The failure of a database that worked when it was opened, for a person; null: it is something else. */
export function databaseFailed(error: unknown): KhabarshyError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const code = String(error.code);
  if (!ofSqlite.test(code) && !ofPostgres.test(code)) return null;
  const advice = 'See that there is room on the disk, and that this user may write there; then try again.';
  const message = `The database failed: ${error.message} (${code}). ${advice}`;
  return new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}
