const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** A numeric reference with more characters than this before the `;` stays as it is. */
const maxReferenceLength = 10;

export interface Reference {
  text: string;
  /** The first position after the reference. */
  end: number;
  isSurrogate: boolean;
}

/**
 * Reads the character reference that begins with the `&` at `at`. Telegram knows four names, and decimal and
 * hexadecimal numbers. The `;` may be missing. Anything else stays as it is. Source: tdlib/td, MessageEntity.cpp (`decode_html_entity`).
 */
export function decodeReference(html: string, at: number): Reference {
  const literal = { text: '&', end: at + 1, isSurrogate: false };
  const end = endOfReference(html, at);
  const after = html[end] === ';' ? end + 1 : end;
  const body = html.slice(at + 1, end);
  if (!body.startsWith('#')) {
    const text = Object.hasOwn(named, body) ? named[body] : undefined;
    return text === undefined ? literal : { text, end: after, isSurrogate: false };
  }
  const isHex = body[1] === 'x';
  const code = Number.parseInt(body.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  if (!(code > 0 && code < 0x10ffff) || end - at >= maxReferenceLength) return literal;
  return { text: String.fromCodePoint(code), end: after, isSurrogate: code >= 0xd800 && code <= 0xdfff };
}

function endOfReference(html: string, at: number): number {
  let pattern = /[a-z]*/iy;
  let from = at + 1;
  if (html[from] === '#') {
    const isHex = html[from + 1] === 'x';
    from += isHex ? 2 : 1;
    pattern = isHex ? /[0-9a-f]*/iy : /[0-9]*/y;
  }
  pattern.lastIndex = from;
  pattern.test(html);
  return pattern.lastIndex;
}
