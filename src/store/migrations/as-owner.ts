import { sql, type Kysely } from 'kysely';

/**
 * How a function of a trigger runs on Postgres when it touches more than the row. The newsroom's role needs no
 * rights but those on `articles`, and its search path need not lead to our tables. `pg_temp` is named, and last,
 * because it is searched first otherwise, and a table there would be used with our rights.
 * Source: https://www.postgresql.org/docs/current/sql-createfunction.html, "Writing SECURITY DEFINER Functions Safely".
 */
export async function asOwner(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db);
  return `security definer set search_path = ${rows[0]?.schema ?? 'public'}, pg_temp`;
}
