import { setImmediate } from 'node:timers/promises';
import { addFact, noFacts } from './feed-facts.ts';
import {
  mostItems,
  type FeedFacts,
  type FeedHints,
  type FeedItem,
  type FeedReading,
  type Tombstone,
} from './feed-item.ts';
import { FeedParser, type FeedPiece } from './feed-parser.ts';
import { readAtomEntry } from './atom-entry.ts';
import { readRssItem } from './rss-item.ts';

/** The letters that are parsed at once. Between two pieces other work goes on. */
const pieceLength = 65_536;

/** Reads an XML feed of any kind. It gives at most `mostItems` items, and does not read on after them. */
export async function readXmlFeed(text: string, hints: FeedHints): Promise<FeedReading> {
  const collected = new FeedCollector(hints);
  for (let at = 0; at < text.length && !collected.isDone; at += pieceLength) {
    if (at > 0) await setImmediate();
    collected.write(text.slice(at, at + pieceLength));
  }
  return collected.end();
}

/** Turns the pieces of a feed into items. */
class FeedCollector {
  readonly #hints: FeedHints;
  readonly #parser: FeedParser;
  readonly #facts = noFacts('rss');
  readonly #items: FeedItem[] = [];
  readonly #tombstones: Tombstone[] = [];

  constructor(hints: FeedHints) {
    this.#hints = hints;
    this.#parser = new FeedParser(hints.url, (piece) => this.#take(piece));
  }

  get isDone(): boolean {
    return this.#items.length >= mostItems || this.#parser.isHopeless || this.#parser.isWhole;
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): FeedReading {
    const { format, isHopeless, isWhole } = this.#parser;
    this.#parser.end();
    if (format === null) return { kind: 'refused', reason: 'it is no feed' };
    if (format === 'sitemap') return { kind: 'refused', reason: 'it is a sitemap: set kind: sitemap' };
    if (isHopeless) return { kind: 'refused', reason: 'its elements are nested too deeply' };
    const facts = { ...this.#facts, format };
    const items = this.#items.map((item) => withInherited(item, facts));
    const isCutOff = !isWhole && items.length < mostItems;
    return { kind: 'feed', facts, items, tombstones: this.#tombstones, isCutOff };
  }

  #take(piece: FeedPiece): void {
    const { element, format } = piece;
    if (this.#items.length >= mostItems) return;
    const position = this.#items.length + 1;
    if (element.name === 'item') this.#items.push(readRssItem(element, position, this.#hints));
    else if (element.name === 'entry' && format === 'atom') {
      this.#items.push(readAtomEntry(element, position, this.#hints));
    } else if (element.name === 'at:deleted-entry') {
      const guid = element.attributes['ref']?.trim() ?? '';
      if (guid !== '') this.#tombstones.push({ guid });
    } else addFact(this.#facts, piece);
  }
}

/** An item without a language or an author has those of its feed. */
function withInherited(item: FeedItem, { authors, language }: FeedFacts): FeedItem {
  return {
    ...item,
    authors: item.authors.length > 0 ? item.authors : authors,
    language: item.language ?? language,
  };
}
