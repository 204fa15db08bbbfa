import { sql, type Kysely } from 'kysely';

/**
 * Settings of a trigger's function on Postgres that touches more than the row. With them the newsroom's role needs rights
 * on `articles` only, and its search path does not matter. `pg_temp` is named last, because otherwise it is searched first,
 * and a table there would be used with our rights. Frozen, like the migrations that use it.
 * Source: https://www.postgresql.org/docs/current/sql-createfunction.html, "Writing SECURITY DEFINER Functions Safely".
 */
export async function asOwner(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db);
  return `security definer set search_path = ${rows[0]?.schema ?? 'public'}, pg_temp`;
}
