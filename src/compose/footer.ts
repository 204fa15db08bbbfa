import { cleanText } from './text/clean-text.ts';
import { cutAtWord } from './text/cutting.ts';
import { usableLink } from './links.ts';
import type { Span } from './fitting.ts';

const maxFooter = 300;

/** Brackets in the words of a link need no escape: the last pair before the address counts. */
const linkForm = /\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)/gu;

/** A text with links under some of its words. */
export interface LinkedText {
  text: string;
  spans: Span[];
}

/** A footer as the settings write it: `[Site](https://…) | [Instagram](https://…)`. */
export function footerOf(written: string | null): LinkedText {
  const clean = cleanText(written ?? '');
  const spans: Span[] = [];
  let text = '';
  let after = 0;
  for (const match of clean.matchAll(linkForm)) {
    const [whole, words = '', address = ''] = match;
    const href = usableLink(address);
    if (href === null) continue;
    text += clean.slice(after, match.index);
    spans.push({ start: text.length, end: text.length + words.length, href });
    text += words;
    after = match.index + whole.length;
  }
  return { text: cutAtWord(text + clean.slice(after), maxFooter), spans };
}
