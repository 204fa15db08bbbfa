/*
 * Telegram cleans what it is given (tdlib misc.cpp `clean_input_string`, MessageEntity.cpp `fix_formatted_text`):
 * control characters become spaces, some characters vanish, runs of direction marks are rewritten, ends are
 * trimmed. A post is later compared with what is read back, so its text is cleaned here first, and harder:
 * what comes out of this file passes through Telegram unchanged.
 */

// Nothing here needs more than white space put in order: Latin, Cyrillic, and the punctuation of news.
const harmless =
  /^[\n\x20-\x7E\u00A0\u00A1-\u00AC\u00AE-\u02FF\u0400-\u0482\u048A-\u052F\u2010-\u2027\u2030-\u205E\u20A0-\u20C0\u2116]*$/;

// White space that is neither one space between words nor a new line or two between paragraphs.
const irregularSpace = /[^\S\n ]| {2}| \n|\n |\n{3}/;

const lineBreak = /\r\n?|[\u0085\u2028\u2029]/g;
// Controls, and letters or symbols that show nothing (Hangul fillers, the empty braille pattern).
const blankCharacters = /(?!\n)[\p{Cc}\u115F\u1160\u2800\u3164\uFFA0]/gu;
// Invisible or able to turn the reading direction of what follows: soft hyphen, bidi controls, zero-width
// spaces, noncharacters, and lone surrogates, which no UTF-8 can hold.
const invisible =
  /\u034F|\u17B4|\u17B5|[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFDD0-\uFDEF\uFEFF\uFFF9-\uFFFB\u{FFFE}\u{FFFF}\u{1FFFE}\u{1FFFF}\u{E0000}-\u{E001F}\p{Cs}]/gu;
// Telegram removes these three: they draw lines through its neighbours.
const strokes = /[\u030A\u0333\u033F]/g;
const joiners = /([\u200C\u200D])[\u200C\u200D]+/g;
// A joiner joins letters or pictures; anywhere else it is noise.
const looseJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{Extended_Pictographic}])/gu;
// No script stacks more marks than this on one letter; longer stacks run over the lines above and below.
const tallStack = /(\p{M}{6})\p{M}+/gu;
const lineStart = /^[\p{M}\u200C\u200D]+/gmu;

// No part of a post needs more of a text (Telegram takes 4,096 units), and the engine gives up on a mark that is
// repeated millions of times.
const maxTextLength = 20_000;

/**
 * A text of one or more paragraphs as Telegram will show it: NFC, single spaces (a lone no-break space stays),
 * no line with space at its ends, at most one blank line in a row. Blank input gives ''. Only the beginning of a very long text is read.
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

/** The same for what stands on one line: a headline, a credit, a keyword. */
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
