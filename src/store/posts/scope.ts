import { sql } from 'kysely';

/** Whose posts a part of the store shows. */
export interface Scope {
  bot: string;
  /** The names of the channels; null: all that the bot has. */
  channels: readonly string[] | null;
}

/**
 * Whether a post is in no channel of another bot, and in one of these channels. A channel that was never served, or that
 * left the settings, belongs to the bot that served it last.
 */
export function isInScope({ bot, channels }: Scope) {
  const ofBot = sql<boolean>`not exists (select 1 from channels
    where channels.name = posts.channel and channels.bot <> ${bot})`;
  if (channels === null) return ofBot;
  if (channels.length === 0) return sql<boolean>`1 = 0`;
  return sql<boolean>`posts.channel in (${sql.join(channels)}) and ${ofBot}`;
}
