import type { Notices } from '../deliver/notices.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { words } from '../words/log-chat.ts';
import { counts } from '../words/counts.ts';

export const diskSpaceKey = 'disk';

const bytesPerMegabyte = 1_000_000;

/** Told below the first, over above the second: if the space goes up and down a little, that is told once. */
const shortBytes = 200 * bytesPerMegabyte;
const enoughBytes = 300 * bytesPerMegabyte;

/**
 * Looks once whether the disk of the database is nearly full. It tells so early that the trouble can still be stored: a
 * full disk would only be told as a database that fails. `freeBytes` null: it is not known.
 */
export async function lookForDiskSpace(freeBytes: number | null, notices: Notices): Promise<void> {
  if (freeBytes === null) return;
  if (freeBytes < shortBytes) await notices.begin(diskSpaceKey, String(freeBytes));
  if (freeBytes > enoughBytes) await notices.end(diskSpaceKey);
}

/** The text of this trouble in the log chat. */
export function diskSpaceText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (trouble.endedAt !== null) return say.diskSpaceEnough;
  return say.diskSpaceShort(counts[language].megabytes(Number(trouble.detail)));
}
