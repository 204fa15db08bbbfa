import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** `editors.channels`: a JSON array of the names of the channels that an editor commands; null: all of the bot. */
const editorChannels: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw('alter table editors add column channels text').execute(db);
  },
};

export const editorChannelsOnSqlite = editorChannels;
export const editorChannelsOnPostgres = editorChannels;
