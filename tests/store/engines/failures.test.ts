import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseFailed } from '../../../src/store/engines/failures.ts';
import { makeFolder } from '../../stage/folder.ts';

/** What SQLite itself says to a statement on a database that may only be read. */
function refusalOf(statement: string): unknown {
  const folder = makeFolder();
  try {
    new SqliteDatabase(`${folder}/a.db`).exec('create table t (a)').close();
    new SqliteDatabase(`${folder}/a.db`, { readonly: true }).exec(statement);
  } catch (error) {
    return error;
  }
  return null;
}

test('what the machine does is told with what to do', () => {
  const failure = databaseFailed(refusalOf('insert into t values (1)'));
  expect(failure?.code).toBe('DATABASE_UNUSABLE');
  expect(failure?.message).toMatch(/readonly database \(SQLITE_READONLY\)\. Check that /);
});

test('what is our own fault keeps its stack', () => {
  expect(databaseFailed(refusalOf('insert into nowhere values (1)'))).toBeNull();
  expect(databaseFailed(new Error('disk full'))).toBeNull();
});
