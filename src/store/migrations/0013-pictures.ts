import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The picture of the article with which a post was sent or last corrected: an empty text if it had none, null if nobody
 * knows, as in posts of earlier versions. And whether a post that is killed is posted anew.
 */
function pictures(integer: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql.raw('alter table posts add column picture text').execute(db);
      await sql.raw(`alter table posts add column anew ${integer} not null default 0`).execute(db);
    },
  };
}

export const picturesOnSqlite = pictures('integer');
export const picturesOnPostgres = pictures('smallint');
