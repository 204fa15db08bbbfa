import { decodeAs, decodeCyrillic, looksCyrillic } from './cyrillic-encodings.ts';

/** A text, or the reason why the bytes are not text. */
export type Decoding = { kind: 'text'; text: string } | { kind: 'refused'; reason: string };

/** The character set that a page names: `<meta charset=…>` or the older form. */
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;
const xmlEncoding = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["'](?<label>[\w-]{3,20})["']/iu;
const headerCharset = /charset\s*=\s*["']?\s*(?<label>[\w-]{3,20})/iu;

/** UTF-8 with broken characters is accepted if there are at least this many letters for each broken one. */
const lettersPerBroken = 100;

/** A text may have a stray control character, left by Word or InDesign. A binary file has more of them. */
const mostControlShare = 0.02;
const fewControls = 8;

// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/gu;

/** Encodings of one byte a letter, in which any bytes are valid: their name has to be checked against the text. */
const oneByte =
  /^(?:windows-125\d|cp-?125\d|x-cp125\d|koi8-?[ru]?|iso-?8859-\d+|latin-?1|us-ascii|ascii|ibm866|cp866)$/u;

/**
 * Decodes a page, a feed or a JSON document. In this order it tries: the byte order mark, UTF-8, the character set of
 * the HTTP header `contentType`, of the XML declaration and of the HTML, the encodings of Kazakh and Russian sites if the
 * result looks like a text (a page that was saved again may still name another), and UTF-8 without a few broken letters.
 * Stray control characters are removed. Bytes that are not text in any of these are refused.
 */
export function decodePage(bytes: Uint8Array, contentType: string | null = null): Decoding {
  const marked = encodingOfMark(bytes);
  const named = marked === null ? encodingsNamed(bytes, contentType) : [];
  const text =
    marked === null
      ? (decodeAs(bytes, 'utf-8') ??
        decodeNamed(bytes, named) ??
        decodeBrokenUtf8(bytes) ??
        decodeCyrillic(bytes))
      : decodeAs(bytes, marked);
  if (text === null) {
    const isBinary = marked === null && hasManyControls(new TextDecoder('latin1').decode(bytes));
    return refuse(isBinary ? binary : `it is not text in ${named[0] ?? 'UTF-8'}; save it as UTF-8`);
  }
  return hasManyControls(text) || !text.isWellFormed()
    ? refuse(binary)
    : { kind: 'text', text: text.replaceAll(controls, '') };
}

/** The encoding of the byte order mark; null without one. */
export function encodingOfMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
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

function hasManyControls(text: string): boolean {
  const count = text.match(controls)?.length ?? 0;
  return count >= fewControls && count > text.length * mostControlShare;
}
