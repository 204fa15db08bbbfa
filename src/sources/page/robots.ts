/** What robots.txt says to one program. */
export type RobotsRules = readonly { path: string; isAllowed: boolean }[];

/** More of a file is not read. Source: RFC 9309, 2.5. */
const mostBytes = 512_000;

/**
 * Reads the rules of robots.txt for a program: of all groups that name it, else of those for everybody.
 * Source: RFC 9309.
 * @param product the program as it calls itself: `khabarshy`.
 */
export function readRobots(bytes: Uint8Array, product: string): RobotsRules {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, mostBytes));
  const groups = groupsOf(text);
  const ofProduct = groups.filter(({ names }) => names.includes(product.toLowerCase()));
  const chosen = ofProduct.length > 0 ? ofProduct : groups.filter(({ names }) => names.includes('*'));
  return chosen.flatMap(({ rules }) => rules);
}

/** Whether a page may be fetched: the longest rule that matches decides, and of two that are as long the kinder one. */
export function isAllowedBy(rules: RobotsRules, address: string): boolean {
  const { pathname, search } = new URL(address);
  const path = comparable(pathname + search);
  if (path === '/robots.txt') return true;
  let best: RobotsRules[number] | null = null;
  for (const rule of rules) {
    if (!matches(rule.path, path)) continue;
    const isBetter = best === null || rule.path.length > best.path.length;
    const isKinder = rule.path.length === best?.path.length && rule.isAllowed;
    if (isBetter || isKinder) best = rule;
  }
  return best?.isAllowed ?? true;
}

interface Group {
  /** In small letters; `*` is everybody. */
  names: string[];
  rules: { path: string; isAllowed: boolean }[];
}

/** Lines that name programs begin a group; all the rules up to the next such line belong to it. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let isNaming = false;
  for (const written of text.split(/\r\n|[\r\n]/u)) {
    const line = written.replace(/#.*$/u, '').trim();
    const colon = line.indexOf(':');
    const name = directiveOf(line.slice(0, Math.max(colon, 0)));
    const value = line.slice(colon + 1).trim();
    if (name === 'user-agent') {
      const product = /^(?:\*|[a-z_-]+)/iu.exec(value)?.[0].toLowerCase() ?? '';
      if (isNaming) groups.at(-1)?.names.push(product);
      else groups.push({ names: [product], rules: [] });
      isNaming = true;
    } else if (name === 'allow' || name === 'disallow') {
      isNaming = false;
      // An empty rule matches nothing: `Disallow:` allows everything.
      if (value !== '') groups.at(-1)?.rules.push({ path: comparable(value), isAllowed: name === 'allow' });
    }
  }
  return groups;
}

/** Names as sites write them: `User agent`, `useragent`, `Dissallow`. What they forbid is meant all the same. */
function directiveOf(written: string): string {
  const name = written.trim().toLowerCase();
  if (/^user[\s_-]?agent$/u.test(name)) return 'user-agent';
  return /^dis+al+ow$/u.test(name) ? 'disallow' : name;
}

/** `*` stands for any letters, and `$` at the end for the end of the address. */
function matches(pattern: string, path: string): boolean {
  const isToEnd = pattern.endsWith('$');
  const [first = '', ...rest] = (isToEnd ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = isToEnd ? rest.pop() : undefined;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  if (!isToEnd) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}

/** The same letters are written with and without a percent sign. */
function comparable(path: string): string {
  const encoded = path
    .toWellFormed()
    .replaceAll(/[^\u0021-\u007E]/gu, (letters) => encodeURIComponent(letters));
  return encoded.replaceAll(/%[\da-f]{2}/giu, (written) => {
    const letter = String.fromCharCode(Number.parseInt(written.slice(1), 16));
    return /[\w.~-]/u.test(letter) ? letter : written.toUpperCase();
  });
}
