import { sql } from 'kysely';

/**
 * The condition of the partial index `posts_open`, word for word. It stands beside the state that is looked for:
 * SQLite does not conclude from a single state that the index applies, and would walk every post of the channel.
 */
export const isOpen = sql<boolean>`posts.state in ('waiting', 'sending', 'unsure', 'held')`;
