import type { z } from 'zod';
import { nearestName } from '../words/nearest-name.ts';
import type { Mistake } from './settings-mistakes.ts';
import { placeOf, show, valueAt, type LineOf, type Path } from './yaml-file.ts';

/** A key of the entries of a settings file, as the docs and errors describe it. */
export interface KeyDescription {
  key: string;
  required: boolean;
  meaning: string;
  expected: string;
  /** A correct value in YAML. */
  example: string;
}

/** A settings file that is a list of entries. */
export interface EntryFile {
  /** Its name in errors. */
  file: string;
  lineOf: LineOf;
  value: unknown;
  /** The keys at its top; the first holds the list. */
  topKeys: readonly string[];
  keys: readonly KeyDescription[];
  /** What the file has to be, and a correct one. */
  expected: string;
  example: string;
}

/**
 * What was probably meant, as more lines of what is expected; empty: nothing comes to mind.
 * `shown`: the value as errors may show it.
 */
export type Remark = { advice: string; shown: string | null };

/** The mistakes behind one finding of the schema. For a wrong word in a list the key of the list is described. */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  entries: EntryFile,
  remarkOn: (key: string, value: unknown) => Remark,
): Mistake[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], entries));
  const [, , key] = path;
  const described = entries.keys.find((description) => description.key === key);
  const name = placeOf(path, entries.file, entries.lineOf);
  const value = valueAt(entries.value, path);
  if (described === undefined) {
    return [{ name, seen: show(value), expected: entries.expected, example: entries.example }];
  }
  const { advice, shown } = remarkOn(described.key, value);
  const expected = `${described.expected}${advice}`;
  return [{ name, seen: shown, expected, example: `${described.key}: ${described.example}` }];
}

function unknownKey(path: Path, { file, lineOf, keys, topKeys, example }: EntryFile): Mistake {
  const name = placeOf(path, file, lineOf);
  const seen = 'an unknown key';
  const parent = path.length > 3 ? keys.find(({ key }) => key === path[2]) : undefined;
  if (parent !== undefined) {
    return { name, seen, expected: parent.expected, example: `${parent.key}: ${parent.example}` };
  }
  const isTop = path.length === 1;
  const known = isTop ? topKeys : keys.map(({ key }) => key);
  const nearest = nearestName(String(path.at(-1)), known);
  const wanted = keys.find(({ key }) => key === nearest) ?? keys.find(({ key }) => key === 'language');
  return {
    name,
    seen,
    expected: nearest === null ? `one of ${known.join(', ')}` : `perhaps ${nearest}`,
    example: isTop || wanted === undefined ? example : `${wanted.key}: ${wanted.example}`,
  };
}
