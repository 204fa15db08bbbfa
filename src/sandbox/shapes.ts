/** Telegram's types in Telegram's spelling, as far as the sandbox supports them. Source: core.telegram.org/bots/api */

/** Offsets and lengths in UTF-16 units. */
export interface MessageEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: { id: number };
  custom_emoji_id?: string;
  unix_time?: number;
  date_time_format?: string;
}

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

export interface Button {
  text: string;
  url?: string;
  callback_data?: string;
  copy_text?: { text: string };
  web_app?: { url: string };
  switch_inline_query?: string;
  switch_inline_query_current_chat?: string;
  style?: string;
}

export type Keyboard = Button[][];

export interface PreviewOptions {
  is_disabled?: boolean;
  url?: string;
  prefer_small_media?: boolean;
  prefer_large_media?: boolean;
  show_above_text?: boolean;
}

export type ChatType = 'private' | 'group' | 'supergroup' | 'channel';

/** An error answer of `/bot<token>/…`. The constructor adds Telegram's prefix to the text. */
export class ApiError extends Error {
  readonly code: number;
  readonly description: string;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | null;

  constructor(code: number, text: string, parameters: ApiError['parameters'] = null) {
    const finalCode = foldCode(code, text);
    const description = describe(finalCode, text);
    super(description);
    this.code = finalCode;
    this.description = description;
    this.parameters = parameters;
  }
}

const prefixes: Readonly<Record<number, string>> = {
  400: 'Bad Request: ',
  401: 'Unauthorized: ',
  403: 'Forbidden: ',
  500: 'Internal Server Error: ',
};

/** A 403 whose text is an upper-case name is answered as a 400. Source: tdlib/telegram-bot-api, Client.cpp. */
function foldCode(code: number, text: string): number {
  return code === 403 && /^[A-Z0-9_]+$/.test(text) ? 400 : code;
}

/**
 * The prefix of the code, then the text with its first letter in lower case, unless the second letter shows that the
 * text is a name in upper case. Source: tdlib/telegram-bot-api, Client.cpp, `fail_query_with_error`.
 */
function describe(code: number, text: string): string {
  const prefix = prefixes[code];
  if (prefix === undefined || text.startsWith(prefix) || `${text}: ` === prefix) return text;
  const isName = /^.[_A-Z]/.test(text);
  return prefix + (isName ? text : text.slice(0, 1).toLowerCase() + text.slice(1));
}

/** An error 400. `text` comes after the prefix `Bad Request: `. */
export function badRequest(text: string): ApiError {
  return new ApiError(400, text);
}

export function forbidden(text: string): ApiError {
  return new ApiError(403, text);
}
