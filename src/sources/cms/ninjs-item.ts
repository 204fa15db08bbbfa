import { resolveAddress, type FeedPicture } from '../feed/feed-item.ts';
import { escapeHtml } from '../feed/xml-element.ts';
import { isObject, listOf, partOf, textOf } from '../json/json-values.ts';
import { articleFromCms, emptyItem, type CmsHints, type CmsItem, type CmsReading } from './cms-item.ts';

/** The least urgent urgency of the article store. ninjs has one more, for urgencies of one's own. */
const leastUrgent = 8;

/** Reads an item of ninjs 2 or 3, the JSON of agencies (IPTC). Its `uri` is its id. */
export function readNinjsItem(value: unknown, hints: CmsHints, linkTemplate: string | null): CmsReading {
  const item = ninjsItem(value, linkTemplate);
  return item === null
    ? {
        kind: 'refused',
        reason:
          'an item of ninjs is expected, an object with uri and headlines, and no single picture or plan',
      }
    : articleFromCms(item, hints);
}

/** @param linkTemplate the address of an item that names none, with `{id}` in it. null: it is refused. */
export function ninjsItem(value: unknown, linkTemplate: string | null): CmsItem | null {
  const uri = textOf(partOf(value, 'uri'));
  if (!isObject(value) || uri === '' || noStory.test(textOf(value['type']))) return null;
  const url = addressOf(value, uri, linkTemplate);
  const subjects = namesOf(value['subjects'] ?? value['subject']);
  const embargo = value['embargoed'];
  const main = mainOf(value['headlines']);
  return {
    shown: {
      ...emptyItem(uri, url ?? uri),
      guid: uri,
      url,
      title: escapeHtml(textOf(partOf(main, 'value')) || textOf(value['headline'])),
      summary: htmlOf(mainOf(value['descriptions'], 'summary')) ?? textHtml(value['description_text']),
      content:
        htmlOf(mainOf(value['bodies'])) ?? (textOf(value['body_html']) || textHtml(value['body_text'])),
      authors: authorsOf(value),
      publishedAt: momentOf(value['firstcreated']) ?? momentOf(value['versioncreated']),
      updatedAt: momentOf(value['versioncreated']),
      categories: [...new Set([...subjects, ...namesOf(value['keywords'])])],
      language: textOf(value['language']) || null,
      pictures: picturesOf(value, url ?? uri),
    },
    id: uri.slice(0, 500),
    ...statusOf(textOf(value['pubstatus'])),
    urgency: urgencyOf(value['urgency']),
    ...(embargo === undefined ? {} : { embargoedUntil: momentOf(embargo) }),
    storyId: null,
    sections: subjects.slice(0, 1),
    versionAt: momentOf(value['versioncreated']),
    isWhole: true,
  };
}

function addressOf(item: object, uri: string, linkTemplate: string | null): string | null {
  const links = listOf(partOf(item, 'links'));
  const named = ['canonical', 'alternate'].flatMap((rel) =>
    links.filter((link) => partOf(link, 'rel') === rel).map((link) => textOf(partOf(link, 'href'))),
  );
  const others = [textOf(partOf(item, 'canonical')), uri, textOf(partOf(item, 'url'))];
  const found = [...named, ...others].find((address) => /^https?:\/\//iu.test(address));
  if (found !== undefined) return resolveAddress(found, found);
  const made = linkTemplate?.replaceAll('{id}', encodeURIComponent(uri.toWellFormed())) ?? '';
  return resolveAddress(made, made);
}

/** Items of an agency that tell no story: single pictures, plans of coverage. */
const noStory = /^(?:picture|graphic|planning|event|component)$/iu;

/** ninjs says nothing of a status that is usable. Agencies also write it as in NewsML: `stat:canceled`. */
function statusOf(pubstatus: string): Pick<CmsItem, 'status' | 'unknownStatus'> {
  const word = pubstatus.replace(/^.*[:/]/u, '').toLowerCase();
  if (word === '' || word === 'usable') return { status: 'usable' };
  if (/^(?:cancel+ed|kill(?:ed)?)$/u.test(word)) return { status: 'canceled' };
  return word === 'withheld' ? { status: 'withheld' } : { status: null, unknownStatus: pubstatus };
}

function urgencyOf(value: unknown): number | null {
  const urgency = Number(textOf(value) || Number.NaN);
  return Number.isInteger(urgency) && urgency >= 1 ? Math.min(urgency, leastUrgent) : null;
}

/** Of several texts the one with the role, or else the main one, or the first. */
function mainOf(value: unknown, role = 'main'): unknown {
  const texts = listOf(value);
  const withRole = (name: string) => texts.find((text) => textOf(partOf(text, 'role')).endsWith(name));
  return withRole(role) ?? withRole('main') ?? texts[0];
}

function htmlOf(text: unknown): string | null {
  const value = textOf(partOf(text, 'value'));
  if (value === '') return null;
  return /html/iu.test(textOf(partOf(text, 'contenttype'))) ? value : textHtml(value);
}

function textHtml(value: unknown): string | null {
  const text = textOf(value);
  if (text === '') return null;
  const paragraphs = text.split(/\n\s*\n/u).map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`);
  return paragraphs.join('');
}

function authorsOf(item: object): string[] {
  const by = textOf(partOf(item, 'by')) || textOf(partOf(item, 'byline'));
  if (by !== '') return [by];
  const bylines = listOf(partOf(item, 'bylines')).map(
    (line) => textOf(partOf(line, 'byline')) || textOf(partOf(line, 'value')) || textOf(line),
  );
  return bylines.filter((line) => line !== '');
}

function namesOf(value: unknown): string[] {
  const names = listOf(value).map(
    (each) => textOf(partOf(each, 'name')) || textOf(partOf(each, 'literal')) || textOf(each),
  );
  return names.filter((name) => name !== '');
}

/** The renditions of its picture; the widest is chosen later. */
function picturesOf(item: object, base: string): FeedPicture[] {
  const associated = partOf(item, 'associations');
  const all = isObject(associated) ? Object.values(associated) : listOf(associated);
  const picture = all.find((each) => /^(?:picture|graphic)$/iu.test(textOf(partOf(each, 'type'))));
  const renditions = partOf(picture, 'renditions');
  const list = isObject(renditions) ? Object.values(renditions) : listOf(renditions);
  const credit = textOf(partOf(picture, 'creditline')) || textOf(partOf(picture, 'copyrightholder')) || null;
  return list.flatMap((rendition): FeedPicture[] => {
    const url = resolveAddress(textOf(partOf(rendition, 'href')), base);
    const width = Number(textOf(partOf(rendition, 'width')) || Number.NaN);
    if (url === null) return [];
    return [{ url, width: Number.isNaN(width) ? null : width, isDefault: false, credit, isThumbnail: false }];
  });
}

function momentOf(value: unknown): Date | null {
  const ms = Date.parse(textOf(value));
  return Number.isNaN(ms) ? null : new Date(ms);
}
