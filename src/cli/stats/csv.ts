/** A cell of a file: what nobody counted is empty. */
export type Cell = string | number | Date | null;

/** One line of a file by RFC 4180, with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = cell instanceof Date ? cell.toISOString() : asText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table program takes a text that begins with one of these signs for a formula, and a headline may come from anybody.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
