import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllowedHosts } from '../../config/private-hosts.ts';
import type { Downloaded } from '../../http/answer.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { judge } from '../../http/target.ts';
import type { Logger } from '../../log.ts';
import { fileIdIn, type MediumKind } from '../../news/medium.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Upload } from '../messenger.ts';
import { headBytes, judgeFile, mostBytesOf, nameOf } from './medium-file.ts';
import { deleteLeftFiles, TemporaryFile } from './temporary-file.ts';
import { readVideoHeader, type VideoHeader } from './video-header.ts';

/** A file is kept for so long after its last use, because an article goes to several channels at once. */
const keptMs = 60_000;
const mostKept = 12;

/** For so long a site is not tried through Telegram again after Telegram could not fetch such a file from there. */
const rememberedMs = 3_600_000;
const mostRemembered = 500;

/** The channel waits for a download, breaking news too. */
const longestMs = { photo: 30_000, other: 180_000 };

/** A download leaves at least this much of the disk free: the database may be on it. */
const leastFreeBytes = 200 * 1_048_576;

/** There is no file; the reason is one of ours. */
export interface NoFile {
  reason: string;
}

/** A file as one post uses it. It is closed only after everybody who loaded it has released it. */
export interface Loaded extends Upload {
  release: () => void;
}

interface Kept {
  loading: Promise<StoredFile | NoFile>;
  users: number;
  closing: NodeJS.Timeout | null;
}

interface StoredFile {
  file: TemporaryFile;
  name: string;
  video: VideoHeader | null;
}

interface DownloadsParts {
  http: Pick<HttpClient, 'download'>;
  /** Hosts on private networks, `PICTURES_FROM`. */
  allowed: AllowedHosts;
  /** What Telegram takes at most of a file, and of all files of a request. */
  mostBytes: number;
  /** For temporary files; they have no name there, see `TemporaryFile`. */
  folder: string;
  log: Logger;
}

/**
 * Downloads files that Telegram cannot fetch itself: its servers are kept out by many sites, see no private network, and
 * fetch no large files. Each goes to the disk first. While it is uploaded, no site can break it off, and a second try
 * needs no second download.
 */
export class Downloads {
  readonly #parts: DownloadsParts;
  readonly #folder: string;
  readonly #kept = new Map<string, Kept>();
  /** Kinds of files and their hosts from which Telegram could not fetch, and until when we remember it. */
  readonly #closedToTelegram = new Map<string, number>();
  #cleaning: Promise<void> | null = null;

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
    this.#folder = join(parts.folder, 'uploads');
  }

  /** What Telegram takes at most of all files of a request. */
  get mostBytes(): number {
    return this.#parts.mostBytes;
  }

  /** Whether Telegram can be asked to fetch it. An address of a private network is none of its business. */
  isForTelegram(url: string, kind: MediumKind): boolean {
    if (fileIdIn(url) !== null) return true;
    // An odd port on the internet does not matter to Telegram.
    const target = judge(url, { isConfigured: true, allowed: [] }, []);
    if ('kind' in target) return false;
    // Source: https://core.telegram.org/bots/api#sending-files
    if (kind === 'document' && !/\.(pdf|zip|gif)$/i.test(target.url.pathname)) return false;
    return (this.#closedToTelegram.get(`${kind} ${target.url.host}`) ?? 0) <= performance.now();
  }

  /** Telegram could not fetch this file, and we could. */
  rememberClosed(url: string, kind: MediumKind): void {
    const host = URL.parse(url)?.host;
    if (host === undefined) return;
    if (this.#closedToTelegram.size >= mostRemembered) this.#closedToTelegram.clear();
    this.#closedToTelegram.set(`${kind} ${host}`, performance.now() + rememberedMs);
  }

  /**
   * Lanes that want the same file at the same time share one download.
   * @param mostBytes what Telegram takes in this request besides its other files
   */
  async load(
    { kind, url }: { kind: MediumKind; url: string },
    mostBytes: number,
    signal: AbortSignal,
  ): Promise<Loaded | NoFile> {
    const key = `${kind} ${url}`;
    const kept = this.#kept.get(key) ?? this.#begin(key, kind, url, signal);
    kept.users += 1;
    if (kept.closing !== null) clearTimeout(kept.closing);
    kept.closing = null;
    const stored = await kept.loading;
    const release = () => this.#release(key, kept, stored);
    if ('reason' in stored) {
      release();
      return stored;
    }
    const { file, name, video } = stored;
    if (file.size <= mostBytes)
      return { name, size: file.size, video, content: () => file.content(), release };
    release();
    return { reason: ownReasons.fileTooLarge };
  }

  #begin(key: string, kind: MediumKind, url: string, signal: AbortSignal): Kept {
    const loading = this.#download(url, kind, signal);
    const kept: Kept = { loading, users: 0, closing: null };
    this.#kept.set(key, kept);
    return kept;
  }

  /** A failure may be over in a moment, so it is not kept. */
  #release(key: string, kept: Kept, stored: StoredFile | NoFile): void {
    kept.users -= 1;
    if ('reason' in stored) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      return;
    }
    if (kept.users > 0) return;
    const close = () => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      void stored.file.close();
    };
    kept.closing = setTimeout(close, this.#kept.size > mostKept ? 0 : keptMs).unref();
  }

  async #download(url: string, kind: MediumKind, signal: AbortSignal): Promise<StoredFile | NoFile> {
    const { allowed, http, log } = this.#parts;
    const limits = {
      mostBytes: mostBytesOf(kind, this.mostBytes),
      wholeMs: kind === 'photo' ? longestMs.photo : longestMs.other,
    };
    let file: TemporaryFile | null = null;
    let why = 'the disk';
    let reason: string = ownReasons.noRoom;
    try {
      this.#cleaning ??= deleteLeftFiles(this.#folder);
      await this.#cleaning;
      file = await TemporaryFile.create(this.#folder);
      if (await this.#hasRoom(limits.mostBytes)) {
        const answer = await http.download(url, { isConfigured: false, allowed, limits, signal }, file);
        const judgement = await judgeAnswer(answer, file, kind);
        if ('ending' in judgement) {
          const name = nameOf(url, kind, judgement.ending);
          return { file, name, video: await videoHeaderOf(kind, file) };
        }
        ({ reason } = judgement);
        why = 'reason' in answer ? answer.reason : reason;
      }
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    await file?.close();
    log.warn({ host: URL.parse(url)?.host, kind, why }, 'a file of a post cannot be downloaded');
    return { reason };
  }

  async #hasRoom(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize >= bytes + leastFreeBytes;
  }
}

async function judgeAnswer(answer: Downloaded, file: TemporaryFile, kind: MediumKind) {
  const isPhoto = kind === 'photo';
  if (answer.kind === 'saved') return judgeFile(kind, await file.read(0, headBytes), answer.contentType);
  if (answer.kind === 'failed' && answer.because === 'refused')
    return { reason: isPhoto ? ownReasons.picturePrivate : ownReasons.filePrivate };
  if (answer.kind === 'failed' && answer.because === 'too large')
    return { reason: isPhoto ? ownReasons.pictureTooLarge : ownReasons.fileTooLarge };
  return { reason: isPhoto ? ownReasons.pictureNotFetched : ownReasons.fileNotFetched };
}

async function videoHeaderOf(kind: MediumKind, file: TemporaryFile): Promise<VideoHeader | null> {
  if (kind !== 'video' && kind !== 'animation') return null;
  return readVideoHeader((at, length) => file.read(at, length), file.size);
}
