import type { MediumKind } from '../../news/medium.ts';
import { ownReasons, type OwnReason } from '../../news/reasons.ts';
import { readPictureHeader } from './picture-header.ts';

const megabyte = 1_048_576;

/** Telegram's limit of a photo, by any server. Source: https://core.telegram.org/bots/api#sendphoto */
const mostBytesOfPhoto = 10 * megabyte;
const mostPixelsOfBothSides = 10_000;
const mostRatio = 20;

/** What Telegram takes of a file, and of all files of a request. Source: https://core.telegram.org/bots/api#sending-files */
export const mostBytesOfUpload = { telegram: 50 * megabyte, ownServer: 2_000 * megabyte } as const;

export function mostBytesOf(kind: MediumKind, mostBytes: number): number {
  return kind === 'photo' ? Math.min(mostBytesOfPhoto, mostBytes) : mostBytes;
}

/** How many bytes of a file `judge` has to see. A photo may carry long notes before its size. */
export const headBytes = 256 * 1024;

/** A file that can be uploaded, by the ending that its name needs; or the reason of ours why it cannot. */
export type Judgement = { ending: string } | { reason: (typeof ownReasons)[OwnReason] };

/**
 * Judges a file by its first bytes. A name or a header of HTTP says less: a site may show its log-in page in place of
 * anything.
 */
export function judgeFile(kind: MediumKind, head: Buffer, contentType: string | null): Judgement {
  if (kind === 'photo') return judgePhoto(head);
  if (head.length === 0 || isPage(head, contentType)) return { reason: ownReasons.fileIsPage };
  if (kind === 'document') return { ending: '' };
  const ending = endingOf(head);
  const isFitting = ending !== null && endings[kind].includes(ending);
  return isFitting ? { ending } : { reason: ownReasons.fileUnknown };
}

function judgePhoto(head: Buffer): Judgement {
  const header = readPictureHeader(head);
  if (header === null) return { reason: ownReasons.pictureUnknown };
  const { format, width, height } = header;
  const isTooLong = Math.max(width, height) > mostRatio * Math.min(width, height);
  if (width + height > mostPixelsOfBothSides || isTooLong) return { reason: ownReasons.pictureTooWide };
  return { ending: format === 'jpeg' ? 'jpg' : format };
}

/** What may be of which kind. Telegram shows other videos as files, and the post would not be what it should be. */
const endings: Readonly<Record<'video' | 'animation' | 'audio', readonly string[]>> = {
  video: ['mp4', 'mov', 'webm'],
  animation: ['gif', 'mp4'],
  audio: ['mp3', 'm4a', 'mp4', 'ogg', 'flac', 'wav'],
};

function endingOf(head: Buffer): string | null {
  const text = head.toString('latin1', 0, 12);
  if (text.startsWith('GIF8')) return 'gif';
  if (text.slice(4, 8) === 'ftyp') return brandOf(text.slice(8, 12));
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return 'webm';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav';
  // A frame of MPEG audio begins with eleven set bits.
  const isFrame = head.length >= 2 && (head.readUInt16BE(0) & 0xffe0) === 0xffe0;
  return text.startsWith('ID3') || isFrame ? 'mp3' : null;
}

/** Source: ISO/IEC 14496-12, 4.3, and Apple's QuickTime File Format. */
function brandOf(brand: string): string {
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return 'm4a';
  return brand.startsWith('qt') ? 'mov' : 'mp4';
}

function isPage(head: Buffer, contentType: string | null): boolean {
  const isNamedSo = /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
  return isNamedSo || /^(\ufeff)?\s*<(!doctype\s+html|html|head)\b/i.test(head.toString('utf8', 0, 512));
}

/** A name that people see at a document: the last part of its address. */
export function nameOf(url: string, kind: MediumKind, ending: string): string {
  const path = URL.parse(url)?.pathname ?? '';
  const last = decoded(path.slice(path.lastIndexOf('/') + 1))
    .replaceAll(/[\p{Cc}"\\/]+/gu, '')
    .slice(-100);
  if (kind === 'document') return last === '' ? 'document' : last.toWellFormed();
  const stem = kind === 'audio' ? last.replace(/\.\w{1,5}$/, '') : '';
  return `${stem === '' ? names[kind] : stem.toWellFormed()}.${ending}`;
}

const names = { photo: 'picture', video: 'video', animation: 'animation', audio: 'audio' } as const;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}
