import { resolve } from 'node:path';
import { z } from 'zod';
import { languageOfTag } from '../../news/language.ts';
import type { Source } from '../../news/source.ts';
import { scrub } from '../../secrets.ts';
import { mistakesOf, type EntryFile } from '../entry-mistakes.ts';
import type { GivenSettings } from '../given-settings.ts';
import { readSettingsFile } from '../settings-file.ts';
import type { Mistake } from '../settings-mistakes.ts';
import { cut, entriesOf, parseYaml, placeOf, show, valueAt, type LineOf } from '../yaml-file.ts';
import { fillPlaceholders } from './placeholders.ts';
import { wrongKeysOfKind } from './source-kinds.ts';
import {
  describeSourceKeys,
  sourceOf,
  sourceShape,
  wrongDurations,
  type SourceEntry,
} from './source-schema.ts';
import { remarkOn } from './source-remarks.ts';
import { repeatedNames, repeatedUrls } from './source-repeats.ts';

export interface SourcesRead {
  /** Empty where there are mistakes. */
  sources: Source[];
  /** The lines of the sources, for mistakes that are found only beside other settings. */
  placeOfUrl: (index: number) => string;
  /** Values of other settings that were put into it. */
  secrets: string[];
  /** The files with certificates that were read. */
  files: string[];
  /** Words that are understood and have another name, each with its place and that name. */
  renamed: string[];
  mistakes: Mistake[];
}

/** Where the file stands, and what it needs of the other settings. */
export interface SourcesPlace {
  path: string;
  /** The path as errors show it. */
  shownAs: string;
  /** Whether a setting names the file. Otherwise it may be missing. */
  isNamed: boolean;
  /** The folder from which paths in it lead. */
  cwd: string;
  timeZone: string;
  given: GivenSettings;
}

const aSource = 'sources:\n  - url: https://steppe.example/rss.xml\n    name: steppe';
const listShape = z.strictObject({ sources: z.array(z.unknown()).nullable() });

/** Reads the sources from a YAML file. @returns null: the file is missing, and no setting names it. */
export async function readSourcesFile(place: SourcesPlace): Promise<SourcesRead | null> {
  const { isNamed, path, shownAs } = place;
  const file = readSettingsFile(path);
  if (file === null) return isNamed ? unreadable(shownAs, 'there is no such file') : null;
  if ('trouble' in file) return unreadable(shownAs, file.trouble);
  const read = await parseYaml(file.text, shownAs, aSource);
  if ('mistakes' in read) return failed(read.mistakes);
  return checkSources(read.value, read.lineOf, place);
}

function unreadable(shownAs: string, trouble: string): SourcesRead {
  const expected = 'the path of a readable YAML file in UTF-8';
  return failed([
    { name: 'SOURCES_FILE', seen: `${shownAs}: ${trouble}`, expected, example: 'SOURCES_FILE=sources.yaml' },
  ]);
}

function failed(mistakes: Mistake[]): SourcesRead {
  return { sources: [], placeOfUrl: () => '', secrets: [], files: [], renamed: [], mistakes };
}

function checkSources(written: unknown, lineOf: LineOf, place: SourcesPlace): SourcesRead {
  const { cwd, shownAs: file, timeZone } = place;
  const { value, secrets, mistakes } = fillIn(written, lineOf, place);
  const result = listShape.safeParse(value);
  const entries: EntryFile = {
    file,
    lineOf,
    // Errors show what the file says, not what a setting put into it.
    value: written,
    topKeys: ['sources'],
    keys: describeSourceKeys(),
    expected: 'a list of sources, each with a url and a name',
    example: aSource,
  };
  const sources: Source[] = [];
  const issues: z.core.$ZodIssue[] = [...(result.error?.issues ?? [])];
  // One by one: there may be thousands, and all that zod makes of them at once takes more memory than they do.
  for (const [index, written] of (result.data?.sources ?? []).entries()) {
    const { data: entry, error } = sourceShape.safeParse(written);
    for (const issue of error?.issues ?? [])
      issues.push({ ...issue, path: ['sources', index, ...issue.path] });
    if (entry === undefined) continue;
    mistakes.push(...durationMistakes(entry, index, entries), ...kindMistakes(entry, index, entries));
    const source = sourceOf(entry, timeZone, certificatesOf(entry, index, entries, cwd, mistakes));
    sources.push(withPlace(source, placeOf(['sources', index, 'query'], file, lineOf)));
  }
  mistakes.unshift(...issues.flatMap((issue) => mistakesOf(issue, entries, remarkOn)));
  mistakes.push(...repeatedNames(entries), ...repeatedUrls(value, entries));
  return {
    sources: mistakes.length > 0 ? [] : sources,
    placeOfUrl: (index) => placeOf(['sources', index, 'url'], file, lineOf),
    secrets,
    files: entriesOf(written, 'sources').flatMap((entry) => {
      const path = valueAt(entry, ['ca_file']);
      return typeof path === 'string' ? [resolve(cwd, path)] : [];
    }),
    renamed: otherLanguageCodes(entries),
    mistakes,
  };
}

