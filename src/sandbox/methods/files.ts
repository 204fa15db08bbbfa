import type { Call, Method } from './call.ts';
import { imageSize } from './image-size.ts';
import type { Upload } from '../http/params.ts';
import { badRequest } from '../shapes.ts';
import type { StoredFile } from '../state.ts';
import { checkUrl } from '../html/url-check.ts';

export const fileMethods: Record<string, Method> = { getfile: getFile };

/** Source: core.telegram.org/bots/api#sending-files, #getfile */
const maxDownloadBytes = 20 * 1_048_576;
const maxUrlBytes = 5 * 1_048_576;
const maxPhotoBytes = 10 * 1_048_576;
const maxDocumentBytes = 50 * 1_048_576;
const fetchTimeoutMs = 10_000;

/** A file that passed its checks. It is stored only when its message is. */
export interface TakenFile {
  keep(): StoredFile;
}

/** A photo: an upload, a known file, or an address, which is checked without leaving this machine. */
export async function takePhoto(call: Call, value: string, field: string): Promise<TakenFile> {
  const upload = findUpload(call, value, field);
  if (upload !== undefined) return takeUpload(call, upload);
  if (value === '') throw badRequest('there is no photo in the request');
  const known = call.world.state.files.get(value);
  if (known !== undefined) return { keep: () => known };
  return takeAddress(call, value);
}

/** A document: an upload or a known file. Addresses are not supported. */
export function takeDocument(call: Call): TakenFile {
  const value = call.params.text('document');
  const upload = findUpload(call, value, 'document');
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    if (upload.bytes.length > maxDocumentBytes) throw badRequest('file is too big');
    return { keep: () => call.world.files.add(upload, null) };
  }
  if (value === '') throw badRequest('there is no document in the request');
  const known = call.world.state.files.get(value);
  if (known === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  return { keep: () => known };
}

function findUpload({ params }: Call, value: string, field: string): Upload | undefined {
  return params.upload(value.startsWith('attach://') ? value.slice('attach://'.length) : field);
}

function takeUpload({ world }: Call, upload: Upload, url: string | null = null): TakenFile {
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  if (upload.bytes.length > maxPhotoBytes) throw badRequest('file is too big');
  const size = imageSize(upload.bytes);
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  return { keep: () => world.files.add(upload, { ...size, url }) };
}

/** Only addresses of this machine are fetched. Any other address is judged by its form. */
async function takeAddress(call: Call, value: string): Promise<TakenFile> {
  const checked = checkPhotoUrl(value);
  const { hostname, pathname } = checked;
  if (isLoopback(hostname)) return fetchPhoto(call, checked.href);
  if (hostname.endsWith('.invalid')) throw badRequest('failed to get HTTP URL content');
  if (/\.(html?|php|aspx?|txt|pdf|json|xml)$/i.test(pathname))
    throw badRequest('wrong type of the web page content');
  return { keep: () => call.world.files.addUnseen(checked.href) };
}

function checkPhotoUrl(value: string): URL {
  const link = /^https?:\/\//i.test(value) ? value : `http://${value}`;
  const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/i.test(link);
  const isUrl = isLocal || 'url' in checkUrl(value);
  // A text without a scheme and a dot was meant as a file id.
  if (!isUrl || !URL.canParse(link)) throw badRequest('wrong file identifier/HTTP URL specified');
  return new URL(link);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

async function fetchPhoto(call: Call, url: string): Promise<TakenFile> {
  const { mime, bytes } = await download(url);
  if (!mime.startsWith('image/')) throw badRequest('wrong type of the web page content');
  return takeUpload(call, { name: 'photo.jpg', mime, bytes }, url);
}

async function download(url: string): Promise<{ mime: string; bytes: Buffer }> {
  try {
    // A redirect could lead away from this machine.
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!response.ok) throw new Error(`${response.status}`);
    const mime = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    return { mime, bytes: await readAtMost(response, maxUrlBytes) };
  } catch {
    throw badRequest('failed to get HTTP URL content');
  }
}

/** Reads a body without trusting its content-length, so that an endless one cannot fill the memory. */
async function readAtMost(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function getFile({ world, params }: Call) {
  if (!params.has('file_id')) throw badRequest('file_id not specified');
  const file = world.state.files.get(params.text('file_id'));
  if (file === undefined) throw badRequest('invalid file_id');
  if (!file.isStored) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (file.sizeBytes > maxDownloadBytes) throw badRequest('file is too big');
  const { id, uniqueId, sizeBytes } = file;
  return { file_id: id, file_unique_id: uniqueId, file_size: sizeBytes, file_path: pathOf(file) };
}

/** The path under `/file/bot<token>/`. */
function pathOf({ id, width }: StoredFile): string {
  return `${width > 0 ? 'photos' : 'documents'}/${id}`;
}
