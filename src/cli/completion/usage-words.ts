/** What may follow an option, or stand after a command. */
export type ValueKind = 'file' | 'channel' | 'source' | 'free';

/** What a shell can complete of a command. */
export interface CommandWords {
  name: string;
  summary: string;
  /** Words that may follow it: `test` of `khabarshy sources test <url>`. */
  words: string[];
  options: string[];
  /** What follows an option or a word. */
  following: Map<string, ValueKind>;
  /** What may stand elsewhere. */
  values: ValueKind[];
}

/** Reads the words and options of a command from what its `--help` prints, so that there is one list of them. */
export function readUsage(name: string, summary: string, usage: string): CommandWords {
  const heads = usage.split('\n').filter((line) => /^(?:Usage:| {6}) khabarshy /u.test(line));
  const tails = heads.map((line) => line.replace(new RegExp(`^.*khabarshy ${name} ?`, 'u'), ''));
  const found = [...usage.matchAll(/(?<![\w-])(--[a-z][a-z-]*)(?:[ =]<([^>]+)>)?/gu)];
  const following = new Map<string, ValueKind>();
  for (const [, option = '', value] of found) {
    if (value !== undefined) following.set(option, kindOf(option, value));
  }
  const values = new Set<ValueKind>();
  for (const tail of tails.map(withoutOptions)) {
    const [, word, value] = /^(?:([a-z]+) )?\[?<([^>]+)>/u.exec(tail) ?? [];
    if (value === undefined) continue;
    if (word === undefined) values.add(kindOf(name, value));
    else following.set(word, kindOf(word, value));
  }
  values.delete('free');
  const options = [...new Set(['--help', ...found.map(([, option = '']) => option)])];
  return { name, summary, words: wordsOf(tails), options, following, values: [...values] };
}

function withoutOptions(tail: string): string {
  return tail.replaceAll(/\[?--[a-z-]+(?:[ =]<[^>]+>)?\]? ?/gu, '');
}

/** `test <url|name>`, `[all|new|drop]`: words that are typed as they stand, and are no options. */
function wordsOf(tails: readonly string[]): string[] {
  const words = tails.flatMap((tail) => {
    const [, choices] = /^\[([a-z]+(?:\|[a-z]+)+)\]/u.exec(tail) ?? [];
    const [, word] = /^([a-z]+)(?: |$)/u.exec(tail) ?? [];
    return choices?.split('|') ?? (word === undefined ? [] : [word]);
  });
  return [...new Set(words)];
}

/** @param context the option, the word or the command before it. */
function kindOf(context: string, value: string): ValueKind {
  if (/file|folder|opml/u.test(value)) return 'file';
  // The channel of `init` is a chat of Telegram, which no settings know yet.
  if (value === 'name' && context === '--channel') return 'channel';
  if (/\bname\b/u.test(value) && ['test', 'poll'].includes(context)) return 'source';
  return 'free';
}