/** The database says what is wrong with a query, and the place tells people where to mend it. */
function withPlace(source: Source, place: string): Source {
  return source.query === undefined ? source : { ...source, query: { ...source.query, place } };
}

/** Puts the values of `${NAME}` into addresses and headers. */
function fillIn(
  written: unknown,
  lineOf: LineOf,
  { given, shownAs: file }: SourcesPlace,
): { value: unknown; secrets: string[]; mistakes: Mistake[] } {
  const secrets: string[] = [];
  const mistakes: Mistake[] = [];
  const fill = (text: unknown, index: number, keys: string[]): unknown => {
    if (typeof text !== 'string') return text;
    const filled = fillPlaceholders(text, given);
    secrets.push(...filled.secrets);
    mistakes.push(
      ...filled.missing.map((name) => ({
        name: placeOf(['sources', index, ...keys], file, lineOf),
        seen: `\${${name}}, which is not set`,
        expected: `${name} in .env or in the environment`,
        example: `${name}=…`,
      })),
    );
    return filled.text;
  };
  const filled = entriesOf(written, 'sources').map((entry, index): unknown => {
    if (!isTable(entry)) return entry;
    const { database, headers, url } = entry;
    const isPlain = typeof url === 'string' && !url.includes('${');
    if (isPlain && database === undefined && headers === undefined) return entry;
    const filledDatabase = fill(database, index, ['database']);
    return {
      ...entry,
      ...('url' in entry ? { url: fill(entry['url'], index, ['url']) } : {}),
      // A source has one address, of whatever it is.
      ...('database' in entry ? { database: filledDatabase } : {}),
      ...('database' in entry && !('url' in entry) ? { url: filledDatabase } : {}),
      ...(isTable(headers)
        ? { headers: mapValues(headers, (text, name) => fill(text, index, ['headers', name])) }
        : {}),
    };
  });
  const value =
    isTable(written) && Array.isArray(written['sources']) ? { ...written, sources: filled } : written;
  return { value, secrets, mistakes };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(
  table: Record<string, unknown>,
  change: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value, key)]));
}

function durationMistakes(entry: SourceEntry, index: number, { file, lineOf, value }: EntryFile): Mistake[] {
  return wrongDurations(entry).map(({ key, expected }) => {
    const seen = show(valueAt(value, ['sources', index, key]));
    return { name: placeOf(['sources', index, key], file, lineOf), seen, expected, example: `${key}: 5m` };
  });
}

/** What is shown of an address may be a password. */
function kindMistakes(entry: SourceEntry, index: number, { file, lineOf, value }: EntryFile): Mistake[] {
  return wrongKeysOfKind(entry).map(({ example, expected, key }) => {
    const name = placeOf(['sources', index, key], file, lineOf);
    const given = valueAt(value, ['sources', index, key]);
    const isSecret = key === 'database' || key === 'url';
    return {
      name,
      seen: given === undefined ? null : isSecret ? 'another address' : show(given),
      expected,
      example,
    };
  });
}

function certificatesOf(
  { ca_file: path }: SourceEntry,
  index: number,
  { file, lineOf }: EntryFile,
  cwd: string,
  mistakes: Mistake[],
): string | null {
  if (path === undefined) return null;
  const read = readSettingsFile(resolve(cwd, path));
  const trouble =
    read === null
      ? 'there is no such file'
      : 'trouble' in read
        ? read.trouble
        : read.text.includes('-----BEGIN CERTIFICATE-----')
          ? null
          : 'it holds no certificate';
  if (trouble === null) return read !== null && 'text' in read ? read.text : null;
  mistakes.push({
    name: placeOf(['sources', index, 'ca_file'], file, lineOf),
    seen: `${cut(scrub(path))}: ${trouble}`,
    expected: 'the path of a file with certificates in PEM, which begins with -----BEGIN CERTIFICATE-----',
    example: 'ca_file: certificates/office.pem',
  });
  return null;
}

function otherLanguageCodes({ file, lineOf, value }: EntryFile): string[] {
  return entriesOf(value, 'sources').flatMap((entry, index) => {
    const language = valueAt(entry, ['language']);
    const tag = typeof language === 'string' ? languageOfTag(language) : null;
    if (tag === null || tag === language) return [];
    const place = placeOf(['sources', index, 'language'], file, lineOf);
    return [`${place}: ${cut(scrub(String(language)))} is read as ${tag}`];
  });
}
