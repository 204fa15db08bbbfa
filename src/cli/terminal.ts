import { printable } from '../terminal-text.ts';

/** Characters of two columns: East Asian scripts and emoji. Cyrillic letters take one. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

const graphemes = new Intl.Segmenter();

/** The width of a text on a terminal, in columns. A combining accent takes none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/** A moment in a time zone (IANA), such as 2026-11-24 08:39. */
export function showMoment(at: Date, timeZone: string): string {
  // The Swedish format is the one that sorts.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}

/** For something that a person has to wait for: it goes beside the output of a command. */
export function tellOnStderr(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Lays out rows in aligned columns. The columns in `right` are aligned to the right, for numbers. */
export function layTable(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string[] {
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
