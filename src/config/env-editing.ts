import { parse } from 'dotenv';

/**
 * The text of a `.env` with settings added or replaced. Every other line stays as it is, comments too.
 * @param text null: there is no file yet.
 * @returns null: the text cannot be changed without changing another setting.
 */
export function withSettings(text: string | null, settings: ReadonlyMap<string, string>): string | null {
  const newLine = text?.includes('\r\n') === true ? '\r\n' : '\n';
  const lines = text === null || text === '' ? [] : text.replace(/\r?\n$/u, '').split(newLine);
  for (const [name, value] of settings) {
    const line = `${name}=${value}`;
    const at = lineOf(lines, name);
    if (at === null) lines.push(line);
    else lines.splice(at.index, at.isOld ? 1 : 0, line);
  }
  const changed = `${lines.join(newLine)}${newLine}`;
  return isAsWanted(text ?? '', changed, settings) ? changed : null;
}

/** The line that sets it, the last one of several; or the place behind its example in a copy of .env.example. */
function lineOf(lines: readonly string[], name: string): { index: number; isOld: boolean } | null {
  const set = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*[=:]`, 'u');
  const index = lines.findLastIndex((line) => set.test(line));
  if (index !== -1) return { index, isOld: true };
  const example = lines.findIndex((line) => line.startsWith(`#${name}=`));
  return example === -1 ? null : { index: example + 1, isOld: false };
}

/** A value of several lines in quotes may have a line that looks like a setting. */
function isAsWanted(before: string, after: string, settings: ReadonlyMap<string, string>): boolean {
  const wanted = new Map([...Object.entries(parse(before)), ...settings]);
  const found = Object.entries(parse(after));
  return found.length === wanted.size && found.every(([name, value]) => wanted.get(name) === value);
}
