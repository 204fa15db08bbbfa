import { readPlainLine } from './plain-text.ts';

/** The columns of the article store in which HTML is decoded and removed. */
const plainColumns = [
  'headline',
  'summary',
  'section',
  'author',
  'image_credit',
  'keywords',
  'body',
] as const;

/** An example in a notice is not longer, in characters. */
const mostShown = 60;

/**
 * The first column that had HTML, with the words around it, for a notice: `headline "&#171;Ақсу&#187; жеңді"`. Null if
 * no column had any. `row` has the names of the article store's columns.
 */
export function htmlExampleOf(row: unknown): string | null {
  if (typeof row !== 'object' || row === null) return null;
  const columns = new Map<string, unknown>(Object.entries(row));
  for (const name of plainColumns) {
    for (const text of [columns.get(name)].flat()) {
      if (typeof text === 'string' && readPlainLine(text).hadHtml) return `${name} ${quoted(text)}`;
    }
  }
  return null;
}

function quoted(text: string): string {
  const at = Math.max(0, text.search(/[&<]/u) - 20);
  const shown = text.slice(at, at + mostShown).toWellFormed();
  return JSON.stringify(`${at > 0 ? '…' : ''}${shown}${at + mostShown < text.length ? '…' : ''}`);
}
