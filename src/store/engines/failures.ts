import { KhabarshyError } from '../../news/errors.ts';

/** Codes for failures of the disk, of rights, or because of another program. Other codes mean mistakes of our own. */
const ofSqlite = /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|FULL|CANTOPEN|CORRUPT|NOTADB|PERM|PROTOCOL)/;

/**
 * The classes for connections, resources, operator intervention and system errors; then: read-only, and no permission.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const ofPostgres = /^(?:(?:08|53|57|58)\w{3}|25006|42501)$/;

/** The error for people when a database fails that worked when it was opened. null: the error is something else. */
export function databaseFailed(error: unknown): KhabarshyError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const code = String(error.code);
  if (!ofSqlite.test(code) && !ofPostgres.test(code)) return null;
  const advice = 'Check that the disk has free space and that this user may write there, then try again.';
  const message = `The database failed: ${error.message} (${code}). ${advice}`;
  return new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}

/** How Node and the driver of Postgres say that there is no server, or no connection any more. */
const noConnection =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|connection was closed|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Whether a database cannot be used now: an outage, which is logged once, however many parts of the program feel it. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return databaseFailed(error) !== null || noConnection.test(`${code} ${error.message}`);
}

/** The level at which a failure is logged that is tried again: an outage is logged in one place, by watch/outage.ts. */
export function levelOf(error: unknown): 'debug' | 'warn' {
  return isDatabaseAway(error) ? 'debug' : 'warn';
}
