import { Parser } from 'htmlparser2';
import { resolveAddress } from './feed-item.ts';
import { scopeInside, usualName, type Scope, type XmlElement } from './xml-element.ts';

/** More levels than any feed has. The parser takes quadratic time for deep nesting. */
const deepest = 100;

/** Limit of the letters of one piece. The rest of it is not kept. */
const largestPiece = 500_000;

/** Limit of the letters before the root: a warning of PHP, blank lines, comments. */
const longestBeginning = 100_000;

/** Where a feed begins; everything before it is skipped, comments and a DTD as a whole. */
const root = /<(?:[\w-]+:)?(?:rss|rdf|feed|urlset|sitemapindex)(?=[\s/>])/iu;
const beforeRoot = /<!--[\s\S]*?(?:-->|$)|<!doctype\s[^<>[]*(?:\[[\s\S]*?(?:\]\s*>|$)|>|$)/giu;
/** A page that shows a feed is none. */
const page = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)(?=[\s>])/iu;

export type XmlFormat = 'rss' | 'rdf' | 'atom' | 'sitemap';

/** The direct parts of a feed, each complete: facts of the channel, and items. */
export interface FeedPiece {
  element: XmlElement;
  format: XmlFormat;
}

interface OpenElement {
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
  base: string;
  language: string | null;
  scope: Scope;
  /** Whether its children are pieces: it is the root or the channel. */
  isContainer: boolean;
}

/**
 * Reads RSS 0.9 to 2.0, RDF, Atom and sitemaps as they come in, and gives each direct part of the feed as soon as it is complete.
 * It forgives what real feeds have: a bare `&` or `<`, tags that are not closed, junk before the beginning. Entities of
 * a DTD are never expanded.
 */
export class FeedParser {
  readonly #parser: Parser;
  readonly #onPiece: (piece: FeedPiece) => void;
  readonly #open: OpenElement[] = [];
  /** The text before the root is found. null: it was found. */
  #beginning: string | null = '';
  #format: XmlFormat | null = null;
  /** `atom:`, if the root is written like that: it is cut from all names. */
  #rootPrefix = '';
  #pieceLength = 0;
  #isTooDeep = false;
  #isWhole = false;
  readonly #address: string;

  constructor(address: string, onPiece: (piece: FeedPiece) => void) {
    this.#address = address;
    this.#onPiece = onPiece;
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#onOpen(name, attributes),
        onclosetag: (_name, isImplied) => this.#onClose(isImplied),
        ontext: (text) => this.#onText(text),
      },
      { xmlMode: true },
    );
  }

  /** null: what was read so far is no feed. */
  get format(): XmlFormat | null {
    return this.#format;
  }

  /** Whether the end of the root was read. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** It cannot become a feed any more, or must not be read further. */
  get isHopeless(): boolean {
    return this.#isTooDeep || (this.#beginning !== null && this.#beginning.length > longestBeginning);
  }

  write(text: string): void {
    if (this.isHopeless || this.#isWhole) return;
    if (this.#beginning === null) {
      this.#parser.write(text);
      return;
    }
    this.#beginning += text;
    if (page.test(this.#beginning)) return;
    // What is skipped keeps its length, so that the place of the root is right.
    const shown = this.#beginning.replaceAll(beforeRoot, (skipped) => ' '.repeat(skipped.length));
    const start = root.exec(shown)?.index;
    if (start === undefined) return;
    const rest = this.#beginning.slice(start);
    this.#beginning = null;
    this.#parser.write(rest);
  }

  /** The document is over. Elements that are still open are given up. */
  end(): void {
    this.#open.length = 0;
    this.#parser.reset();
  }

  #onOpen(written: string, given: Record<string, string>): void {
    if (this.#isWhole || this.#isTooDeep) return;
    const parent = this.#open.at(-1);
    if (this.#open.length >= deepest) {
      this.#isTooDeep = true;
      return;
    }
    const scope = scopeInside(parent?.scope ?? new Map(), given);
    if (parent === undefined) this.#begin(usualName(written, scope));
    const name = this.#nameOf(written, scope);
    const isContainer = parent === undefined || (name === 'channel' && this.#open.length === 1);
    if (parent?.isContainer === true) this.#pieceLength = 0;
    const attributes = lowerCased(given);
    const before = parent?.base ?? this.#address;
    this.#open.push({
      name,
      attributes,
      children: [],
      base: resolveAddress(attributes['xml:base'], before) ?? before,
      language: attributes['xml:lang'] ?? parent?.language ?? null,
      scope,
      isContainer,
    });
  }

  #begin(name: string): void {
    const [prefix, local] = name.includes(':') ? name.split(':', 2) : ['', name];
    if (local === 'rss') this.#format = 'rss';
    else if (local === 'rdf') this.#format = 'rdf';
    else if (local === 'urlset' || local === 'sitemapindex') this.#format = 'sitemap';
    else this.#format = 'atom';
    this.#rootPrefix = prefix === '' || local === 'rdf' ? '' : `${prefix}:`;
  }

  #nameOf(written: string, scope: Scope): string {
    const name = usualName(written, scope);
    const isOwn = this.#rootPrefix !== '' && name.startsWith(this.#rootPrefix);
    return isOwn ? name.slice(this.#rootPrefix.length) : name;
  }

  #onText(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined || element.isContainer || this.#pieceLength >= largestPiece) return;
    const kept = text.slice(0, largestPiece - this.#pieceLength);
    this.#pieceLength += kept.length;
    element.children.push(kept);
  }

  #onClose(isImplied: boolean): void {
    const element = this.#open.pop();
    if (element === undefined || this.#isTooDeep) return;
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.#isWhole = !isImplied;
      return;
    }
    const { name, attributes, children, base, language } = element;
    const closed: XmlElement = { name, attributes, children, base, language };
    if (!parent.isContainer) {
      if (this.#pieceLength < largestPiece) parent.children.push(closed);
    } else if (!element.isContainer && this.#format !== null) {
      this.#onPiece({ element: closed, format: this.#format });
    }
  }
}

function lowerCased(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
}
