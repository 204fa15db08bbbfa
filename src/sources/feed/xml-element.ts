/** An element of a feed. Names are in lower case, with the usual prefix of their namespace: `media:content`. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
  /** The address against which addresses in it are resolved: `xml:base` of the element or of those around it. */
  readonly base: string;
  /** `xml:lang` of the element or of those around it. */
  readonly language: string | null;
}

/** The usual prefixes of namespaces, without the scheme and the last slash. Documents may call them anything. */
const prefixes: ReadonlyMap<string, string> = new Map([
  ['purl.org/dc/elements/1.1', 'dc'],
  ['purl.org/dc/elements/1.0', 'dc'],
  ['purl.org/dc/terms', 'dcterms'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/rss/1.0/modules/syndication', 'sy'],
  ['search.yahoo.com/mrss', 'media'],
  ['tools.search.yahoo.com/mrss', 'media'],
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['www.itunes.com/dtd/podcast-1.0.dtd', 'itunes'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['www.w3.org/2005/atom', 'atom'],
  ['purl.org/atom/ns', 'atom'],
  ['rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  // RSS itself, where its elements have a prefix.
  ['purl.org/rss/1.0', ''],
  ['purl.org/net/rss1.1', ''],
  ['my.netscape.com/rdf/simple/0.9', ''],
  ['backend.userland.com/rss2', ''],
  ['news.yandex.ru', 'yandex'],
  ['purl.org/atompub/tombstones/1.0', 'at'],
  ['www.w3.org/1999/xhtml', 'xhtml'],
  ['www.google.com/schemas/sitemap-news/0.9', 'news'],
  ['www.google.com/schemas/sitemap-image/1.1', 'image'],
]);

/** The prefixes that are declared where an element stands. */
export type Scope = ReadonlyMap<string, string>;

/** The scope inside an element: its own declarations, and those around it. */
export function scopeInside(scope: Scope, attributes: Readonly<Record<string, string>>): Scope {
  let inner: Map<string, string> | null = null;
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith('xmlns:')) continue;
    const namespace = value
      .toLowerCase()
      .replace(/^https?:\/\//u, '')
      .replace(/[/#]+$/u, '');
    const prefix = prefixes.get(namespace);
    if (prefix === undefined) continue;
    inner ??= new Map(scope);
    inner.set(name.slice('xmlns:'.length).toLowerCase(), prefix);
  }
  return inner ?? scope;
}

/** The name of an element with the usual prefix. An undeclared prefix stays as it is written. */
export function usualName(written: string, scope: Scope): string {
  const name = written.toLowerCase();
  const colon = name.indexOf(':');
  if (colon === -1) return name;
  const prefix = name.slice(0, colon);
  const usual = scope.get(prefix) ?? prefix;
  return usual === '' ? name.slice(colon + 1) : `${usual}:${name.slice(colon + 1)}`;
}

/** The first child with this name. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return childrenOf(element, name)[0] ?? null;
}

/** The children with one of these names, in the order of the document. */
export function childrenOf(element: XmlElement, ...names: string[]): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && names.includes(child.name),
  );
}

/** Everything that is written in an element, without its tags. */
export function textOf(element: XmlElement | null): string {
  if (element === null) return '';
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The text of the first child that has one of these names and is not empty. */
export function textOfChild(element: XmlElement, ...names: string[]): string | null {
  for (const name of names) {
    for (const child of childrenOf(element, name)) {
      const text = textOf(child).trim();
      if (text !== '') return text;
    }
  }
  return null;
}

/** The content of an element as HTML. Elements in it stand there unescaped; its text is HTML already. */
export function htmlOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : markupOf(child, (text) => text)))
    .join('')
    .trim();
}

/** The content of an element as HTML, if its text is plain text and not HTML: it is escaped. */
export function escapedHtmlOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? escapeHtml(child) : markupOf(child, escapeHtml)))
    .join('')
    .trim();
}

/** A text in which `&` and `<` mean themselves. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function markupOf(element: XmlElement, write: (text: string) => string): string {
  const name = element.name.replace(/^xhtml:/u, '');
  const attributes = Object.entries(element.attributes)
    .filter(([attribute]) => !attribute.startsWith('xmlns'))
    .map(([attribute, value]) => ` ${attribute}="${escapeHtml(value).replaceAll('"', '&quot;')}"`)
    .join('');
  const content = element.children
    .map((child) => (typeof child === 'string' ? write(child) : markupOf(child, write)))
    .join('');
  return `<${name}${attributes}>${content}</${name}>`;
}
