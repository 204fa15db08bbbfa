import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Only the index of turns may serve a search for the next post of a channel. Without statistics Postgres believes that
 * a channel has one post, and then another index that begins with the channel costs the same: all posts of the channel
 * were read and sorted for each post that left.
 */
export const plansOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      `alter table posts
  drop constraint post_is_promised_once_per_article,
  drop constraint post_is_promised_once_per_digest,
  add constraint post_is_promised_once_per_article unique (article_id, channel),
  add constraint post_is_promised_once_per_digest unique (digest, channel)`,
      // The first of these does the same.
      'drop index posts_of_article',
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
