import type { SpokenLanguage } from '../../news/language.ts';

/** One bot: a Telegram token with its desk. Which channels are its own, the channels say. */
export interface BotSettings {
  /** Short and unique. What is known of the bot stands under it in the database. */
  readonly name: string;
  /** null: the sandbox gives it one. */
  readonly token: string | null;
  /** The token of a second bot that sees the posts of this one; null: there is none. */
  readonly witnessToken: string | null;
  readonly ownerIds: readonly number[];
  /** The id of a chat, or `@name`; null: there is none. */
  readonly logChatId: string | null;
  /** The thread of the log chat; null: it is no topic. */
  readonly logTopic: number | null;
  readonly deskLanguage: SpokenLanguage;
  /** For all channels of the bot together; 0: no limit. */
  readonly postsPerSecond: number;
}

/** Telegram's number of the bot, the digits before the colon of its token. It is no secret. */
export function numberOf(token: string): string {
  return /^\d+/.exec(token)?.[0] ?? '';
}
