/** A wide character takes two columns: East Asian scripts and pictures. Cyrillic takes one. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

const graphemes = new Intl.Segmenter();

/** How many columns of a terminal a text takes. An accent that is a character of its own takes none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/**
 * A text from outside as it may stand on a terminal: without the control characters by which it could repaint
 * the screen. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '\uFFFD');
}

/** `printable` in one line. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s+/gu, ' '));
}

/** A moment as people in that time zone (IANA) write it: 2026-11-24 08:39. */
export function showMoment(at: Date, timeZone: string): string {
  // Sweden's way of writing is the one that sorts.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}

/** The rows as lines whose columns stand under one another; the columns in `right` hold numbers. */
export function layTable(rows: readonly (readonly string[])[], right: ReadonlySet<number>): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, columnsOf(cell));
    }
  }
  const pad = (cell: string, column: number): string => {
    const spaces = ' '.repeat((widths[column] ?? 0) - columnsOf(cell));
    return right.has(column) ? spaces + cell : cell + spaces;
  };
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}
