import type { Call } from './call.ts';
import { asRecord, textField, type Params } from '../http/params.ts';
import { badRequest, type Button, type ChatType, type Keyboard } from '../shapes.ts';
import { countCodePoints } from '../html/text-cleaning.ts';
import { checkUrl } from '../html/url-check.ts';

/** Buttons beyond these limits are dropped silently. Source: tdlib/td, ReplyMarkup.cpp */
const maxPerRow = 12;
const maxButtons = 300;
/** The server's limit. It is not documented; this is an estimate. */
const maxBytes = 10_240;
/** Source: core.telegram.org/bots/api#inlinekeyboardbutton */
const maxDataBytes = 64;
const maxCopyTextLength = 256;

/** A well-formed `reply_markup`. As in Telegram, its contents are checked later. */
export type Markup = { kind: 'none' } | { kind: 'other' } | { kind: 'inline'; rows: Button[][] };

/** Source: tdlib/telegram-bot-api, Client.cpp (`get_reply_markup`). */
export function readMarkup(params: Params): Markup {
  const value = params.json('reply_markup', "can't parse reply keyboard markup JSON object");
  if (value === undefined || value === null) return { kind: 'none' };
  const markup = asRecord(value);
  if (markup === null) throw badRequest('object expected as reply markup');
  if (markup['inline_keyboard'] === undefined) {
    const isOther = ['keyboard', 'remove_keyboard', 'force_reply'].some((name) => markup[name] !== undefined);
    return isOther ? { kind: 'other' } : { kind: 'none' };
  }
  const rows = markup['inline_keyboard'];
  if (!Array.isArray(rows))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  return { kind: 'inline', rows: rows.map(readRow) };
}

function readRow(row: unknown): Button[] {
  if (!Array.isArray(row))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  return row.map(readButton);
}

function readButton(value: unknown): Button {
  const wrong = (why: string) => badRequest(`can't parse inline keyboard button: ${why}`);
  const button = asRecord(value);
  if (button === null) throw wrong('InlineKeyboardButton must be an Object');
  if (typeof button['text'] !== 'string') throw wrong('Can\'t find field "text"');
  const text = button['text'];
  // If a button has several of these fields, the first one wins.
  for (const kind of [
    'url',
    'callback_data',
    'switch_inline_query',
    'switch_inline_query_current_chat',
  ] as const) {
    if (button[kind] !== undefined) return { text, [kind]: textField(button, kind) };
  }
  const app = asRecord(button['web_app']);
  if (app !== null) return { text, web_app: { url: textField(app, 'url') } };
  const copy = asRecord(button['copy_text']);
  if (copy !== null) return { text, copy_text: { text: textField(copy, 'text') } };
  throw badRequest('text buttons are unallowed in the inline keyboard');
}

/** The keyboard as it is shown in a chat of this type; null: no keyboard. Throws ApiError 400. Source: tdlib/td, ReplyMarkup.cpp */
export function checkKeyboard(markup: Markup, type: ChatType): Keyboard | null {
  if (markup.kind === 'none') return null;
  if (markup.kind === 'other') {
    if (type === 'channel') throw badRequest('inline keyboard expected');
    return null;
  }
  let count = 0;
  const rows: Keyboard = [];
  for (const row of markup.rows) {
    const kept = row
      .filter(({ text }) => text.trim() !== '')
      .slice(0, Math.min(maxPerRow, maxButtons - count));
    for (const button of kept) checkButton(button, type);
    count += kept.length;
    if (kept.length > 0) rows.push(kept.map(withCheckedUrl));
  }
  return rows.length === 0 ? null : rows;
}

function checkButton(
  { switch_inline_query, switch_inline_query_current_chat, copy_text, web_app }: Button,
  type: ChatType,
): void {
  if (web_app !== undefined) {
    if (type !== 'private') throw badRequest('BUTTON_TYPE_INVALID');
    if (!web_app.url.startsWith('https://'))
      throw badRequest(
        `inline keyboard button Web App URL '${web_app.url}' is invalid: Only HTTPS links are allowed`,
      );
  }
  const switches = switch_inline_query ?? switch_inline_query_current_chat;
  if (switches !== undefined && type === 'channel')
    throw badRequest("can't use switch_inline_query in a channel");
  if (copy_text === undefined) return;
  const length = countCodePoints(copy_text.text);
  if (length < 1 || length > maxCopyTextLength) throw badRequest('BUTTON_COPY_TEXT_INVALID');
}

function withCheckedUrl(button: Button): Button {
  if (button.url === undefined) return button;
  const checked = checkUrl(button.url);
  if ('url' in checked) return { ...button, url: checked.url };
  throw badRequest(`inline keyboard button URL '${button.url}' is invalid: ${checked.reason}`);
}

/** Checks that Telegram leaves to its server, so they come after all others. */
export function checkKeyboardOnServer(keyboard: Keyboard | null): void {
  if (keyboard === null) return;
  for (const { callback_data: data } of keyboard.flat()) {
    if (data === undefined) continue;
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > maxDataBytes) throw badRequest('BUTTON_DATA_INVALID');
  }
  if (Buffer.byteLength(JSON.stringify(keyboard)) > maxBytes) throw badRequest('reply markup is too long');
}

/** Reads and checks the keyboard of a request. */
export function readKeyboard({ params }: Call, type: ChatType): Keyboard | null {
  return checkKeyboard(readMarkup(params), type);
}
