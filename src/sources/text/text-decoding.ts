/** A text, or the reason why the bytes are not text. */
export type Decoding = { kind: 'text'; text: string } | { kind: 'refused'; reason: string };

/** The character set that a page names: `<meta charset=…>` or the older form. */
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;

/** UTF-8 with broken characters is accepted if there are at least this many letters for each broken one. */
const lettersPerBroken = 100;

/**
 * Decodes a page. It tries the byte order mark, UTF-8, the character set that the HTML names, windows-1251 if that gives
 * Russian (a page that was saved again may still name another), and UTF-8 without a few broken letters. Bytes that are
 * not text in any of these are refused.
 */
export function decodePage(bytes: Uint8Array): Decoding {
  const marked = encodingOfMark(bytes);
  if (marked === null && bytes.includes(0)) return refuse('it is binary, not text');
  const named = marked ?? encodingNamed(bytes);
  // UTF-8 comes first: other encodings are hardly ever valid UTF-8, and a converted page may still name its old encoding.
  const encodings = marked === null ? ['utf-8', ...(named === null ? [] : [named])] : [marked];
  const text = firstDecoded(bytes, encodings) ?? decodeRussian(bytes) ?? decodeBrokenUtf8(bytes);
  if (text === null) return refuse(`it is not text in ${named ?? 'UTF-8'}; save it as UTF-8`);
  return isBinary(text) ? refuse('it is binary, not text') : { kind: 'text', text };
}

/** The encoding of the byte order mark; null without one. */
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
  // The label could be read byte by byte, so the page is not UTF-16, whatever it says.
  return label === undefined || label.startsWith('utf-16') ? null : label;
}

function firstDecoded(bytes: Uint8Array, encodings: readonly string[]): string | null {
  for (const encoding of encodings) {
    const text = decodeAs(bytes, encoding);
    if (text !== null) return text;
  }
  return null;
}

/** Null if the bytes are not in this encoding, or the encoding is unknown. */
function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** For older Russian sites. Any bytes are valid windows-1251, so the result must look Russian. */
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
  // Control characters except tab, line feed, vertical tab, form feed, carriage return and next line.
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000E-\u001F\u007F\uFFFE\uFFFF]/u.test(text) || !text.isWellFormed();
}
