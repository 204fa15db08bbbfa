import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A settings file as it was when it was read. */
export interface SettingsPrint {
  /** Absolute, because `status` may be started in another folder. */
  readonly path: string;
  /** A hash of its content; null: there was no readable file. */
  readonly hash: string | null;
}

export function printsOf(paths: readonly string[]): SettingsPrint[] {
  return paths.map((path) => ({ path, hash: hashOf(path) }));
}

/** The files whose content is another one now. */
export function changedSince(prints: readonly SettingsPrint[]): string[] {
  return prints.filter(({ path, hash }) => hashOf(path) !== hash).map(({ path }) => path);
}

/** The advice for a person whose changes have no effect yet. */
export const howToReload = 'send SIGHUP to khabarshy (systemctl reload), or restart it';

function hashOf(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return null;
  }
}
