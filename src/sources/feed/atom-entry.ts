import { isUtf8 } from 'node:buffer';
import { parseMoment } from '../page/dates-in-text.ts';
import { distinct, namesOfPersons } from './feed-authors.ts';
import { resolveAddress, type FeedHints, type FeedItem } from './feed-item.ts';
import { picturesOf } from './feed-pictures.ts';
import {
  childOf,
  childrenOf,
  escapedHtmlOf,
  htmlOf,
  textOf,
  textOfChild,
  type XmlElement,
} from './xml-element.ts';

/** An entry of Atom 0.3 or 1.0. `position` counts from 1. */
export function readAtomEntry(entry: XmlElement, position: number, hints: FeedHints): FeedItem {
  const moment = (...names: string[]): Date | null => {
    const written = textOfChild(entry, ...names);
    return written === null ? null : parseMoment(written, hints.timeZone);
  };
  const updatedAt = moment('updated', 'modified', 'dc:date');
  const source = childOf(entry, 'source');
  const content = childOf(entry, 'content');
  const authors = namesOfPersons(childrenOf(entry, 'author'));
  return {
    name: `entry ${position}`,
    guid: textOfChild(entry, 'id') ?? null,
    url: addressOf(entry, content),
    title: textOfConstruct(childOf(entry, 'title') ?? childOf(entry, 'media:title')) ?? '',
    summary: textOfConstruct(childOf(entry, 'summary') ?? childOf(entry, 'media:description')),
    content: textOfConstruct(content),
    authors:
      authors.length > 0 ? authors : namesOfPersons(source === null ? [] : childrenOf(source, 'author')),
    publishedAt: moment('published', 'issued', 'created', 'dc:date') ?? updatedAt,
    updatedAt,
    categories: distinct(
      childrenOf(entry, 'category', 'dc:subject').map(
        ({ attributes, ...child }) =>
          attributes['label'] || attributes['term'] || textOf({ attributes, ...child }).trim(),
      ),
    ),
    language: content?.language ?? entry.language,
    pictures: picturesOf(entry),
    base: (content ?? childOf(entry, 'summary') ?? entry).base,
  };
}

/** The page of the entry: of several links the one that says it is HTML, else one that does not say what it is. */
function addressOf(entry: XmlElement, content: XmlElement | null): string | null {
  const original = resolveAddress(textOfChild(entry, 'feedburner:origlink'), entry.base);
  if (original !== null) return original;
  const links = childrenOf(entry, 'link').filter(({ attributes }) =>
    ['alternate', '', undefined].includes(attributes['rel']?.trim().toLowerCase()),
  );
  const typed = links.find(({ attributes }) =>
    /^(?:text\/html|application\/xhtml)/iu.test(attributes['type'] ?? ''),
  );
  const best = typed ?? links.find(({ attributes }) => attributes['type'] === undefined) ?? links[0];
  if (best !== undefined) return resolveAddress(best.attributes['href'] ?? textOf(best), best.base);
  // The text of the entry is a page of its own, or the id is its address.
  const source = resolveAddress(content?.attributes['src'], entry.base);
  const id = textOfChild(entry, 'id') ?? '';
  return source ?? (/^https?:\/\//iu.test(id) ? resolveAddress(id, entry.base) : null);
}

/**
 * A text construct of Atom as HTML (RFC 4287, section 3.1): plain text, HTML that is escaped, or XHTML. Atom 0.3 says it
 * with `mode` and `type`.
 */
function textOfConstruct(element: XmlElement | null): string | null {
  if (element === null) return null;
  const html = markupOfConstruct(element);
  return html === '' ? null : html;
}

function markupOfConstruct(element: XmlElement): string {
  const type = (element.attributes['type'] ?? 'text').trim().toLowerCase();
  const mode = element.attributes['mode']?.trim().toLowerCase();
  if (mode === 'base64') return decodeBase64(textOf(element));
  if (mode === 'escaped') return htmlOf(element);
  const inner = childrenOf(element, 'div', 'xhtml:div')[0];
  if (type.includes('xhtml')) return escapedHtmlOf(inner ?? element);
  if (type === 'html' || type === 'text/html') return htmlOf(element);
  if (type === 'text' || type === 'text/plain' || mode === 'xml') {
    // Some programs forget the type of their HTML; a tag shows it.
    return /<\/?[a-z][^<>]*>/iu.test(textOf(element)) ? htmlOf(element) : escapedHtmlOf(element);
  }
  if (/[+/]xml$|^text\//u.test(type)) return escapedHtmlOf(element);
  // Of any other type it is base64, if the program kept to the standard.
  return decodeBase64(textOf(element)) || escapedHtmlOf(element);
}

/** Empty: it is no text in base64. */
function decodeBase64(text: string): string {
  const letters = text.replaceAll(/\s+/gu, '');
  const decoded = Buffer.from(letters, 'base64');
  const isBase64 = decoded.toString('base64').replaceAll('=', '') === letters.replaceAll('=', '');
  return isBase64 && isUtf8(decoded) ? decoded.toString('utf8').trim() : '';
}
