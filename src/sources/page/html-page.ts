import { momentInTitle, readMetadata } from './html-metadata.ts';
import type { PageMetadata } from './html-metadata.ts';
import type { PageDocument, PageNode } from './page-node.ts';
import { isSectionName } from './page-section.ts';
import { cleanAuthor } from './page-authors.ts';
import { removeBoxes } from './page-boxes.ts';
import { bareLetters, cleanBody, endsSentence, isProse, isSameText, splitLines } from './page-body.ts';
import type { PageBody, PageLine } from './page-body.ts';
import { findMoment } from './dates-in-text.ts';
import { plainParagraphs } from '../text/plain-text.ts';
import { looksWritten, readTextPage } from '../text/text-page.ts';
import type { PageDraft, PageReading } from '../text/text-page.ts';

const longestByline = 300;
/** No news page has more elements or deeper ones. Readability would take minutes for them. */
const maxElements = 50_000;
const maxDepth = 256;

const blockTags = new Set(
  `address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
  header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul`.split(/\s+/u),
);
/** Elements that are invisible or never contain the article's text. */
const hiddenTags = new Set(
  `script style noscript template head nav footer aside form button select svg iframe object video audio canvas`.split(
    ' ',
  ),
);

/**
 * Reads a saved HTML page: its metadata, its text with Readability, and the rest (credit, views, pages without
 * metadata) by the rules for text pages. Scripts never run and nothing is fetched. A moment without a zone is in
 * `timeZone` (IANA).
 * @param address where it was found: relative addresses are resolved against it. null: it is not known.
 */
