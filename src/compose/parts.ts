import { domainToUnicode } from 'node:url';
import { isBreaking, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { spokenLanguage } from '../news/language.ts';
import type { FormattedText } from '../news/written.ts';
import { showMoment } from '../words/moments.ts';
import { postWordsFor } from '../words/posts.ts';
import { footerOf, type LinkedText } from './footer.ts';
import { hashtagsOf } from './hashtags.ts';
import { labelLine } from './label-line.ts';
import { usableLink, withUtm } from './links.ts';
import { cleanLine } from './text/clean-text.ts';
import { cutAtWord, cutText, withoutCutMark } from './text/cutting.ts';
import { restOfText } from './text/rest-of-text.ts';
import { summaryOf } from './text/summary.ts';

// Limits in UTF-16 units. A post is read on a phone; longer texts belong into the article.
const maxHeadline = 300;
const maxSummary = 900;
const maxCredit = 150;
const maxAuthor = 100;
const maxLinkText = 64;

/** What a post can say, clean and without markup. A part is '' if there is nothing to say. */
export interface Parts {
  /** Of breaking news. */
  sign: string;
  headline: string;
  summary: string;
  /** What the body says after the summary. */
  quote: string;
  credit: string;
  link: { href: string; words: string } | null;
  hashtags: string;
  footer: LinkedText;
  /** The name of the site. */
  source: string;
  author: string;
  /** When it was published, local. */
  time: string;
  labels: string;
  /** When it was corrected. */
  updated: string;
  /** What an editor wrote by hand; then there is neither headline nor summary. null: it is the newsroom's article. */
  written: FormattedText | null;
}

/** @param updatedAt when it was corrected last; null: never. `isSigned` false: as until 0.2.0, without a sign. */
export function partsOf(
  article: Article,
  channel: Channel,
  { updatedAt, isSigned }: { updatedAt: Date | null; isSigned: boolean },
): Parts {
  const { language } = article;
  const words = postWordsFor(language);
  if (article.written !== null) return partsOfWritten(article.written, article, channel, updatedAt);
  const headline = cutAtWord(withoutCutMark(cleanLine(article.headline)), maxHeadline);
  const told = summaryOf(article) ?? '';
  const summary = cutText(told, maxSummary, language);
  const needsQuote = channel.longText === 'expand' || channel.template !== null;
  const href = usableLink(article.url ?? '');
  const linkText = cutAtWord(cleanLine(channel.linkText ?? ''), maxLinkText) || words.readMore;
  return {
    sign: isSigned && channel.hasBreakingSign && isBreaking(article) ? words.breaking : '',
    headline: headline === '' && summary === '' ? words.untitled : headline,
    summary,
    quote: needsQuote ? restOfText(article, summary) : '',
    credit: creditLine(article.imageCredit, words.photo),
    link: href === null ? null : { href: withUtm(href, channel, article), words: linkText },
    hashtags: hashtagsOf(article, channel).join(' '),
    footer: footerOf(channel.footer),
    source: href === null ? '' : domainToUnicode(new URL(href).hostname).replace(/^www\./u, ''),
    author: cutAtWord(cleanLine(article.author ?? ''), maxAuthor),
    time: channel.template === null ? '' : timeOf(article.publishedAt, article, channel),
    labels: labelLine(article, channel),
    updated: updatedLine(updatedAt, article, channel),
    written: null,
  };
}

/** The editor's own words, and what the channel adds to every post. */
function partsOfWritten(
  { marks, text }: FormattedText,
  article: Article,
  channel: Channel,
  updatedAt: Date | null,
): Parts {
  const nothing = { sign: '', headline: '', summary: '', quote: '', credit: '', source: '', author: '' };
  return {
    ...nothing,
    link: null,
    hashtags: hashtagsOf(article, channel).join(' '),
    footer: footerOf(channel.footer),
    time: channel.template === null ? '' : timeOf(article.publishedAt, article, channel),
    labels: labelLine(article, channel),
    updated: updatedLine(updatedAt, article, channel),
    written: { marks, text },
  };
}

function updatedLine(updatedAt: Date | null, article: Article, channel: Channel): string {
  if (updatedAt === null) return '';
  return `${postWordsFor(article.language).updated} ${timeOf(updatedAt, article, channel)}`;
}

/** `14:05`; with its date if that is not the day of publication. */
function timeOf(at: Date, { language, publishedAt }: Article, { timeZone }: Channel): string {
  return showMoment(at, publishedAt, spokenLanguage(language), timeZone);
}

// Newsrooms write the credit with or without the word: "Photo: MFA", "MFA".
const creditWord =
  /^(photo|photo credit|credit|image|picture|foto|фото|сурет|снимок)\s*[:–—-]\s*|^photo by\s+/iu;

function creditLine(imageCredit: string | null, word: string): string {
  const name = cleanLine(imageCredit ?? '').replace(creditWord, '');
  return name === '' ? '' : cutAtWord(`${word}: ${name}`, maxCredit);
}
