import type { FormattedText, Mark, MarkKind } from '../news/written.ts';
import { usableLink } from './links.ts';

/** These are never divided, and of two at the same place the first one holds the other. All others are styles. */
const whole: readonly (readonly MarkKind[])[] = [['quote', 'long quote'], ['link'], ['pre'], ['code']];

const tags: Readonly<Record<Exclude<MarkKind, 'link' | 'pre'>, [string, string]>> = {
  bold: ['<b>', '</b>'],
  italic: ['<i>', '</i>'],
  underline: ['<u>', '</u>'],
  strikethrough: ['<s>', '</s>'],
  spoiler: ['<tg-spoiler>', '</tg-spoiler>'],
  code: ['<code>', '</code>'],
  quote: ['<blockquote>', '</blockquote>'],
  'long quote': ['<blockquote expandable>', '</blockquote>'],
};

/**
 * A formatted text in Telegram's HTML. Styles that cross something are divided, so that every element ends in the one in
 * which it began. @param escape writes a text as HTML.
 * Source: https://core.telegram.org/bots/api#html-style
 */
export function markedHtml({ marks, text }: FormattedText, escape: (text: string) => string): string {
  const places = [...new Set([0, text.length, ...marks.flatMap(({ end, start }) => [start, end])])];
  places.sort((one, other) => one - other);
  const sorted = divided(marks).sort(compareMarks);
  let html = '';
  let open: readonly Mark[] = [];
  for (const [index, from] of places.entries()) {
    const within = sorted.filter(({ end, start }) => start <= from && from < end);
    const kept = countSame(open, within);
    html += open.slice(kept).toReversed().map(closing).join('');
    html += within
      .slice(kept)
      .map((mark) => opening(mark, escape))
      .join('');
    html += escape(text.slice(from, places[index + 1] ?? from));
    open = within;
  }
  return html;
}

/** Styles end and begin again where they cross what is never divided. */
function divided(marks: readonly Mark[]): Mark[] {
  const kept = marks.filter((mark) => rankOf(mark) < whole.length);
  return marks.flatMap((mark) => {
    if (rankOf(mark) < whole.length) return [mark];
    const crossing = kept.filter(({ end, start }) =>
      start < mark.start ? end > mark.start && end < mark.end : start < mark.end && end > mark.end,
    );
    const cuts = crossing
      .flatMap(({ end, start }) => [start, end])
      .filter((place) => place > mark.start && place < mark.end);
    const places = [mark.start, ...cuts.sort((one, other) => one - other), mark.end];
    return places.slice(1).map((end, index) => ({ ...mark, start: places[index] ?? mark.start, end }));
  });
}

function compareMarks(one: Mark, other: Mark): number {
  return one.start - other.start || other.end - one.end || rankOf(one) - rankOf(other);
}

function rankOf({ kind }: Mark): number {
  const rank = whole.findIndex((kinds) => kinds.includes(kind));
  return rank === -1 ? whole.length : rank;
}

function countSame(one: readonly Mark[], other: readonly Mark[]): number {
  const different = one.findIndex((mark, index) => mark !== other[index]);
  return different === -1 ? one.length : different;
}

function opening({ href = '', kind, language }: Mark, escape: (text: string) => string): string {
  if (kind === 'link') return `<a href="${escape(href)}">`;
  if (kind !== 'pre') return tags[kind][0];
  return language === undefined ? '<pre>' : `<pre><code class="language-${escape(language)}">`;
}

function closing({ kind, language }: Mark): string {
  if (kind === 'link') return '</a>';
  if (kind !== 'pre') return tags[kind][1];
  return language === undefined ? '</pre>' : '</code></pre>';
}

/** The marks of the beginning of a text. */
export function marksUpTo(marks: readonly Mark[], length: number): Mark[] {
  return marks
    .filter(({ start }) => start < length)
    .map((mark) => (mark.end <= length ? mark : { ...mark, end: length }));
}

/** Without formatting: each address stands after the words that lead there. */
export function bareText({ marks, text }: FormattedText): string {
  const links = marks.filter(({ kind }) => kind === 'link').sort((one, other) => one.end - other.end);
  let bare = '';
  let after = 0;
  for (const { end, href = '', start } of links) {
    if (end <= after) continue;
    bare += text.slice(after, end);
    if (text.slice(start, end) !== href) bare += ` ${href}`;
    after = end;
  }
  return bare + text.slice(after);
}

/** The first address in a text, under words or in full; null: there is none. */
export function firstLinkOf({ marks, text }: FormattedText): string | null {
  const under = marks.flatMap(({ href, kind, start }) =>
    kind === 'link' && href !== undefined ? [{ at: start, address: href }] : [],
  );
  const written = Array.from(text.matchAll(/https?:\/\/[^\s<>"]+/giu), ({ 0: address, index }) => ({
    at: index,
    address: address.replace(/[.,;:!?)\]}»”'"]+$/u, ''),
  }));
  const found = [...under, ...written].sort((one, other) => one.at - other.at);
  return found.map(({ address }) => usableLink(address)).find((link) => link !== null) ?? null;
}
