/**
 * Every error of ours: a code that never changes, and a message that says what happened, with which value,
 * and what to do. docs/errors.md explains the codes; a test compares the two.
 */
export const errorCodes = {
  SETTINGS_INVALID: 'one or more settings are missing or wrong',
  TOKEN_REFUSED: 'Telegram does not know the bot token',
  TELEGRAM_UNREACHABLE: 'Telegram cannot be reached',
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

/**
 * Why a look at a source brought nothing. A source fails now and then, so these are values, and no errors that are
 * thrown. They are explained on the same page.
 */
export const sourceFailures = {
  SOURCE_ADDRESS_REFUSED: 'the address of a source is one that is not asked',
  SOURCE_UNREACHABLE: 'a source cannot be reached',
  SOURCE_CERTIFICATE: 'the certificate of a source is not trusted',
  SOURCE_TOO_SLOW: 'a source does not answer in time',
  SOURCE_TOO_LARGE: 'the answer of a source is too large',
  SOURCE_CUT_OFF: 'the answer of a source breaks off',
  SOURCE_REDIRECTS: 'a source redirects in a circle, or to no address',
  SOURCE_FORBIDDEN: 'a source does not let us in',
  SOURCE_BLOCKS_US: 'a guard in front of a source takes us for a robot that is not wanted',
  SOURCE_NOT_FOUND: 'there is nothing at the address of a source',
  SOURCE_GONE: 'a source says that it is gone for good',
  SOURCE_LIMITS_US: 'a source is asked too often',
  SOURCE_FAILS: 'a source answers with an error of its own',
  SOURCE_IS_NO_FEED: 'a source shows something that is no feed',
  SOURCE_IS_EMPTY: 'a source shows no item, and showed several before',
} as const;

export type SourceFailureCode = keyof typeof sourceFailures;

export type ErrorCode = keyof typeof errorCodes;

export class KhabarshyError extends Error {
  override readonly name = 'KhabarshyError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
