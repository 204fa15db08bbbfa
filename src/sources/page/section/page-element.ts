import { setImmediate } from 'node:timers/promises';
import { Parser } from 'htmlparser2';
import { isLinkedData } from '../linked-data.ts';

/** An element of a page. Names and the names of attributes are in lower case. */
export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: PageElement | null;
  readonly children: (PageElement | string)[];
}

/** No page of news has more elements or deeper ones. A page with tags that are never closed is still below this. */
const mostElements = 50_000;
const deepest = 256;
/** Links and items of lists that are never closed are open to the end of the page. */
const mostOpen = 4_000;

/** The letters that are parsed at once. Between two pieces other work goes on. */
const pieceLength = 65_536;

/** Their content is no text of the page. */
const unread = new Set(['style', 'noscript', 'template', 'svg', 'iframe', 'object', 'select', 'textarea']);

/**
 * Reads a page as a tree, without a DOM: a section page is read every few minutes, and a DOM of it takes ten times as long.
 * Scripts never run; of their texts only JSON-LD is kept. null: it has too many elements, or too deep ones.
 */
export async function readPageTree(html: string): Promise<PageElement | null> {
  const builder = new TreeBuilder();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => builder.open(name, attributes),
      onclosetag: () => builder.close(),
      ontext: (text) => builder.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  for (let at = 0; at < html.length && !builder.isHopeless; at += pieceLength) {
    if (at > 0) await setImmediate();
    parser.write(html.slice(at, at + pieceLength));
  }
  if (builder.isHopeless) return null;
  parser.end();
  return builder.isHopeless ? null : builder.root;
}

/** A link ends where the next one begins, and an item of a list too, unless a list of its own or a table stands between. */
const endsBefore: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['a', new Set(['table', 'body', 'html'])],
  ['li', new Set(['ul', 'ol', 'menu', 'table', 'body', 'html'])],
]);

interface OpenElement {
  element: PageElement;
  depth: number;
}

class TreeBuilder {
  readonly root: PageElement = { name: '#root', attributes: {}, parent: null, children: [] };
  /** The elements that the parser has open. Those in `#ended` take nothing more. */
  readonly #open: OpenElement[] = [];
  readonly #ended = new Set<PageElement>();
  #deepest = 0;
  #count = 0;

  get isHopeless(): boolean {
    return this.#count > mostElements || this.#deepest > deepest || this.#open.length > mostOpen;
  }

  open(name: string, attributes: Record<string, string>): void {
    this.#count += 1;
    if (this.isHopeless) return;
    this.#end(name);
    const { depth, element: parent } = this.#current();
    const element: PageElement = { name, attributes, parent, children: [] };
    parent.children.push(element);
    this.#open.push({ element, depth: depth + 1 });
    this.#deepest = Math.max(this.#deepest, depth + 1);
  }

  close(): void {
    if (this.isHopeless) return;
    const closed = this.#open.pop();
    if (closed !== undefined) this.#ended.delete(closed.element);
  }

  /** The innermost element that is open and did not end. */
  #current(): OpenElement {
    return (
      this.#open.findLast(({ element }) => !this.#ended.has(element)) ?? { element: this.root, depth: 0 }
    );
  }

  /** Ends the link or item in which another one begins, with all that is open in it, as browsers do. */
  #end(name: string): void {
    const limits = endsBefore.get(name);
    if (limits === undefined) return;
    const inner: PageElement[] = [];
    for (const element of aroundOf(this.#current().element)) {
      if (limits.has(element.name)) return;
      inner.push(element);
      if (element.name !== name) continue;
      for (const each of inner) this.#ended.add(each);
      return;
    }
  }

  text(text: string): void {
    const { name, attributes, children } = this.#current().element;
    const isRead = name === 'script' ? isLinkedData(attributes['type']) : !unread.has(name);
    if (isRead && !this.isHopeless) children.push(text);
  }
}

/** An element and all elements in it, in the order of the page. */
export function* elementsOf(root: PageElement): Generator<PageElement> {
  const stack: PageElement[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at -= 1) {
      const child = next.children[at];
      if (typeof child === 'object') stack.push(child);
    }
  }
}

/** An element and those around it, from the inside. */
export function* aroundOf(element: PageElement): Generator<PageElement> {
  for (let next: PageElement | null = element; next !== null; next = next.parent) yield next;
}

/** The element and the ones nearest around it, at most so many. */
export function nearestOf(element: PageElement, count: number): PageElement[] {
  const nearest: PageElement[] = [];
  for (const each of aroundOf(element)) if (nearest.push(each) === count) break;
  return nearest;
}

export function isAny(elements: Iterable<PageElement>, is: (element: PageElement) => boolean): boolean {
  for (const element of elements) if (is(element)) return true;
  return false;
}

/** The words of class and id: `news-card__Title` is news, card, title. */
export function marksOf({ attributes }: PageElement): string[] {
  const written = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''}`;
  return written
    .slice(0, 500)
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
