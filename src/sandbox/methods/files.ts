import type { Call, Method } from './call.ts';
import { imageSize, type ImageSize } from './image-size.ts';
import { sitePicture } from '../news-site/news-site.ts';
import type { Upload } from '../http/params.ts';
import { badRequest } from '../shapes.ts';
import type { StoredFile } from '../state.ts';
import { checkUrl } from '../html/url-check.ts';

export const fileMethods: Record<string, Method> = { getfile: getFile };

/** Source: core.telegram.org/bots/api#sending-files, #getfile */
const maxDownloadBytes = 20 * 1_048_576;
const maxPhotoBytes = 10 * 1_048_576;
const mostPixelsOfBothSides = 10_000;
const mostRatio = 20;
const maxDocumentBytes = 50 * 1_048_576;

/** A file that passed its checks. It is stored only when its message is. */
export interface TakenFile {
  keep(): StoredFile;
}

/** A photo: an upload, a known file, or an address. */
export function takePhoto(call: Call, value: string, field: string): TakenFile {
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

function takeUpload({ world }: Call, upload: Upload): TakenFile {
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  if (upload.bytes.length > maxPhotoBytes) throw badRequest('file is too big');
  const size = imageSize(upload.bytes);
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  checkDimensions(size);
  return { keep: () => world.files.add(upload, { ...size, url: null }) };
}

/** Source: core.telegram.org/bots/api#sendphoto; the words are the server's own. */
function checkDimensions({ width, height }: ImageSize): void {
  const isTooLong = Math.max(width, height) > mostRatio * Math.min(width, height);
  if (width + height > mostPixelsOfBothSides || isTooLong) throw badRequest('PHOTO_INVALID_DIMENSIONS');
}

/**
 * Nothing is fetched: an address on this machine or in its network could be anything. The sandbox's own pictures are
 * read from its files and from its news site, and every other address is judged by its form.
 */
function takeAddress(call: Call, value: string): TakenFile {
  const checked = checkPhotoUrl(call, value);
  if (checked.origin === call.origin) return takeOwnPicture(call, checked);
  if (checked.hostname.endsWith('.invalid')) throw badRequest('failed to get HTTP URL content');
  if (/\.(html?|php|aspx?|txt|pdf|json|xml|svg)$/i.test(checked.pathname))
    throw badRequest('wrong type of the web page content');
  return { keep: () => call.world.files.addUnseen(checked.href) };
}

function checkPhotoUrl({ origin }: Call, value: string): URL {
  const link = /^https?:\/\//i.test(value) ? value : `http://${value}`;
  const isUrl = link.startsWith(`${origin}/`) || 'url' in checkUrl(value);
  // A text without a scheme and a dot was meant as a file id.
  if (!isUrl || !URL.canParse(link)) throw badRequest('wrong file identifier/HTTP URL specified');
  const url = new URL(link);
  // Telegram's servers cannot reach this machine either.
  if (url.origin !== origin && isOfThisMachine(url.hostname))
    throw badRequest('failed to get HTTP URL content');
  return url;
}
const noSize: ImageSize = { width: 0, height: 0 };
/** The address of a file of the page, or of a download. */
const ownPicture = /^\/(?:sandbox\/files|file\/bot[^/]+\/photos)\/(\w+)$/;

function takeOwnPicture({ world }: Call, { pathname }: URL): TakenFile {
  const ofSite = world.state.siteOpenedMs === null ? null : sitePicture(pathname);
  if (ofSite !== null) {
    const upload = { name: 'photo.png', mime: 'image/png', bytes: ofSite };
    return { keep: () => world.files.add(upload, { ...(imageSize(ofSite) ?? noSize), url: null }) };
  }
  const file = world.state.files.get(ownPicture.exec(pathname)?.[1] ?? '');
  if (file === undefined || file.width === 0) throw badRequest('wrong type of the web page content');
  if (!file.isStored) throw badRequest('failed to get HTTP URL content');
  return { keep: () => file };
}

/** By any of its loopback addresses, of which 127.0.0.1 is only one. */
function isOfThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f:]+\])$/.test(
    hostname,
  );
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
