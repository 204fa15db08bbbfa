import { fixEntities, mergeFound } from './entities.ts';
import { findEntities } from './found-entities.ts';
import { HtmlError } from './tag.ts';
import { parseHtml } from './parser.ts';
import { badRequest, type FormattedText, type MessageEntity } from '../shapes.ts';
import { cleanText } from './text-cleaning.ts';
import { checkUrl } from './url-check.ts';

/** Source: core.telegram.org/bots/api, and tdlib/telegram-bot-api, Client.cpp (`get_formatted_text`). */
const maxRawBytes = 32_768;
/** Entities beyond this number are dropped silently. */
const maxEntities = 100;
/** The server's limit. It is not documented; measured at github.com/tdlib/telegram-bot-api/issues/165 */
const entityBudgetBytes = 9_500;
/** Size of an entity without its link, in TL bytes: constructor, offset, length. */
const entityBytes = 12;

/**
 * Parses and cleans a text, and adds the entities that Telegram finds by itself. The result may be empty; the
 * caller decides whether that is allowed. Unlike Telegram, the sandbox has no Markdown modes and refuses them as
 * unknown. Throws ApiError 400.
 */
export function readFormattedText(
  raw: string,
  parseMode: string,
  entities: readonly MessageEntity[],
): FormattedText {
  if (raw.length * 3 > maxRawBytes && Buffer.byteLength(raw) > maxRawBytes)
    throw badRequest('Text is too long');
  if (!raw.isWellFormed()) throw badRequest('Strings must be encoded in UTF-8');
  const parsed = parse(raw, parseMode, entities);
  const cleaned = cleanText(parsed);
  if (cleaned === null) return { text: '', entities: [] };
  const all = mergeFound(cleaned.entities, findEntities(cleaned.text));
  return { text: cleaned.text, entities: all.slice(0, maxEntities) };
}

function parse(raw: string, parseMode: string, entities: readonly MessageEntity[]): FormattedText {
  const mode = parseMode.trim().toLowerCase();
  if (mode === '' || mode === 'none')
    return { text: raw, entities: fixEntities(checkEntities(raw, entities)) };
  if (mode !== 'html') throw badRequest('Unsupported parse_mode');
  try {
    return parseHtml(raw);
  } catch (error) {
    if (error instanceof HtmlError) throw badRequest(`Can't parse entities: ${error.message}`);
    throw error;
  }
}

/** Source: tdlib/td, MessageEntity.cpp (`clean_input_string_with_entities`). */
function checkEntities(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  for (const { offset, length, url } of entities) {
    const checked = url === undefined ? null : checkUrl(url);
    if (checked !== null && 'reason' in checked)
      throw badRequest(`entity URL '${url}' is invalid: ${checked.reason}`);
    if (offset > text.length)
      throw badRequest(`Entity begins after the end of the text at UTF-16 offset ${offset}`);
    const end = offset + length;
    if (end > text.length) {
      throw badRequest(
        `Entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
      );
    }
    if (splitsPair(text, offset))
      throw badRequest(`Entity begins in a middle of a UTF-16 symbol at byte offset ${offset}`);
    if (splitsPair(text, end)) {
      throw badRequest(
        `Entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${end}`,
      );
    }
  }
  return [...entities];
}

function splitsPair(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** The server's error if all entities together are too large; null if they are not. */
export function entityProblem(entities: readonly MessageEntity[]): string | null {
  let bytes = 0;
  for (const { url, language } of entities) {
    bytes += entityBytes;
    if (url !== undefined) bytes += Buffer.byteLength(url);
    if (language !== undefined) bytes += Buffer.byteLength(language);
  }
  return bytes > entityBudgetBytes ? 'ENTITIES_TOO_LONG' : null;
}
