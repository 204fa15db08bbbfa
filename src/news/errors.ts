/**
 * Every error of ours: a code that never changes, and a message that says what happened, with which value,
 * and what to do. docs/errors.md explains the codes; a test compares the two.
 */
export const errorCodes = {
  SETTINGS_INVALID: 'one or more settings are missing or wrong',
  TOKEN_REFUSED: 'Telegram does not know the bot token',
  DATABASE_UNUSABLE: 'the database cannot be opened, is damaged, or is not ours',
  DATABASE_IN_USE: 'another khabarshy runs on the same database',
  DATABASE_UNSAFE: 'two programs could use the database at once, and not notice',
  DATABASE_OF_SANDBOX:
    'the ledger belongs to the sandbox, or to real Telegram, and the settings say the other',
  ARTICLE_REFUSED: 'an article breaks a rule of the article store',
  FILE_UNREADABLE: 'a file cannot be read, or holds no article',
  PORT_TAKEN: 'the port or the address of the page cannot be used',
  ARTICLE_UNKNOWN: 'no article has this id',
  CHANNEL_UNKNOWN: 'no channel has this name',
  COMMAND_WRONG: 'the command line cannot be understood',
} as const;

export type ErrorCode = keyof typeof errorCodes;

export class KhabarshyError extends Error {
  override readonly name = 'KhabarshyError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
