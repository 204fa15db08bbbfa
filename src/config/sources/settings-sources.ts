import { resolve } from 'node:path';
import type { Source } from '../../news/source.ts';
import { urlKey } from '../../news/url-key.ts';
import { scrub } from '../../secrets.ts';
import type { GivenSettings } from '../given-settings.ts';
import type { Mistake } from '../settings-mistakes.ts';
import type { Settings } from '../settings-table.ts';
import { namesOfUrls } from './source-addresses.ts';
import { sourceOf } from './source-schema.ts';
import { aboutRepeatedUrls } from './source-repeats.ts';
import { readSourcesFile, type SourcesRead } from './sources-file.ts';

export const usualSourcesFile = 'sources.yaml';

export interface SourcesFound {
  sources: Source[];
  secrets: string[];
  /** The files that were read, or would be if they were there. */
  files: string[];
  renamed: string[];
  mistakes: Mistake[];
}

/** The sources of the sources file and of `FEED_URL` together. */
export async function findSources(
  given: GivenSettings,
  { FEED_URL: feedUrls = [], SOURCES_FILE: named, TIMEZONE: timeZone }: Settings,
  cwd: string,
): Promise<SourcesFound> {
  const file = named ?? usualSourcesFile;
  const path = resolve(cwd, file);
  const shownAs = scrub(file);
  const isNamed = named !== undefined;
  const read = await readSourcesFile({ path, shownAs, isNamed, cwd, timeZone, given });
  const listed = read?.sources ?? [];
  const mistakes = [...(read?.mistakes ?? []), ...listedTwice(feedUrls, listed, read)];
  const names = namesOfUrls(
    feedUrls,
    listed.map(({ name }) => name),
  );
  const quick = feedUrls.map((url, index) => sourceOf({ url, name: names[index] ?? 'feed' }, timeZone, null));
  const sources = [...listed, ...quick];
  return {
    sources,
    secrets: [...(read?.secrets ?? []), ...sources.flatMap(secretsOfSource)],
    files: [path, ...(read?.files ?? [])],
    renamed: read?.renamed ?? [],
    mistakes,
  };
}

function listedTwice(
  feedUrls: readonly string[],
  listed: readonly Source[],
  read: SourcesRead | null,
): Mistake[] {
  if (feedUrls.length === 0) return [];
  const keys = feedUrls.map((url) => urlKey(url));
  const inFile = listed.flatMap(({ url }, index) => {
    if (!keys.includes(urlKey(url))) return [];
    const seen = `an address that stands in ${read?.placeOfUrl(index) ?? ''} too`;
    return [{ name: 'FEED_URL', seen, ...aboutRepeatedUrls, example: anotherUrl }];
  });
  const isRepeated = new Set(keys).size < keys.length;
  const seen = 'two spellings of one address';
  return isRepeated
    ? [{ name: 'FEED_URL', seen, ...aboutRepeatedUrls, example: anotherUrl }, ...inFile]
    : inFile;
}

const anotherUrl = 'FEED_URL=https://steppe.example/sport.xml';

/** Headers that hold no secret. */
const openHeaders = /^(?:accept|accept-language|user-agent|referer|from|cache-control|pragma)$/iu;

/** Whatever of a source must never be logged. */
function secretsOfSource({ headers, url }: Source): string[] {
  const values = Object.entries(headers).flatMap(([name, text]) =>
    openHeaders.test(name) ? [] : [text, ...text.split(/\s+/u).slice(1)],
  );
  const { password = '', username = '' } = URL.parse(url) ?? {};
  if (password === '') return values;
  const [user, decoded] = [decodedOf(username), decodedOf(password)];
  return [...values, password, decoded, Buffer.from(`${user}:${decoded}`).toString('base64')];
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}
