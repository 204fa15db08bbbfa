// A worker: queries of a database file come in, rows go out. Plain JavaScript, because stripping types alone takes 20 MB
// of memory. In a thread of its own, because a query that is slow would keep everything else of the program waiting.
import { parentPort } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';

const busyTimeoutMs = 2_000;

// A port of a worker has no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
parentPort?.on('message', ({ file, text, values }) => {
  try {
    const database = new SqliteDatabase(file, {
      readonly: true,
      fileMustExist: true,
      timeout: busyTimeoutMs,
    });
    try {
      const statement = database.prepare(text);
      if (!statement.reader) throw new Error('the query returns no rows');
      statement.safeIntegers(true);
      parentPort?.postMessage({ rows: statement.all(...values).map(exactly) });
    } finally {
      database.close();
    }
  } catch (error) {
    parentPort?.postMessage({ code: error.code ?? '', message: error.message });
  }
});

// Numbers that JavaScript cannot hold become their digits: two ids that are near to each other would be one.
function exactly(row) {
  const entries = Object.entries(row).map(([name, value]) => {
    if (typeof value !== 'bigint') return [name, value];
    const number = Number(value);
    return [name, Number.isSafeInteger(number) ? number : String(value)];
  });
  return Object.fromEntries(entries);
}
