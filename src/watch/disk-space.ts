import type { Notices } from '../deliver/notices.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { words } from '../words/log-chat.ts';
import { counts } from '../words/counts.ts';

export const diskSpaceKey = 'disk';

const bytesPerMegabyte = 1_000_000;

/** Told below the one, over above the other, so that a little going to and fro is told once. */
const shortBytes = 200 * bytesPerMegabyte;
const enoughBytes = 300 * bytesPerMegabyte;

/**
 * Looks once whether the disk of the database has room, and says so while the start of the trouble can still be
 * written down; a full disk would be told of as a database that fails. `freeBytes` null: nobody knows.
 */
export async function lookForDiskSpace(freeBytes: number | null, notices: Notices): Promise<void> {
  if (freeBytes === null) return;
  if (freeBytes < shortBytes) await notices.begin(diskSpaceKey, String(freeBytes));
  if (freeBytes > enoughBytes) await notices.end(diskSpaceKey);
}

/** What the log chat reads of it. */
export function diskSpaceText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (trouble.endedAt !== null) return say.roomEnough;
  return say.roomShort(counts[language].megabytes(Number(trouble.detail)));
}
