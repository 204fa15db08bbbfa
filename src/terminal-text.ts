/**
 * Characters that change what a terminal shows, other than line breaks and tabs: controls (C0, DEL, C1), the controls
 * of writing direction, which show words in another order, and separators that some terminals take for a line break.
 */
const dangerous = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029\u206A-\u206F\uFFF9-\uFFFB]/gu;

/**
 * Makes a text from outside safe for a terminal: such characters are shown as escapes, for example \u202e. JSON keeps its
 * meaning, because it has the same escapes.
 */
export function printable(text: string, sign = '\\u'): string {
  return text.replaceAll(dangerous, (found) => sign + found.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** `printable` in one line. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s+/gu, ' '));
}
