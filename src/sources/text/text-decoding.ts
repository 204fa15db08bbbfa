import { decodeAs, decodeCyrillic, decodeMixed, looksCyrillic } from './cyrillic-encodings.ts';

/** A text, or the reason why the bytes are not text. */
export type Decoding = { kind: 'text'; text: string } | { kind: 'refused'; reason: string };

/** The character set that a page names: `<meta charset=…>` or the older form. */
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;
const xmlEncoding = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["'](?<label>[\w-]{3,20})["']/iu;
const headerCharset = /charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;

/** UTF-8 with broken characters is accepted if there are at least this many letters for each broken one. */
const lettersPerBroken = 100;

/**
 * A text may have stray control characters, left by Word or InDesign. Of bytes without any meaning every ninth is one, and
 * they are hardly ever UTF-8.
 */
const mostControlShare = { utf8: 0.3, other: 0.05 };
const fewControls = 8;

// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/gu;

/** Encodings of one byte a letter, in which any bytes are valid: their name has to be checked against the text. */
const oneByte =
  /^(?:windows-125\d|cp-?125\d|x-cp125\d|koi8-?[ru]?|iso-?8859-\d+|latin-?1|us-ascii|ascii|ibm866|cp866)$/u;

/**
 * Decodes a page, a feed or a JSON document. In this order it tries: the byte order mark, UTF-8, the character set of
 * the HTTP header `contentType`, of the XML declaration and of the HTML, the encodings of Kazakh and Russian sites if the
 * result looks like a text (a page that was saved again may still name another), UTF-8 without a few broken letters, and
 * UTF-8 with a part in another encoding, as a block of a template that was saved differently.
 * Stray control characters are removed. Bytes that are not text in any of these are refused.
 */
export function decodePage(bytes: Uint8Array, contentType: string | null = null): Decoding {
  const marked = encodingOfMark(bytes) ?? unmarkedUtf16(bytes);
  const named = marked === null ? encodingsNamed(bytes, contentType) : [];
  const whole = marked === null ? decodeAs(bytes, 'utf-8') : decodeAs(bytes, marked);
  const text =
    whole ??
    (marked === null
      ? (decodeNamed(bytes, named) ?? decodeBrokenUtf8(bytes) ?? decodeCyrillic(bytes) ?? decodeMixed(bytes))
      : null);
  const share = mostControlShare[whole === null ? 'other' : 'utf8'];
  if (text === null) {
    const plain = new TextDecoder('latin1').decode(bytes);
    const isBinary = marked === null && areMany(controlsIn(plain), plain, share);
    return refuse(isBinary ? binary : `it is not text in ${named[0] ?? 'UTF-8'}; save it as UTF-8`);
  }
  const count = controlsIn(text);
  if (areMany(count, text, share) || !text.isWellFormed()) return refuse(binary);
  return { kind: 'text', text: count === 0 ? text : text.replaceAll(controls, '') };
}

/** The encoding of the byte order mark; null without one. */
export function encodingOfMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** Marks of HTML and XML are two bytes in it, and one of them is zero. null: it is something else. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, 400);
  const zeros = [0, 0];
  for (const [place, byte] of head.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 10;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : null;
}

const binary = 'it is binary, not text';

function refuse(reason: string): Decoding {
  return { kind: 'refused', reason };
}

function encodingsNamed(bytes: Uint8Array, contentType: string | null): string[] {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4_096));
  const found = [headerCharset.exec(contentType ?? ''), xmlEncoding.exec(head), metaCharset.exec(head)];
  const labels = found.map((match) => match?.groups?.['label']?.toLowerCase());
  // UTF-8 was tried before. The labels could be read byte by byte, so the page is not UTF-16, whatever it says.
  return labels
    .filter((label) => label !== undefined)
    .filter((label) => !/^(?:utf-?8$|utf-?16)/u.test(label));
}

/** A named encoding of one byte a letter counts only if its text does not look better in a Cyrillic one. */
function decodeNamed(bytes: Uint8Array, labels: readonly string[]): string | null {
  for (const label of labels) {
    const text = decodeAs(bytes, label);
    if (text === null) continue;
    const better = oneByte.test(label) && !looksCyrillic(text) ? decodeCyrillic(bytes) : null;
    return better ?? text;
  }
  return null;
}

function decodeBrokenUtf8(bytes: Uint8Array): string | null {
  const letters = new TextDecoder('utf-8').decode(bytes).split('\uFFFD');
  const text = letters.join('');
  return (letters.length - 1) * lettersPerBroken <= text.length ? text : null;
}

function controlsIn(text: string): number {
  return text.match(controls)?.length ?? 0;
}

function areMany(count: number, text: string, mostShare: number): boolean {
  return count >= fewControls && count > text.length * mostShare;
}