export async function readHtmlPage(
  html: string,
  timeZone: string,
  address: string | null = null,
): Promise<PageReading> {
  // Loaded only when needed: both are large, and most imports have no HTML.
  const [{ parseHTML }, { Readability }] = await Promise.all([
    import('linkedom'),
    import('@mozilla/readability'),
  ]);
  try {
    const document: unknown = parseHTML(html).document;
    if (!isPageDocument(document)) return refuse('it is not HTML');
    const visible = visibleText(document);
    const metadata = readMetadata(document, timeZone, address);
    const titled = momentInTitle(document, timeZone);
    // These change the document, so they come last.
    const readable = isDeep(document)
      ? ''
      : readableText(() => {
          removeBoxes(document);
          return new Readability(document, { maxElemsToParse: maxElements, serializer: visibleText }).parse();
        });
    return draftOf(metadata, readTextPage(visible, timeZone), { readable, visible, timeZone, titled });
  } catch (error) {
    // A parser may fail in any way on hostile input (nested too deeply, too many elements). Such a page is refused.
    return refuse(`its HTML cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuse(reason: string): PageReading {
  return { kind: 'refused', reason };
}

/** Checked at run time, because the project does not use the DOM's types. linkedom's documents have these members. */
function isPageDocument(value: unknown): value is PageDocument {
  return typeof value === 'object' && value !== null && 'querySelectorAll' in value && 'childNodes' in value;
}

function isDeep(document: PageNode): boolean {
  const stack: [PageNode, number][] = [[document, 0]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [node, depth] = next;
    if (depth > maxDepth) return true;
    for (const child of node.childNodes) stack.push([child, depth + 1]);
  }
  return false;
}

/** If Readability fails, the metadata and the rules for text pages can still read the page. */
function readableText(parse: () => { content?: string | null | undefined } | null): string {
  try {
    return parse()?.content ?? '';
  } catch {
    return '';
  }
}

interface PageTexts {
  readable: string;
  visible: string;
  timeZone: string;
  /** The moment that the title names. */
  titled: Date | undefined;
}

function draftOf(
  metadata: PageMetadata,
  text: PageReading,
  { readable, visible, timeZone, titled }: PageTexts,
): PageReading {
  const seen = text.kind === 'page' ? text.page : null;
  const headline = metadata.headline ?? seen?.headline;
  if (headline === undefined) return refuse('no headline was found; is it a news page?');
  const found = cleanBody(splitLines(readable), headline, { from: 'readable', timeZone });
  const around = cleanBody(splitLines(visible), headline, { timeZone });
  const body = bodyOf(found.body, seen, metadata);
  if (body === null) return refuse('no paragraph of text was found; is it a news page?');
  const publishedAt =
    metadata.publishedAt ??
    seen?.publishedAt ??
    momentNear(splitLines(visible), headline, timeZone) ??
    titled;
  if (publishedAt === undefined && seen === null && !looksWritten(body)) {
    return refuse('it has no date and little text; a news page has a headline, a date and paragraphs');
  }
  const page: PageDraft = {
    headline,
    body,
    keywords: metadata.keywords.length > 0 ? metadata.keywords : (seen?.keywords ?? []),
    url: metadata.url ?? seen?.url ?? null,
    ...detailsOf(metadata, seen, found, around),
    ...(publishedAt === undefined ? {} : { publishedAt }),
  };
  const summary = summaryOf(metadata.summary, headline, body);
  return { kind: 'page', page: summary === null ? page : { ...page, summary } };
}

function detailsOf(
  metadata: PageMetadata,
  seen: PageDraft | null,
  found: PageBody,
  around: PageBody,
): Partial<PageDraft> {
  const author = metadata.author ?? cleanAuthor(seen?.author ?? found.details.author, metadata.siteNames);
  const section = metadata.section ?? seenSection(seen?.section, author, metadata);
  const imageCredit = seen?.imageCredit ?? found.details.imageCredit ?? around.details.imageCredit;
  const views = seen?.views ?? around.details.views;
  const { imageUrl, claimedLanguage } = metadata;
  return {
    ...(section === undefined ? {} : { section }),
    ...(author === undefined ? {} : { author }),
    ...(imageCredit === undefined ? {} : { imageCredit }),
    ...(views === undefined ? {} : { views }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(claimedLanguage === undefined ? {} : { claimedLanguage }),
  };
}

/** What stands above the headline may also be the author, the weather or the site's name. */
function seenSection(
  seen: string | undefined,
  author: string | undefined,
  { siteNames, links }: PageMetadata,
): string | undefined {
  if (seen === undefined || !isSectionName(seen, siteNames) || !links.has(bareLetters(seen)))
    return undefined;
  return author !== undefined && seen.includes(author) ? undefined : seen;
}

/** A line with a date has few other words, in characters. */
const longestDateLine = 60;
const linesAbove = 4;
const linesBelow = 8;

/** The first date near the headline, in a line that has other words too: "TNN | Nov 22, 2026, 21.14 IST". */
function momentNear(lines: readonly PageLine[], headline: string, timeZone: string): Date | undefined {
  const at = lines.findLastIndex(({ text }) => isSameText(text, headline));
  const near = [
    ...lines.slice(at + 1, at + 1 + linesBelow),
    ...lines.slice(Math.max(0, at - linesAbove), Math.max(0, at)),
  ];
  for (const { text } of at === -1 ? [] : near) {
    const found = text.length > longestDateLine ? null : findMoment(text, timeZone);
    if (found !== null) return found.at;
  }
  return undefined;
}

/** The description, unless a template made it: then it is cut off, or repeats the headline or the body. */
function summaryOf(description: string | undefined, headline: string, body: string): string | null {
  if (description === undefined || !isProse(description)) return null;
  // A template may cut a description anywhere, also in the middle of a word.
  const isCut = !endsSentence(description) || /(?:…|\.\.\.)[\])]?$/u.test(description);
  const isRepeated = isSameText(description, headline) || body.startsWith(description.slice(0, 60));
  return isCut || isRepeated ? null : description;
}

/** The text that Readability found, or that the rules for text pages found, or that JSON-LD has; as plain text. */
function bodyOf(readable: string | null, seen: PageDraft | null, metadata: PageMetadata): string | null {
  const given = metadata.body !== undefined && isProse(metadata.body) ? metadata.body : null;
  const body = readable ?? seen?.body ?? given;
  return body === null ? null : plainParagraphs(body);
}

/** The visible text. A blank line separates blocks. It uses a stack, because pages can be nested deeply. */
function visibleText(root: PageNode): string {
  const pieces: string[] = [];
  const stack: (PageNode | string)[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node === 'string') pieces.push(node);
    else if (node.nodeType === textNode) pieces.push((node.textContent ?? '').replaceAll(/\s+/gu, ' '));
    else if (node.localName === 'pre') pieces.push('\n\n', node.textContent ?? '', '\n\n');
    else if (!hiddenTags.has(node.localName ?? '') || isByline(node)) {
      const mark = blockTags.has(node.localName ?? '') ? '\n\n' : '';
      pieces.push(mark);
      stack.push(mark, ...childrenOf(node).reverse());
    }
  }
  return pieces.join('').replaceAll(gluedDate, '$&\n\n');
}

/** "27.11.2026Farmers in the region", "27.11.2026 09:35 Farmers": the date stood in an element of its own. */
const gluedDate =
  /^[ \t]*\d{1,2}\.\d{2}\.\d{4}(?:(?=\p{Lu}\p{L})|(?:,| [|–—-])?\s\d{1,2}:\d{2}(?::\d{2})?(?=\s[\p{Lu}«“"]))/gmu;

/** Some sites give the date and the author in a footer or an aside of the article. */
function isByline(node: PageNode): boolean {
  const isSide = node.localName === 'footer' || node.localName === 'aside';
  if (!isSide || (node.textContent ?? '').length > longestByline) return false;
  const names = ['class', 'data-gu-name', 'data-component'].map((name) => node.getAttribute?.(name) ?? '');
  return /(?:^|[\s_-])(?:meta|submitted|byline|dateline)(?:$|[\s_-])/iu.test(names.join(' '));
}

/** The nodes in an element, with spaces where a style sheet shows a distance: in a row of links, between name and date. */
function childrenOf(node: PageNode): (PageNode | string)[] {
  const children = [...node.childNodes];
  const isRow = children.every(
    (child) => child.nodeType !== textNode || (child.textContent ?? '').trim() === '',
  );
  return children.flatMap((child, index) => {
    const before = children[index - 1];
    const areLinks = child.localName === 'a' && before?.localName === 'a';
    const isApart = before !== undefined && (isRow || areLinks || areGlued(before, child));
    return isApart ? [' ', child] : [child];
  });
}

/** "Марина Штольц<span>25 ноября</span>"; but CO<sub>2</sub> is one word, and so is a first letter in its own element. */
function areGlued(before: PageNode, after: PageNode): boolean {
  const isScript = [before, after].some(({ localName }) => localName === 'sub' || localName === 'sup');
  const [left, right] = [before.textContent ?? '', after.textContent ?? ''];
  return !isScript && left.trim().length > 1 && /[\p{Ll}\d.)]$/u.test(left) && /^(?:\p{Lu}|\d)/u.test(right);
}

/** The DOM's node type for text. */
const textNode = 3;
