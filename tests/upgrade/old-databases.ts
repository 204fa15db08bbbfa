import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import type { Engine } from '../stage/databases.ts';

/** A database as version 0.1.0 left it, with posts in every state; see README.md. @returns its address. */
export async function restoreOld(engine: Engine): Promise<string> {
  const url = await engine.createDatabase();
  if (engine.name === 'SQLite') {
    const file = readFileSync(join(import.meta.dirname, '0.1.0.db.gz'));
    writeFileSync(url.slice('sqlite:'.length), gunzipSync(file));
    return url;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(readFileSync(join(import.meta.dirname, '0.1.0.sql'), 'utf8'));
  } finally {
    await client.end();
  }
  return url;
}
