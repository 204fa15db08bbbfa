import { parseMoment } from '../page/dates-in-text.ts';
import { isHomePage } from '../../news/url-key.ts';
import { distinct, nameOfPerson } from './feed-authors.ts';
import { resolveAddress, type FeedHints, type FeedItem } from './feed-item.ts';
import { picturesOf } from './feed-pictures.ts';
import { childrenOf, childOf, htmlOf, textOf, textOfChild, type XmlElement } from './xml-element.ts';

/** An item of RSS 0.9 to 2.0 or RDF. `position` counts from 1. */
export function readRssItem(item: XmlElement, position: number, hints: FeedHints): FeedItem {
  const guid = childOf(item, 'guid');
  const guidText = guid === null ? null : textOf(guid).trim();
  const moment = (...names: string[]): Date | null => {
    const written = textOfChild(item, ...names);
    return written === null ? null : parseMoment(written, hints.timeZone);
  };
  return {
    name: `item ${position}`,
    guid: guidText || textOfChild(item, 'atom:id', 'dc:identifier') || (item.attributes['rdf:about'] ?? null),
    url: addressOf(item, guid),
    title: htmlOfChild(item, 'title', 'dc:title', 'media:title', 'itunes:title') ?? '',
    summary: htmlOfChild(
      item,
      'description',
      'atom:summary',
      'dc:description',
      'media:description',
      'itunes:summary',
    ),
    content: htmlOfChild(item, 'content:encoded', 'yandex:full-text', 'xhtml:body', 'body', 'atom:content'),
    authors: authorsOf(item),
    publishedAt: moment(
      'pubdate',
      'dc:date',
      'dcterms:issued',
      'dcterms:created',
      'atom:published',
      'date',
      'published',
      'issued',
      'created',
    ),
    updatedAt: moment('atom:updated', 'dcterms:modified', 'lastbuilddate', 'dc:date', 'updated', 'modified'),
    categories: categoriesOf(item),
    language: textOfChild(item, 'dc:language', 'language') ?? item.language,
    pictures: picturesOf(item),
    base: baseOf(item),
  };
}

/** The article's own address before that of a counter, and a guid only if nothing else is there. */
function addressOf(item: XmlElement, guid: XmlElement | null): string | null {
  const original = textOfChild(item, 'feedburner:origlink');
  const links = [
    original,
    textOfChild(item, 'link'),
    ...childrenOf(item, 'atom:link', 'link')
      .filter(({ attributes }) => ['alternate', undefined].includes(attributes['rel']?.toLowerCase()))
      .map(({ attributes }) => attributes['href'] ?? null),
    item.attributes['rdf:about'] ?? null,
  ];
  const addresses = [...links.map((link) => resolveAddress(link, item.base)), permalinkOf(item, guid)];
  const found = addresses.filter((url) => url !== null);
  // Some templates write the address of the site into each `link`.
  return found.find((url) => !isHomePage(url)) ?? found[0] ?? null;
}

function permalinkOf(item: XmlElement, guid: XmlElement | null): string | null {
  const isPermalink = guid?.attributes['ispermalink']?.trim().toLowerCase();
  const written = guid === null ? '' : textOf(guid).trim();
  // Without a scheme it is some other id, unless the feed says expressly that it is an address.
  const isAddress = /^https?:\/\//iu.test(written) || (isPermalink === 'true' && written.startsWith('/'));
  return isPermalink !== 'false' && isAddress ? resolveAddress(written, item.base) : null;
}

function htmlOfChild(item: XmlElement, ...names: string[]): string | null {
  for (const name of names) {
    const html = childrenOf(item, name)
      .map((child) => htmlOf(child))
      .find((written) => written !== '');
    if (html !== undefined) return html;
  }
  return null;
}

function authorsOf(item: XmlElement): string[] {
  for (const name of ['dc:creator', 'author', 'itunes:author', 'atom:author', 'dc:author', 'media:credit']) {
    const names = childrenOf(item, name)
      .filter(({ attributes }) => name !== 'media:credit' || attributes['role'] === 'author')
      .map((child) => textOfChild(child, 'atom:name', 'name') ?? nameOfPerson(textOf(child)))
      .filter((person) => person !== null);
    if (names.length > 0) return distinct(names);
  }
  return [];
}

function categoriesOf(item: XmlElement): string[] {
  const words = childrenOf(item, 'category', 'dc:subject', 'atom:category', 'media:category').map(
    (child) => textOf(child).trim() || child.attributes['label'] || child.attributes['term'] || '',
  );
  const keywords = textOfChild(item, 'itunes:keywords')?.split(',') ?? [];
  return distinct([...words, ...keywords.map((word) => word.trim())]);
}

/** Addresses in the text are relative to the element that holds it. */
function baseOf(item: XmlElement): string {
  return (childOf(item, 'content:encoded') ?? childOf(item, 'description') ?? item).base;
}
