export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number of so many digits may be larger than a number of JavaScript can hold exactly. */
const largeNumber = /[\s:,[]-?\d{16}/u;

/**
 * Parses JSON. A whole number that is too large to be exact becomes its digits: it is an id, and two ids that are near
 * to each other would be one. @throws what `JSON.parse` throws.
 */
export function parseJson(text: string): unknown {
  // Its type does not know yet that a reviver is given the source of a value.
  return largeNumber.test(text)
    ? JSON.parse(text, exactly as Parameters<typeof JSON.parse>[1])
    : JSON.parse(text);
}

function exactly(_name: string, value: unknown, { source = '' }: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/u.test(source)
    ? source
    : value;
}

/** A text, or a number as text. Anything else is not there. */
export function textOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value.toWellFormed().trim() : '';
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The part of a value under a name; nothing where it has no such part. */
export function partOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
