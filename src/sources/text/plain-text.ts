import { decodeHTMLStrict } from 'entities';
import { withoutShortcodes } from './shortcodes.ts';

/** How a field was read: its plain text, and whether HTML was found in it. */
export interface PlainText {
  text: string;
  hadHtml: boolean;
}

/** The names of all elements of HTML, also of those that are obsolete, and Word's empty paragraph. */
const elements =
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button
  canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset
  figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins
  kbd label legend li link main map mark marquee menu meta meter nav nobr noframes noscript object ol optgroup option
  output p param picture pre progress q rp rt ruby s samp script search section select slot small source span strike
  strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
  video wbr`
    .trim()
    .split(/\s+/u)
    // The longer name first, so that it is not taken for the shorter one.
    .sort((one, other) => other.length - one.length)
    .join('|')
    // Word's own (`<o:p>`, `<st1:place>`), those of Facebook and Google, and those of AMP.
    .concat(String.raw`|(?:[ovwmx]|st\d|fb|g):[a-z]\w*|amp-[a-z-]+`);

/** Elements whose content is no text of the article. */
const hidden = 'script|style|noscript|template|iframe|svg|object|figure|select|textarea|audio|video';

/** Elements that begin and end a paragraph, or a line. */
const blocks =
  /^<\/?(?:address|article|aside|blockquote|body|br|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?![\w:])/iu;

/**
 * An attribute has a value, or is one of the few that have none. Otherwise a text such as "a<b and c>d" would lose its
 * words.
 */
const attribute = String.raw`\s+[\w:@.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)|\s+(?:hidden|disabled|checked|async|defer|controls|autoplay|muted|loop|allowfullscreen|download|itemscope|nowrap|noshade|open|reversed|selected)(?=[\s/>])`;
const tag = new RegExp(String.raw`</?(?:${elements})(?:${attribute})*\s*/?>`, 'giu');
/** A tag that was cut off with the end of the text. */
const cutTag = new RegExp(String.raw`</?(?:${elements})(?:${attribute})*\s+[\w:-]+\s*=[^<>]*$`, 'iu');
const hiddenElement = new RegExp(
  String.raw`<(?<name>${hidden})(?:${attribute})*\s*>[\s\S]*?</\k<name>\s*>`,
  'giu',
);
/** Without an end, each beginning would be searched for it up to the end of the text. */
const hiddenEnd = new RegExp(String.raw`</(?:${hidden})\s*>`, 'iu');
const comment = /<!--[\s\S]*?-->/gu;
/** Of HTML, XML and PHP, and the conditions that Word writes between its paragraphs: `<![if !supportLists]>`. */
const declaration =
  /<!doctype\s[^<>]*>|<\?xml[\s:][^<>]*>|<\?php\s[\s\S]*?(?:\?>|$)|<!\[(?:if\s[^\]<>]*|endif)\](?:--)?>/giu;
/** The rest of a body that was cut off within a script. */
const openScript = new RegExp(String.raw`<(?:script|style)(?:${attribute})*\s*>[^<]*$`, 'iu');
const characterData = /<!\[CDATA\[([\s\S]*?)\]\]>/gu;

/** Control characters, except tab, line feed and carriage return. Word and InDesign leave them in texts. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/gu;

/** Entities that browsers read without a semicolon and that no plain text holds by chance, unlike `&copy` or `&not`. */
const openEntity = /&(?<name>nbsp|quot|laquo|raquo|shy)(?![\w;=])/gu;
const openNumber = /&(?<number>#\d{2,7}(?![\d;])|#[xX][\da-fA-F]{2,6}(?![\da-fA-F;]))/gu;

/** How often a text may have been escaped: once by the author's editor and once more by an export. */
const mostDecodings = 2;

/** The mark of a paragraph's end, while a text is read. It is a noncharacter, and so no text holds it. */
const paragraphMark = '\uFDD0';

/**
 * A field of one paragraph as plain text, such as a headline or a name: entities are decoded, at most twice, and tags of
 * HTML are removed. A plain text stays as it is: `5 < 6`, `a<b`, `AT&T` and `<Тұран>` are no HTML. Line breaks of HTML
 * become spaces. Control characters are removed.
 */
export function readPlainLine(written: string): PlainText {
  return readPlain(written, (text) => text.replaceAll(/\s*\uFDD0[\s\uFDD0]*/gu, ' '));
}

/**
 * A text of several paragraphs as plain text, like `readPlainLine`. Paragraphs, lists and line breaks of HTML become
 * paragraphs, with a blank line between two. Scripts, figures and frames are left out with their content.
 */
export function readPlainParagraphs(written: string): PlainText {
  return readPlain(written, (text) =>
    text
      .split(/\s*\uFDD0[\s\uFDD0]*|\n\s*\n/u)
      .map((paragraph) => paragraph.replaceAll(/\s*[\r\n]\s*/gu, ' ').trim())
      .filter((paragraph) => paragraph !== '')
      .join('\n\n'),
  );
}

/** The text of `readPlainLine`. */
export function plainLine(written: string): string {
  return readPlainLine(written).text;
}

/** The text of `readPlainParagraphs`. */
export function plainParagraphs(written: string): string {
  return readPlainParagraphs(written).text;
}

function readPlain(written: string, joinBlocks: (text: string) => string): PlainText {
  const given = withoutControls(written);
  // Most fields hold nothing of this, and an import may have a million of them.
  if (!/[&<[]/u.test(given)) return { text: given, hadHtml: false };
  let text = removeTags(given.replace(openScript, ''));
  for (let decodings = 0; decodings < mostDecodings; decodings += 1) {
    const decoded = decodeOnce(text);
    if (decoded === text) break;
    text = removeTags(decoded);
  }
  text = withoutShortcodes(text, paragraphMark);
  if (text === given) return { text, hadHtml: false };
  return { text: (text.includes(paragraphMark) ? joinBlocks(text) : text).trim(), hadHtml: true };
}

/** A number that is no character becomes nothing, and not a sign for an unknown one. */
function decodeOnce(text: string): string {
  if (!text.includes('&')) return text;
  const closed = text.replaceAll(openEntity, '&$<name>;').replaceAll(openNumber, '&$<number>;');
  const decoded = withoutControls(decodeHTMLStrict(closed));
  return decoded.includes('\uFFFD') && !text.includes('\uFFFD') ? decoded.replaceAll('\uFFFD', '') : decoded;
}

function withoutControls(text: string): string {
  return text.replaceAll(controls, '');
}

/** A tag may be left over where a tag was written into another one: `<<b>b>`. */
const mostRemovals = 4;

function removeTags(text: string): string {
  let rest = text;
  for (let removals = 0; removals < mostRemovals && rest.includes('<'); removals += 1) {
    const removed = removeTagsOnce(rest);
    if (removed === rest) break;
    rest = removed;
  }
  return rest;
}

function withoutComments(text: string): string {
  const open = text.includes(']]>') ? text.replaceAll(characterData, '$1') : text;
  const bare = open.includes('-->') ? open.replaceAll(comment, '') : open;
  return bare.replaceAll(declaration, '');
}

function removeTagsOnce(text: string): string {
  const bare = withoutComments(text);
  const shown = hiddenEnd.test(bare) ? bare.replaceAll(hiddenElement, paragraphMark) : bare;
  return shown.replaceAll(tag, (found) => (blocks.test(found) ? paragraphMark : '')).replace(cutTag, '');
}
