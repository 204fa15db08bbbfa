import type { IncomingMessage } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';
import { readMultipart } from './multipart.ts';
import { Params, type Upload } from './params.ts';

/** Source: tdlib/td, tdnet HttpReader.h */
export const maxParameterBytes = 1_048_576;
/** Telegram documents 50 MB for uploads; the rest is for the other parts of the form. */
const maxUploadBytes = 52 * 1_048_576;

export class BodyTooLarge extends Error {}

/** The whole body. Throws BodyTooLarge as soon as it is longer than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer; // a stream without an encoding gives buffers
    size += bytes.length;
    if (size > maxBytes) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/**
 * The arguments of the query string and of the body. The query comes first, and the first value of a name wins.
 * A body whose content type is not known is ignored.
 * Source: tdlib/td, tdnet HttpReader.cpp
 */
export async function readParams(request: IncomingMessage, query: string): Promise<Params> {
  const values = new Map<string, string>();
  const uploads = new Map<string, Upload>();
  addForm(values, query);
  if (request.method === 'POST') {
    const type = request.headers['content-type'] ?? '';
    const isMultipart = type.toLowerCase().includes('multipart/form-data');
    const raw = await readBody(request, isMultipart ? maxUploadBytes : maxParameterBytes);
    const body = unpack(raw, request.headers['content-encoding'] ?? '');
    if (type.toLowerCase().includes('application/x-www-form-urlencoded')) addForm(values, body.toString());
    else if (type.toLowerCase().includes('application/json')) addJson(values, body.toString());
    else if (isMultipart) addMultipart(values, uploads, body, type);
  }
  return new Params(values, uploads);
}

function unpack(body: Buffer, encoding: string): Buffer {
  const limit = { maxOutputLength: maxUploadBytes };
  try {
    if (encoding.includes('gzip')) return gunzipSync(body, limit);
    return encoding.includes('deflate') ? inflateSync(body, limit) : body;
  } catch {
    return Buffer.alloc(0);
  }
}

function addForm(values: Map<string, string>, form: string): void {
  if (form === '') return;
  for (const [name, value] of new URLSearchParams(form)) addFirst(values, name, value);
}

function addFirst(values: Map<string, string>, name: string, value: string): void {
  if (!values.has(name)) values.set(name, value);
}

/** Values that are not texts are stored as JSON: `null` becomes the text "null". */
function addJson(values: Map<string, string>, json: string): void {
  for (const [name, value] of jsonEntries(json)) {
    addFirst(values, name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** The fields of an object. If the JSON is broken, the fields before the mistake are kept. */
function jsonEntries(json: string): [string, unknown][] {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  } catch {
    return simpleEntries(json);
  }
}

const simpleField =
  /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null)\s*(?:,|(?=\}))/y;

/** Reads fields with simple values up to the first one that cannot be read. */
function simpleEntries(json: string): [string, unknown][] {
  const entries: [string, unknown][] = [];
  const start = json.indexOf('{');
  if (start < 0 || json.slice(0, start).trim() !== '') return entries;
  simpleField.lastIndex = start + 1;
  for (let match = simpleField.exec(json); match !== null; match = simpleField.exec(json)) {
    try {
      entries.push([String(JSON.parse(match[1] ?? '')), JSON.parse(match[2] ?? '')]);
    } catch {
      break;
    }
  }
  return entries;
}

function addMultipart(
  values: Map<string, string>,
  uploads: Map<string, Upload>,
  body: Buffer,
  type: string,
): void {
  for (const { name, value } of readMultipart(body, type)) {
    if (typeof value === 'string') addFirst(values, name, value);
    else if (!uploads.has(name)) uploads.set(name, value);
  }
}
