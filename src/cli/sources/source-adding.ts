import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig, type Config, type ProcessEnvironment } from '../../config/config.ts';
import { gatherSettings } from '../../config/given-settings.ts';
import { withSources, type AddedSource } from '../../config/sources/adding.ts';
import { howToReload } from '../../config/settings-prints.ts';
import { namesOfUrls } from '../../config/sources/source-addresses.ts';
import { usualSourcesFile } from '../../config/sources/settings-sources.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { urlKey } from '../../news/url-key.ts';
import type { FeedLink } from '../../sources/feed/feed-links.ts';

/** What the command line says of new sources. */
interface Wanted {
  wantedName?: string | null;
  isOwn?: boolean;
  isPrivate?: boolean;
}

/**
 * Writes feeds that are not in the settings yet into the sources file.
 * @returns what was written.
 * @throws KhabarshyError SETTINGS_INVALID; then the file is as it was.
 */
export async function addToFile(
  feeds: readonly FeedLink[],
  config: Config,
  environment: ProcessEnvironment,
  { wantedName = null, isOwn = false, isPrivate = false }: Wanted = {},
): Promise<{ file: string; added: AddedSource[] }> {
  const known = new Set(config.sources.map(({ url }) => urlKey(url)));
  const fresh = feeds.filter(({ url }) => !known.has(urlKey(url)));
  const urls = fresh.map(({ url }) => url);
  const names =
    wantedName === null
      ? namesOfUrls(
          urls,
          config.sources.map(({ name }) => name),
        )
      : [wantedName];
  const added = urls.map((url, index) => ({
    url,
    name: names[index] ?? 'feed',
    ...(isOwn ? { own: true as const } : {}),
    ...(isPrivate ? { private: true as const } : {}),
  }));
  const { text: named } = gatherSettings(environment, [], [], []).get('SOURCES_FILE') ?? {};
  const file = resolve(environment.cwd, named ?? usualSourcesFile);
  if (added.length === 0) return { file, added };
  const before = textOf(file);
  replace(file, await withSources(before, added));
  try {
    await loadConfig(environment, { maySandbox: true });
  } catch (error) {
    if (before === null) rmSync(file, { force: true });
    else replace(file, before);
    throw error;
  }
  return { file, added };
}

export function howToGoOn(file: string, added: readonly AddedSource[]): string {
  const names = added.map(({ name }) => name).join(', ');
  return `${names}: written into ${file}. If khabarshy runs: ${howToReload}.`;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new KhabarshyError('FILE_UNREADABLE', `${file} cannot be read: ${reason}`);
  }
}

/** Whole or not at all: a running khabarshy may read it in this moment. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
