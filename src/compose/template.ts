import { createRequire } from 'node:module';
import type Mustache from 'mustache';
import type { Rendering } from '../news/post.ts';
import { escapeHtml, excessOf, linked, linkTo, shortened, type Excess } from './fitting.ts';
import { markedHtml, marksUpTo } from './marked-text.ts';
import type { Parts } from './parts.ts';
import { tidyHtml, type TidyHtml } from './telegram-html.ts';

/** The pieces that a template may name. */
export const pieceNames = [
  'sign',
  'headline',
  'summary',
  'quote',
  'credit',
  'link',
  'url',
  'hashtags',
  'footer',
  'source',
  'author',
  'time',
  'labels',
] as const;
export type PieceName = (typeof pieceNames)[number];

type Library = typeof Mustache;
let library: Library | null = null;

/** Loaded with the first template: most newsrooms have none, and each import delays the first post. */
export function mustache(): Library {
  // The package's own types say what it exports.
  library ??= createRequire(import.meta.url)('mustache') as Library;
  return library;
}

/** What a piece is as Telegram's HTML already. */
class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

/** The template with these parts in it; a fault is one that the check at the start would have found. */
export function renderTemplate(template: string, parts: Parts): TidyHtml | { fault: string } {
  const html = mustache().render(template, viewOf(template, parts), {}, { escape: markedUp });
  return tidyHtml(html + lastLine(template, parts));
}

/** A post says that it was corrected, also where its template does not tell the time. */
function lastLine(template: string, { updated }: Parts): string {
  return updated === '' || /\{\{[#^]?\s*time\s*\}\}/u.test(template) ? '' : `\n\n${escapeHtml(updated)}`;
}

function markedUp(value: unknown): string {
  return value instanceof Markup ? value.html : escapeHtml(String(value));
}

function viewOf(
  template: string,
  { written, ...parts }: Parts,
): Readonly<Record<PieceName, string | Markup>> {
  const { footer, hashtags, labels, link, updated } = parts;
  const markup = (html: string) => (html === '' ? '' : new Markup(html));
  const own = written === null ? {} : { [placeOfWritten(template)]: markup(markedHtml(written, escapeHtml)) };
  return {
    ...parts,
    ...own,
    time: updated === '' ? parts.time : updated,
    link: link === null ? '' : markup(linkTo(link.href, escapeHtml(link.words))),
    url: link === null ? '' : link.href,
    hashtags: markup(escapeHtml(hashtags)),
    footer: markup(linked(footer.text, footer.spans)),
    labels: markup(escapeHtml(labels)),
  };
}

/** What an editor wrote by hand stands in the place of the summary, or of the headline where there is no summary. */
function placeOfWritten(template: string): 'summary' | 'headline' {
  return /\{\{\s*summary\s*\}\}/u.test(template) ? 'summary' : 'headline';
}

/** What shrinks when a post is too long, first to last. The link, the labels and the footer never do. */
const shrinking: readonly { part: Shrinking; cut: 'sentences' | 'words' | 'whole' }[] = [
  { part: 'summary', cut: 'sentences' },
  { part: 'quote', cut: 'sentences' },
  { part: 'hashtags', cut: 'whole' },
  { part: 'source', cut: 'whole' },
  { part: 'author', cut: 'whole' },
  { part: 'credit', cut: 'words' },
  { part: 'headline', cut: 'words' },
];
type Shrinking = 'summary' | 'quote' | 'hashtags' | 'source' | 'author' | 'credit' | 'headline';

/** A post by its template, within Telegram's limits; null: it cannot be made, and the usual look has to do. */
export function fitTemplate(
  template: string,
  parts: Parts,
  maxUnits: number,
  language: string,
): TidyHtml | null {
  if (parts.written !== null && !/\{\{\s*(?:summary|headline)\s*\}\}/u.test(template)) return null;
  // The quotation gets the room that the rest leaves: the summary is worth more to a reader.
  const alone = shrink(template, { ...parts, quote: '' }, maxUnits, language);
  if (parts.quote === '' || alone === null) return alone;
  const room = maxUnits - alone.shown.length - 2;
  const quote = shortened(parts.quote, 'sentences', overBy(parts.quote.length - room), language);
  return quote === '' ? alone : shrink(template, { ...parts, quote }, maxUnits, language);
}

function overBy(units: number): Excess {
  return { units: Math.max(units, 0), entities: 0 };
}

function shrink(template: string, whole: Parts, maxUnits: number, language: string): TidyHtml | null {
  let parts = whole;
  for (;;) {
    const tidy = renderTemplate(template, parts);
    if ('fault' in tidy) return null;
    const excess = excessOf(tidy, tidy, maxUnits);
    if (excess === null) return isComplete(tidy, parts) ? tidy : null;
    const shorter = shortenedParts(parts, excess, language);
    if (shorter === null) return null;
    parts = shorter;
  }
}

/** null: nothing is left that may shrink. */
function shortenedParts(parts: Parts, excess: Excess, language: string): Parts | null {
  const { written } = parts;
  if (written !== null && written.text !== '') {
    const text = shortened(written.text, 'sentences', excess, language);
    return { ...parts, written: { text, marks: marksUpTo(written.marks, text.length) } };
  }
  const next = shrinking.find(({ part }) => parts[part] !== '');
  if (next === undefined) return null;
  const { part, cut } = next;
  // A piece may stand there more than once, so it is cut by less than the excess, and again.
  return { ...parts, [part]: cut === 'whole' ? '' : shortened(parts[part], cut, excess, language) };
}

/** Whether readers see the labels, and can follow the link. */
export function isComplete({ runs, shown, hrefs }: TidyHtml, { labels, link }: Parts): boolean {
  const visible = runs.filter(({ within }) => !within.some(isHiding)).map(({ text }) => text);
  const areLabelsThere = labels === '' || visible.join('').includes(labels);
  return (
    areLabelsThere && (link === null || hrefs.includes(escapeHtml(link.href)) || shown.includes(link.href))
  );
}

/** Readers have to tap to see what stands in it. */
function isHiding({ name, opening }: { name: string; opening: string }): boolean {
  return name === 'tg-spoiler' || opening === '<blockquote expandable>';
}

/** Without markup: the words of the link become its address, and other links keep their words before theirs. */
export function plainOf(tidy: TidyHtml, link: Parts['link']): string {
  let plain = '';
  let inside: TidyHtml['runs'][number]['within'][number] | null = null;
  let words = '';
  const end = () => {
    if (inside === null) return;
    const address = unescaped(inside.href ?? '');
    const isOwn = link !== null && address === link.href && words === link.words;
    plain += isOwn || address === '' || words === address ? (isOwn ? address : words) : `${words} ${address}`;
    [inside, words] = [null, ''];
  };
  for (const { text, within } of tidy.runs) {
    const anchor = within.find(({ href }) => href !== null) ?? null;
    if (anchor !== inside) end();
    inside = anchor;
    if (anchor === null) plain += text;
    else words += text;
  }
  end();
  return plain;
}

function unescaped(href: string): string {
  return href
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

export function renderingOf({ html, shown }: TidyHtml): Rendering {
  return { html, shown };
}
