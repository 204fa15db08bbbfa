import type * as Yaml from 'yaml';
import { scrub } from '../secrets.ts';
import type { Mistake } from './settings-mistakes.ts';
import { entriesOfYaml } from './sources/yaml-entries.ts';

export type Path = readonly (string | number)[];
/** The line of a key, from 1. For a key that is missing it is the line of its nearest parent. */
export type LineOf = (path: Path) => number;

/** A YAML file whose content is not checked yet, or what keeps it from being read. */
export type YamlRead = { value: unknown; lineOf: LineOf } | { mistakes: Mistake[] };

/** Longer values are cut in errors. */
const shownLength = 60;

/**
 * Reads a settings file in YAML.
 * @param file its name in errors.
 * @param example a correct file, for errors.
 */
export async function parseYaml(text: string, file: string, example: string): Promise<YamlRead> {
  // Loaded only when it is needed: many starts have no file in YAML, and each import delays the first post.
  const yaml = await import('yaml');
  const strange = strangeIndentIn(text, file, example);
  if (strange !== null) return strange;
  const value = valueByEntries(text, yaml);
  if (value === undefined) return readWhole(text, file, example, yaml);
  // Lines are asked for only where there is something to say, so the file is read again then.
  let whole: YamlRead | null = null;
  const lineOf: LineOf = (path) => {
    whole ??= readWhole(text, file, example, yaml);
    return 'lineOf' in whole ? whole.lineOf(path) : 1;
  };
  return { value, lineOf };
}

const options = {
  prettyErrors: false,
  // Several entries can share keys with <<, as in the YAML files of other programs.
  merge: true,
  // The library would print warnings between our lines. We report those that matter as mistakes.
  logLevel: 'error',
} as const;

/** The value of a long file, read entry by entry. undefined: it has to be read whole. */
function valueByEntries(text: string, { parseDocument }: Pick<typeof Yaml, 'parseDocument'>): unknown {
  const parts = entriesOfYaml(text);
  if (parts === null) return undefined;
  const valueOf = (part: string): unknown => {
    const document = parseDocument(part, options);
    return document.errors.length > 0 ? undefined : document.toJS();
  };
  const entries: unknown[] = [];
  for (const part of parts.entries) {
    const list = valueOf(part);
    if (!Array.isArray(list) || list.length !== 1) return undefined;
    entries.push(list[0]);
  }
  // null: nothing but comments.
  const rest = valueOf(parts.rest);
  if (typeof rest !== 'object' || Array.isArray(rest)) return undefined;
  return rest !== null && parts.key in rest ? undefined : { [parts.key]: entries, ...rest };
}

function readWhole(text: string, file: string, example: string, yaml: typeof Yaml): YamlRead {
  const { LineCounter, isAlias, isNode, parseDocument } = yaml;
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const broken = (line: number, message: string, expected?: string): Mistake =>
    brokenYaml(`${file}:${line}`, message, example, expected);
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(({ code, message, pos }) =>
      broken(
        lines.linePos(pos[0]).line,
        code === 'MULTIPLE_DOCS' ? 'a second document begins here' : message,
        expectations[code],
      ),
    );
    return { mistakes };
  }
  const lineOf: LineOf = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && !isAlias(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  try {
    return { value: document.toJS(), lineOf };
  } catch (error) {
    // An alias has no anchor, or there are so many aliases that they would fill the memory.
    return { mistakes: [broken(1, error instanceof Error ? error.message : 'it cannot be read')] };
  }
}

/** What is expected, by the code of an error of the library. */
const expectations: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'spaces at the beginning of a line, not tabs',
  DUPLICATE_KEY: 'valid YAML: each key once in an entry',
  BLOCK_AS_IMPLICIT_KEY: 'valid YAML: quotes around a text that has a colon and a space in it',
};

/** Pages and office programs indent with spaces of another kind, and YAML takes them for a part of the key. */
const strangeIndent = /^[\u00A0\u2000-\u200A\u202F\u3000]/mu;

function strangeIndentIn(text: string, file: string, example: string): YamlRead | null {
  const at = strangeIndent.exec(text)?.index;
  if (at === undefined) return null;
  const line = text.slice(0, at).split('\n').length;
  const expected = 'ordinary spaces at the beginning of a line';
  return { mistakes: [brokenYaml(`${file}:${line}`, 'a no-break space, or another one', example, expected)] };
}

function brokenYaml(
  name: string,
  message: string,
  example: string,
  expected = 'valid YAML; a text that begins with @ needs quotes',
): Mistake {
  return { name, seen: cut(scrub(message)), expected, example };
}

/** `channels.yaml:7 channels[1].images` */
export function placeOf(path: Path, file: string, lineOf: LineOf): string {
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return `${file}:${lineOf(path)} ${keys.slice(1)}`.trimEnd();
}

export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, key)?.value;
  }
  return here;
}

/** The entries of the list under a key at the top of the file. */
export function entriesOf(value: unknown, key: string): unknown[] {
  const list = valueAt(value, [key]);
  return Array.isArray(list) ? list : [];
}

/** A value as errors show it; null: there is none. */
export function show(value: unknown): string | null {
  return value === undefined || value === null ? null : cut(scrub(jsonOf(value)));
}

/** An alias inside of its own anchor makes an endless value, and a deep one overflows the stack. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'an endless list or table';
  }
}

export function cut(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text;
}
