import type { Rendering } from '../news/post.ts';
import { escapeHtml, type Marked } from './fitting.ts';

/** The tags that a template may have. Source: https://core.telegram.org/bots/api#html-style */
const tags = ['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'code', 'pre', 'a'] as const;
const quoteTags = ['blockquote', 'tg-spoiler'] as const;
const knownTags: ReadonlySet<string> = new Set([...tags, ...quoteTags]);

/** A piece of text, and what it stands in, outermost first. */
interface Run {
  text: string;
  within: readonly Element[];
}

interface Element {
  name: string;
  /** As it is written. */
  opening: string;
  /** null: it is no link. */
  href: string | null;
}

/** A text of ours in Telegram's HTML: tidy, and taken apart. */
export interface TidyHtml extends Rendering, Marked {
  runs: readonly Run[];
}

const token =
  /<(\/?)([a-z][a-z\d-]*)((?:\s+[a-z]+(?:="[^"<>]*")?)*)\s*>|&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]+);|[^<&]+|./giuy;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/**
 * Reads what a template made: only what Telegram takes, properly nested. White space becomes that of a post: no blanks at
 * the ends of lines, at most one blank line in a row, and no empty elements.
 */
export function tidyHtml(html: string): TidyHtml | { fault: string } {
  const read = runsOf(html);
  if ('fault' in read) return read;
  const runs = tidySpaces(read.runs).filter(({ text }) => text !== '');
  const elements = new Set(runs.flatMap(({ within }) => within));
  const hrefs = [...elements].map(({ href }) => href).filter((href) => href !== null);
  return {
    html: writeRuns(runs),
    shown: runs.map(({ text }) => text).join(''),
    count: elements.size,
    hrefs,
    runs,
  };
}

function runsOf(html: string): { runs: Run[] } | { fault: string } {
  const runs: Run[] = [];
  let open: readonly Element[] = [];
  for (const match of html.matchAll(token)) {
    const [whole, slash, name, attributes = '', entity] = match;
    if (name === undefined) {
      const text = textOf(whole, entity);
      if (text === null) return { fault: unknownSign(html.slice(match.index)) };
      runs.push({ text, within: open });
    } else if (slash === '/') {
      const last = open.at(-1);
      if (last?.name !== name.toLowerCase()) return { fault: `${whole} closes nothing that is open there` };
      open = open.slice(0, -1);
    } else {
      const element = elementOf(whole, name.toLowerCase(), attributes);
      if (typeof element === 'string') return { fault: element };
      if (element.href !== null && open.some(({ href }) => href !== null))
        return { fault: 'a link stands within a link' };
      if ([...open, element].some(isCode) && [...open, element].some(({ href }) => href !== null))
        return { fault: 'a link stands within code, or code within a link: Telegram drops the link' };
      if (element.name === 'blockquote' && open.some((outer) => outer.name === 'blockquote'))
        return { fault: 'a quotation stands within a quotation' };
      open = [...open, element];
    }
  }
  const [left] = open;
  return left === undefined ? { runs } : { fault: `${left.opening} is never closed` };
}

function isCode({ name }: Element): boolean {
  return name === 'code' || name === 'pre';
}

function unknownSign(from: string): string {
  const [shown = ''] = /^&[a-z]+;|^<[^>]{0,30}>?/iu.exec(from) ?? [];
  return `Telegram does not know ${shown}; a < is written &lt;, a & is written &amp;, and an address stands in double quotes`;
}

/** null: Telegram would refuse it, or show it as it is written. */
function textOf(whole: string, entity: string | undefined): string | null {
  if (entity === undefined) return whole === '<' ? null : whole;
  if (!entity.startsWith('#')) return entities[entity] ?? null;
  const code = /^#x/iu.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code > 31 && code < 0xd800 ? String.fromCodePoint(code) : null;
}

function elementOf(opening: string, name: string, attributes: string): Element | string {
  if (!knownTags.has(name)) return `Telegram does not know the tag ${opening}`;
  const given = attributes.trim();
  if (name === 'a') {
    const href = /^href="([^"]*)"$/u.exec(given)?.[1];
    return href === undefined ? `a link is written <a href="…">` : { name, opening: `<a ${given}>`, href };
  }
  const isExpandable = name === 'blockquote' && given === 'expandable';
  if (name === 'code' && /^class="language-[^"]*"$/u.test(given))
    return { name, opening: `<code ${given}>`, href: null };
  if (given !== '' && !isExpandable) return `${opening} has an attribute that Telegram does not know there`;
  return { name, opening: isExpandable ? '<blockquote expandable>' : `<${name}>`, href: null };
}

/** White space moves to where it began, so that no element begins or ends with it. */
function tidySpaces(runs: readonly Run[]): Run[] {
  const tidy = runs.map(({ within }) => ({ text: '', within }));
  let space = '';
  let spaceAt: { text: string } | null = null;
  let isAnything = false;
  for (const [index, { text }] of runs.entries()) {
    const here = tidy[index];
    if (here === undefined) continue;
    for (const [part] of text.matchAll(/[ \t\n\u00A0\u202F]+|[^ \t\n\u00A0\u202F]+/gu)) {
      if (/^[ \t\n\u00A0\u202F]/u.test(part)) {
        space += part;
        spaceAt ??= here;
        continue;
      }
      if (spaceAt !== null && isAnything) spaceAt.text += spaceOf(space);
      [space, spaceAt, isAnything] = ['', null, true];
      here.text += part;
    }
  }
  return tidy;
}

function spaceOf(spaces: string): string {
  const lines = spaces.split('\n').length - 1;
  if (lines > 0) return '\n'.repeat(Math.min(lines, 2));
  return spaces.length === 1 && spaces !== '\t' ? spaces : ' ';
}

function writeRuns(runs: readonly Run[]): string {
  let html = '';
  let open: readonly Element[] = [];
  const move = (to: readonly Element[]) => {
    const same = open.findIndex((element, index) => element !== to[index]);
    const kept = same === -1 ? open.length : same;
    html += open
      .slice(kept)
      .toReversed()
      .map(({ name }) => `</${name}>`)
      .join('');
    html += to
      .slice(kept)
      .map(({ opening }) => opening)
      .join('');
    open = to;
  };
  for (const { text, within } of runs) {
    move(within);
    html += escapeHtml(text);
  }
  move([]);
  return html;
}
