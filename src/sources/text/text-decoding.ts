/** Text, or the reason why bytes are none. */
export type Decoding = { kind: 'text'; text: string } | { kind: 'refused'; reason: string };

/** Where a page says its character set: `<meta charset=…>` and its older form. */
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;

/** So many letters stand around each broken one in a page that was cut within a letter here and there. */
const lettersPerBroken = 100;

/**
 * Decodes a page: by its byte order mark, as UTF-8, by the character set that its HTML names, as windows-1251 where
 * that gives Russian (pages saved anew may still name another), or as UTF-8 with a few broken letters, which are
 * left out. Bytes that are no text in any of these are refused.
 */
export function decodePage(bytes: Uint8Array): Decoding {
  const marked = encodingOfMark(bytes);
  if (marked === null && bytes.includes(0)) return refuse('it is binary, not text');
  const named = marked ?? encodingNamed(bytes);
  // Bytes of another encoding are hardly ever valid UTF-8, while a page saved anew may still name its old one.
  const encodings = marked === null ? ['utf-8', ...(named === null ? [] : [named])] : [marked];
  const text = firstDecoded(bytes, encodings) ?? decodeRussian(bytes) ?? decodeBrokenUtf8(bytes);
  if (text === null) return refuse(`it is not text in ${named ?? 'UTF-8'}; save it as UTF-8`);
  return isBinary(text) ? refuse('it is binary, not text') : { kind: 'text', text };
}

/** The encoding that the first bytes of a text name; null without a byte order mark. */
export function encodingOfMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function refuse(reason: string): Decoding {
  return { kind: 'refused', reason };
}

function encodingNamed(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4_096));
  const label = metaCharset.exec(head)?.groups?.['label']?.toLowerCase();
  // A page that could be read as bytes so far is no UTF-16, whatever it says.
  return label === undefined || label.startsWith('utf-16') ? null : label;
}

function firstDecoded(bytes: Uint8Array, encodings: readonly string[]): string | null {
  for (const encoding of encodings) {
    const text = decodeAs(bytes, encoding);
    if (text !== null) return text;
  }
  return null;
}

/** Null when the bytes are not in this encoding, or nobody knows its name. */
function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Older Russian sites. Every byte string is windows-1251, so the letters must look Russian. */
function decodeRussian(bytes: Uint8Array): string | null {
  const text = decodeAs(bytes, 'windows-1251');
  if (text === null) return null;
  const foreign = text.match(/[\u0080-\u{10FFFF}]/gu)?.length ?? 0;
  const russian = text.match(/[а-яё]/gu)?.length ?? 0;
  return russian * 2 > foreign ? text : null;
}

function decodeBrokenUtf8(bytes: Uint8Array): string | null {
  const letters = new TextDecoder('utf-8').decode(bytes).split('\uFFFD');
  const text = letters.join('');
  return (letters.length - 1) * lettersPerBroken <= text.length ? text : null;
}

function isBinary(text: string): boolean {
  // Control characters but tab, newline, vertical tab, form feed, return, and NEXT LINE.
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000E-\u001F\u007F\uFFFE\uFFFF]/u.test(text) || !text.isWellFormed();
}
