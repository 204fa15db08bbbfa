import type { Upload } from './params.ts';

export interface Part {
  name: string;
  /** A file if the part has a file name, otherwise a text. */
  value: string | Upload;
}

const headerEnd = Buffer.from('\r\n\r\n');

/**
 * Reads the parts of a multipart form as leniently as Telegram: file names may be unquoted and in any language.
 * Reading stops at the first part that is malformed.
 * Source: tdlib/td, tdnet HttpReader.cpp (`parse_multipart_form_data`).
 */
export function* readMultipart(body: Buffer, contentType: string): Generator<Part> {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return;
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const from = at + delimiter.length + 2;
    const headersTo = body.indexOf(headerEnd, from - 2);
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), from);
    if (headersTo < 0 || next < headersTo) return;
    const content = body.subarray(headersTo + headerEnd.length, next);
    const part = toPart(body.toString('utf8', from, headersTo), content);
    if (part !== null) yield part;
    at = next + 2;
  }
}

function toPart(headers: string, content: Buffer): Part | null {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? '';
  const name = parameterOf(disposition, 'name');
  if (name === null) return null;
  const file = parameterOf(disposition, 'filename');
  if (file === null) return { name, value: content.toString() };
  const mime = /^content-type:\s*(\S+)/im.exec(headers)?.[1] ?? 'application/octet-stream';
  return { name, value: { name: file, mime: mime.toLowerCase(), bytes: content } };
}

function parameterOf(disposition: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\r\\n]*))`, 'i').exec(disposition);
  return match === null ? null : (match[1] ?? match[2] ?? '').trim();
}
