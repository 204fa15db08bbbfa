/*
 * Telegram cleans every text (tdlib misc.cpp `clean_input_string`, MessageEntity.cpp `fix_formatted_text`): control
 * characters become spaces, some characters are removed, runs of direction marks are rewritten, and the ends are
 * trimmed. We later compare a post with what is read back, so we clean its text first, and more strictly. The result
 * passes through Telegram unchanged.
 */

// Latin, Cyrillic and usual punctuation. A text of only these needs nothing but white space to be tidied.
const harmless =
  /^[\n\x20-\x7E\u00A0\u00A1-\u00AC\u00AE-\u02FF\u0400-\u0482\u048A-\u052F\u2010-\u2027\u2030-\u205E\u20A0-\u20C0\u2116]*$/;

// White space other than one space between words and one or two line feeds between paragraphs.
const irregularSpace = /[^\S\n ]| {2}| \n|\n |\n{3}/;

const lineBreak = /\r\n?|[\u0085\u2028\u2029]/g;
// Control characters, and characters that look like a space (Hangul fillers, the empty braille pattern).
const blankCharacters = /(?!\n)[\p{Cc}\u115F\u1160\u2800\u3164\uFFA0]/gu;
// Invisible characters, and those that change the direction of the text: soft hyphen, bidi controls, zero-width
// spaces, noncharacters, and lone surrogates, which UTF-8 cannot encode.
const invisible =
  /\u034F|\u17B4|\u17B5|[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFDD0-\uFDEF\uFEFF\uFFF9-\uFFFB\u{FFFE}\u{FFFF}\u{1FFFE}\u{1FFFF}\u{E0000}-\u{E001F}\p{Cs}]/gu;
// Telegram removes these three, because they draw lines through neighbouring characters.
const strokes = /[\u030A\u0333\u033F]/g;
const joiners = /([\u200C\u200D])[\u200C\u200D]+/g;
// A joiner belongs between letters or emoji; anywhere else it is removed.
const looseJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{Extended_Pictographic}])/gu;
// No script puts more marks than this on one letter. More of them would cover the lines above and below.
const tallStack = /(\p{M}{6})\p{M}+/gu;
const lineStart = /^[\p{M}\u200C\u200D]+/gmu;

// No part of a post needs more (Telegram allows 4,096 units), and the regular expressions fail on a character that
// is repeated millions of times.
const maxTextLength = 20_000;

/**
 * Cleans a text of one or more paragraphs, so that Telegram shows it unchanged: NFC, single spaces (a single no-break
 * space stays), no spaces at the ends of lines, at most one blank line in a row. A blank text gives ''. Only the first
 * 20,000 units are read.
 */
export function cleanText(whole: string): string {
  const text = whole.slice(0, maxTextLength);
  const safe = harmless.test(text) ? text : removeProblemCharacters(text);
  const spaced = irregularSpace.test(safe) ? tidySpaces(safe) : safe;
  return spaced.trim();
}

function tidySpaces(text: string): string {
  return text
    .replace(/[^\S\n]+/g, keepOneSpace)
    .replace(/[ \u00A0\u202F]?\n[ \u00A0\u202F]?/g, '\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** Like `cleanText`, for texts of one line: a headline, a credit, a keyword. */
export function cleanLine(text: string): string {
  const clean = cleanText(text);
  return clean.includes('\n') ? clean.replace(/\n+/g, ' ') : clean;
}

function keepOneSpace(spaces: string): string {
  return spaces === '\u00A0' || spaces === '\u202F' ? spaces : ' ';
}

function removeProblemCharacters(text: string): string {
  return text
    .replace(lineBreak, '\n')
    .replace(blankCharacters, ' ')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(strokes, '')
    .replace(joiners, '$1')
    .replace(looseJoiner, '')
    .normalize('NFC')
    .replace(tallStack, '$1')
    .replace(/^\s+/gm, (start) => start.replace(/[^\n]/g, ''))
    .replace(lineStart, '');
}
