import type { Call, Method } from './call.ts';
import { imageSize, type ImageSize } from './image-size.ts';
import { sitePicture } from '../news-site/news-site.ts';
import { integerField, type Params, type Upload } from '../http/params.ts';
import type { FileSize } from '../file-store.ts';
import { ApiError, badRequest } from '../shapes.ts';
import type { MediaKind, StoredFile } from '../state.ts';
import { checkUrl } from '../html/url-check.ts';

export const fileMethods: Record<string, Method> = { getfile: getFile };

/** Source: core.telegram.org/bots/api#sending-files, #getfile */
const maxDownloadBytes = 20 * 1_048_576;
const maxPhotoBytes = 10 * 1_048_576;
const mostPixelsOfBothSides = 10_000;
const mostRatio = 20;
const maxDocumentBytes = 50 * 1_048_576;
/** By an address. */
const maxFetchedPhotoBytes = 5 * 1_048_576;
const maxFetchedBytes = 20 * 1_048_576;

const noSize: ImageSize = { width: 0, height: 0 };

/** A file that passed its checks. It is stored only when its message is. */
export interface TakenFile {
  keep(): StoredFile;
}

/** Answers of the servers that fetch and read a file. An album has been taken apart by then. */
const serverRefusal = /HTTP URL content|web page content|IMAGE_PROCESS_FAILED|PHOTO_INVALID/;

/**
 * A part of an album. When it is refused by the servers, Telegram says which one it was.
 * @param place from 0
 * Source: tdlib/telegram-bot-api, Client.cpp, and public threads with its words
 */
export function takePart(
  call: Call,
  kind: MediaKind,
  value: string,
  named: FileSize,
  place: number,
): TakenFile {
  try {
    return takeMedia(call, kind, value, value, named);
  } catch (error) {
    const [, reason = ''] =
      error instanceof ApiError ? (/^Bad Request: (.+)$/.exec(error.description) ?? []) : [];
    if (!serverRefusal.test(reason)) throw error;
    throw badRequest(`failed to send message #${place + 1} with the error message "${reason}"`);
  }
}

/**
 * What the bot names: an upload, a known file, or an address.
 * @param named what the bot says of a video that it uploads. Telegram takes its word for it.
 */
export function takeMedia(
  call: Call,
  kind: MediaKind,
  value: string,
  field: string,
  named: FileSize,
): TakenFile {
  return kind === 'photo' ? takePhoto(call, value, field) : takeFile(call, kind, value, field, named);
}

function takePhoto(call: Call, value: string, field: string): TakenFile {
  const upload = findUpload(call, value, field);
  if (upload !== undefined) return takeUpload(call, upload);
  if (value === '') throw badRequest('there is no photo in the request');
  const known = call.world.state.files.get(value);
  if (known !== undefined) return { keep: () => known };
  return takeAddress(call, value);
}

/** Source: https://core.telegram.org/bots/api#sendvideo */
export function sizeNamedIn(params: Params): FileSize {
  return sizeOf((name) => params.integer(name));
}

/** The same in an InputMedia object. Source: https://core.telegram.org/bots/api#inputmediavideo */
export function sizeNamedOf(media: Record<string, unknown>): FileSize {
  return sizeOf((name) => integerField(media, name));
}

function sizeOf(read: (name: string) => number): FileSize {
  const [width = 0, height = 0, durationSeconds = 0] = ['width', 'height', 'duration'].map((name) =>
    Math.max(0, read(name)),
  );
  return { width, height, ...(durationSeconds === 0 ? {} : { durationSeconds }) };
}

type FileKind = Exclude<MediaKind, 'photo'>;

/** How a file from an address is called, and what it is. */
const fileTypes: Readonly<Record<FileKind, { name: string; mime: string }>> = {
  video: { name: 'video.mp4', mime: 'video/mp4' },
  animation: { name: 'animation.mp4', mime: 'video/mp4' },
  audio: { name: 'audio.mp3', mime: 'audio/mpeg' },
  document: { name: 'document.pdf', mime: 'application/pdf' },
};

function takeFile(call: Call, kind: FileKind, value: string, field: string, named: FileSize): TakenFile {
  const upload = findUpload(call, value, field);
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    if (upload.bytes.length > maxDocumentBytes) throw badRequest('file is too big');
    const size = kind === 'video' || kind === 'animation' ? named : noSize;
    return { keep: () => call.world.files.add(upload, { ...size, url: null }) };
  }
  if (value === '') throw badRequest(`there is no ${kind} in the request`);
  const known = call.world.state.files.get(value);
  if (known !== undefined) return { keep: () => known };
  const url = checkPhotoUrl(call, value);
  const { hostname, href, pathname } = url;
  if (url.origin === call.origin) return takeOwnFile(call, kind, url);
  if (hostname.endsWith('.invalid')) throw badRequest('failed to get HTTP URL content');
  // Source: https://core.telegram.org/bots/api#sending-files
  const isRefused =
    kind === 'document' ? !/\.(pdf|zip|gif)$/i.test(pathname) : /\.(html?|php|aspx?|txt)$/i.test(pathname);
  if (isRefused) throw badRequest('wrong type of the web page content');
  const { mime, name } = fileTypes[kind];
  const fileName = /[^/]+\.\w{2,4}$/.exec(decodeURIComponent(pathname))?.[0] ?? name;
  return { keep: () => call.world.files.addUnseen(href, { mime, name: fileName }) };
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

/** The address of a file of the page, or of a download. */
const ownFile = /^\/(?:sandbox\/files|file\/bot[^/]+\/(?:photos|documents))\/(\w+)$/;

function takeOwnPicture({ world }: Call, { pathname }: URL): TakenFile {
  const ofSite = world.state.siteOpenedMs === null ? null : sitePicture(pathname);
  if (ofSite !== null) {
    const upload = { name: 'photo.png', mime: 'image/png', bytes: ofSite };
    return { keep: () => world.files.add(upload, { ...(imageSize(ofSite) ?? noSize), url: null }) };
  }
  const file = world.state.files.get(ownFile.exec(pathname)?.[1] ?? '');
  const isPicture = file !== undefined && file.width > 0 && file.mime.startsWith('image/');
  if (!isPicture) throw badRequest('wrong type of the web page content');
  requireFetched(file, maxFetchedPhotoBytes);
  return { keep: () => file };
}

/** What a file of the sandbox must be to be sent as this kind. */
const ownTypes: Readonly<Record<FileKind, RegExp>> = {
  video: /^video\//,
  animation: /^(video\/|image\/gif$)/,
  audio: /^audio\//,
  // Source: https://core.telegram.org/bots/api#sending-files
  document: /^(image\/gif|application\/(pdf|zip))$/,
};

function takeOwnFile({ world }: Call, kind: FileKind, { pathname }: URL): TakenFile {
  const file = world.state.files.get(ownFile.exec(pathname)?.[1] ?? '');
  const isRight = file !== undefined && ownTypes[kind].test(file.mime);
  if (!isRight) throw badRequest('wrong type of the web page content');
  requireFetched(file, maxFetchedBytes);
  return { keep: () => file };
}

/** Telegram gives up on what is larger, with the words for what it cannot fetch at all. */
function requireFetched({ isStored, sizeBytes }: StoredFile, mostBytes: number): void {
  if (!isStored || sizeBytes > mostBytes) throw badRequest('failed to get HTTP URL content');
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
function pathOf({ id, mime, width }: StoredFile): string {
  return `${width > 0 && mime.startsWith('image/') ? 'photos' : 'documents'}/${id}`;
}
