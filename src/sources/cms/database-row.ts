import { isObject } from '../json/json-values.ts';
import { decodeAs, decodeCyrillic } from '../text/cyrillic-encodings.ts';

/**
 * A row as the other readers know it. Databases give names in the letters of the query (`SELECT ID`), and what they keep
 * as bytes: a text in a BLOB or `bytea`, a BIT as a byte of 0 or 1.
 */
export function readableRow(row: unknown): unknown {
  if (!isObject(row)) return row;
  const given = Object.entries(row).map(([name, value]) => [name, readableValue(value)] as const);
  const named = given.map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries([...named, ...given]);
}

/** undefined: bytes that are no text say nothing. */
function readableValue(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  const [first = 0] = value;
  if (value.length === 1 && first <= 1) return first;
  const text = decodeAs(value, 'utf-8') ?? decodeCyrillic(value);
  return text === null || text.includes('\0') ? undefined : text;
}
