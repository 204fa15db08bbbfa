import { resolve } from 'node:path';
import { z } from 'zod';
import { languageOfTag } from '../../news/language.ts';
import type { Source } from '../../news/source.ts';
import { urlKey } from '../../news/url-key.ts';
import { scrub, veilUrl } from '../../secrets.ts';
import { mistakesOf, type EntryFile, type Remark } from '../entry-mistakes.ts';
import type { GivenSettings } from '../given-settings.ts';
import { likelyValue } from '../likely-values.ts';
import { readSettingsFile } from '../settings-file.ts';
import type { Mistake } from '../settings-mistakes.ts';
import { cut, entriesOf, parseYaml, placeOf, show, valueAt, type LineOf } from '../yaml-file.ts';
import { fillPlaceholders } from './placeholders.ts';
import { likelyUrl } from './source-addresses.ts';
import {
  describeSourceKeys,
  sourceOf,
  sourceShape,
  wrongDurations,
  type SourceEntry,
} from './source-schema.ts';

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
const listShape = z.strictObject({ sources: z.array(sourceShape).nullable() });

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
  mistakes.push(...(result.error?.issues.flatMap((issue) => mistakesOf(issue, entries, remarkOn)) ?? []));
  mistakes.push(...repeatedNames(entries), ...repeatedUrls(value, entries));
  const sources = (result.data?.sources ?? []).map((entry, index) => {
    mistakes.push(...durationMistakes(entry, index, entries));
    return sourceOf(entry, timeZone, certificatesOf(entry, index, entries, cwd, mistakes));
  });
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
    const { headers } = entry;
    return {
      ...entry,
      ...('url' in entry ? { url: fill(entry['url'], index, ['url']) } : {}),
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

/** What was probably meant. Headers are never shown, and of an address no password. */
function remarkOn(key: string, value: unknown): Remark {
  if (key === 'headers')
    return { advice: '', shown: value == null ? null : 'something else (it is not shown)' };
  if (typeof value !== 'string' && typeof value !== 'number') return { advice: '', shown: show(value) };
  const text = String(value);
  if (key === 'url') {
    const likely = likelyUrl(text);
    const hasSecret = text.includes('@') || text.includes('${');
    return { advice: likely === null || hasSecret ? '' : meant(likely), shown: show(veilUrl(text)) };
  }
  const shape = Object.entries(sourceShape.shape).find(([name]) => name === key)?.[1];
  const likely =
    shape === undefined ? null : likelyValue(text, (other) => shape.safeParse(typed(other)).success);
  return { advice: likely === null ? '' : meant(likely), shown: show(value) };
}

function meant(likely: string): string {
  return `\nyou probably mean ${likely}`;
}

/** A value as YAML would read it. */
function typed(text: string): string | boolean {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function durationMistakes(entry: SourceEntry, index: number, { file, lineOf, value }: EntryFile): Mistake[] {
  return wrongDurations(entry).map(({ key, expected }) => {
    const seen = show(valueAt(value, ['sources', index, key]));
    return { name: placeOf(['sources', index, key], file, lineOf), seen, expected, example: `${key}: 5m` };
  });
}

function repeatedNames({ file, lineOf, value }: EntryFile): Mistake[] {
  const names = entriesOf(value, 'sources').map((entry) => valueAt(entry, ['name']));
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === index) return [];
    const seen = `${cut(scrub(name))}, as in line ${lineOf(['sources', first, 'name'])}`;
    const place = placeOf(['sources', index, 'name'], file, lineOf);
    return [{ name: place, seen, expected: 'a different name for each source', example: 'name: sport' }];
  });
}

/** Two sources with one address would ask its site twice for the same. */
function repeatedUrls(value: unknown, { file, lineOf }: EntryFile): Mistake[] {
  const keys = entriesOf(value, 'sources').map((entry) => {
    const url = valueAt(entry, ['url']);
    return typeof url === 'string' ? urlKey(url) : null;
  });
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === null || first === index) return [];
    const name = placeOf(['sources', index, 'url'], file, lineOf);
    const seen = `the address of line ${lineOf(['sources', first, 'url'])}`;
    return [{ name, seen, ...aboutRepeatedUrls }];
  });
}

export const aboutRepeatedUrls = {
  expected: 'a different address for each source',
  example: 'url: https://steppe.example/sport.xml',
};

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
