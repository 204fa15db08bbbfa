/** A list of a settings file, cut into the texts of its entries. */
export interface YamlEntries {
  key: string;
  /** Each is a list of one entry. They are cut one by one. */
  entries: Iterable<string>;
  /** What stands in the file besides. */
  rest: string;
}

/** A shorter file is read whole. The tree of a long one takes more memory than the whole program. */
const shortLetters = 100_000;

/** By these one entry may refer to another, or continue at any indentation. */
const connected = /(?:^|[\s,:[{-])(?:[&*!]\S|<<:|[|>][-+\d]*[ \t]*(?:#.*)?$)|^(?:---|\.\.\.|%)/mu;

/** The key of a list that begins in the next lines. */
const listKey = /^(?<key>[a-z]+):[ \t]*(?:#.*)?$/mu;

/**
 * Cuts a long settings file into its entries, so that each can be read by itself. null: it is short, or its entries
 * cannot be told apart without reading it.
 */
export function entriesOfYaml(text: string): YamlEntries | null {
  if (text.length < shortLetters || text.includes('\t') || connected.test(text)) return null;
  const at = listKey.exec(text);
  const key = at?.groups?.['key'];
  if (at === null || key === undefined) return null;
  const listAt = at.index + at[0].length + 1;
  const indent = firstIndent.exec(text.slice(listAt))?.groups?.['indent'];
  if (indent === undefined) return null;
  const begin = `${indent}- `;
  const isInside = (line: string): boolean =>
    isBlank(line) || line.startsWith(`${indent} `) || line.startsWith(begin);
  let endAt = listAt;
  let count = 0;
  for (const line of linesFrom(text, listAt)) {
    if (!isInside(line)) break;
    endAt += line.length + 1;
    if (line.startsWith(begin)) count += 1;
  }
  const list = text.slice(listAt, endAt);
  return {
    key,
    entries: entriesIn(list, begin, count),
    rest: `${text.slice(0, at.index)}\n${text.slice(endAt)}`,
  };
}

/** The first line of a list that is neither empty nor a comment. */
const firstIndent = /^(?:[ ]*(?:#.*)?\n)*(?<indent>[ ]*)- /u;

function* linesFrom(text: string, start: number): Generator<string> {
  for (let at = start; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end);
    yield line;
    at += line.length + 1;
  }
}

function* entriesIn(list: string, begin: string, count: number): Generator<string> {
  const next = (from: number): number => {
    const at = list.indexOf(`\n${begin}`, from);
    return at === -1 ? list.length : at + 1;
  };
  let at = list.startsWith(begin) ? 0 : next(0);
  for (let index = 0; index < count; index += 1) {
    const end = next(at);
    yield list.slice(at, end);
    at = end;
  }
}

function isBlank(line: string): boolean {
  return /^\s*(?:#.*)?$/u.test(line);
}
