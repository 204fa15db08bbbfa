import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which chat each channel is, so that a name that somebody else takes leads nowhere. */
const chats: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of [
      // The number of the chat, and its @name without the sign.
      'chat_id text',
      'chat_username text',
      // The id and the topic of the settings when the number was learnt.
      'found_as text',
      'topic integer',
      // The number of another chat to which the name of the settings leads now; a person decides.
      'stranger_id text',
      'stranger_title text',
      // The number of another chat of which a person said that it is not ours.
      'refused_id text',
    ]) {
      await sql.raw(`alter table channels add column ${column}`).execute(db);
    }
    await sql`create index channels_of_chat on channels (chat_id) where chat_id is not null`.execute(db);
  },
};

export const chatsOnSqlite = chats;
export const chatsOnPostgres = chats;
