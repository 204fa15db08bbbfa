import { namesOfPersons } from './feed-authors.ts';
import { resolveAddress, type FeedFacts } from './feed-item.ts';
import type { FeedPiece, XmlFormat } from './feed-parser.ts';
import { textOf, textOfChild, type XmlElement } from './xml-element.ts';

/** A feed of which nothing is known yet. */
export function noFacts(format: FeedFacts['format']): FeedFacts {
  return {
    format,
    title: null,
    link: null,
    language: null,
    authors: [],
    ttlMinutes: null,
    updatePeriod: null,
    updateFrequency: null,
    skipHours: [],
    skipDays: [],
    self: null,
    hub: null,
    next: null,
    isWordPress: false,
  };
}

/** Adds what one piece of a feed says of the whole. The first statement counts. */
export function addFact(facts: FeedFacts, { element, format }: FeedPiece): void {
  facts.language ??= element.language;
  const text = textOf(element).trim();
  switch (element.name) {
    case 'channel': // of RDF, where it stands beside the items
      facts.title ??= textOfChild(element, 'title');
      facts.link ??= resolveAddress(textOfChild(element, 'link'), element.base);
      facts.language = textOfChild(element, 'dc:language') ?? facts.language;
      break;
    case 'title':
      facts.title ??= text === '' ? null : text;
      break;
    case 'language':
    case 'dc:language':
      if (text !== '') facts.language = text;
      break;
    case 'generator':
      facts.isWordPress ||= /wordpress/iu.test(`${text} ${element.attributes['uri'] ?? ''}`);
      break;
    case 'ttl':
      if (/^\d{1,6}$/u.test(text)) facts.ttlMinutes ??= Number(text);
      break;
    case 'sy:updateperiod':
      facts.updatePeriod ??= text.toLowerCase();
      break;
    case 'sy:updatefrequency':
      if (/^[1-9]\d{0,3}$/u.test(text)) facts.updateFrequency ??= Number(text);
      break;
    case 'skiphours':
      facts.skipHours = partsOf(element, 'hour').flatMap(hourOf);
      break;
    case 'skipdays':
      facts.skipDays = partsOf(element, 'day').flatMap(weekdayOf);
      break;
    case 'author':
      if (format === 'atom') facts.authors = [...facts.authors, ...namesOfPersons([element])];
      break;
    case 'link':
    case 'atom:link':
      addLink(facts, element.attributes, text, element.base, format);
  }
}

function addLink(
  facts: FeedFacts,
  attributes: Readonly<Record<string, string>>,
  text: string,
  base: string,
  format: XmlFormat,
): void {
  const address = resolveAddress(attributes['href'] ?? (format === 'atom' ? null : text), base);
  const rel = attributes['rel']?.trim().toLowerCase() ?? 'alternate';
  if (rel === 'alternate') facts.link ??= address;
  else if (rel === 'self') facts.self ??= address;
  else if (rel === 'hub') facts.hub ??= address;
  else if (rel === 'next' || rel === 'prev-archive') facts.next ??= address;
}

function partsOf(element: XmlElement, name: string): string[] {
  return element.children
    .filter((child) => typeof child !== 'string')
    .filter((child) => child.name === name)
    .map((child) => textOf(child).trim().toLowerCase());
}

/** Old versions of RSS count the hours from 1 to 24. */
function hourOf(text: string): number[] {
  return /^(?:\d|1\d|2[0-4])$/u.test(text) ? [Number(text) % 24] : [];
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function weekdayOf(text: string): number[] {
  const day = weekdays.indexOf(text);
  return day === -1 ? [] : [day];
}
