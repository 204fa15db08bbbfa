import type { Article } from '../news/article.ts';
import type { Channel, DigestPlan } from '../news/channel.ts';
import { sectionIn, sectionKey } from '../news/section.ts';
import type { Message, Rendering } from '../news/post.ts';
import { cleanLine } from './text/clean-text.ts';
import { cutAtWord } from './text/cutting.ts';
import { fitPieces, maxTextUnits } from './fitting.ts';
import type { Piece } from './fitting.ts';
import { footerOf, type LinkedText } from './footer.ts';
import { labelLine } from './label-line.ts';
import { usableLink, withUtm } from './links.ts';
import { withAddresses } from './pieces.ts';
import { localeOf, showDays } from '../words/moments.ts';
import { postWordsFor } from '../words/posts.ts';
import { spokenLanguage } from '../news/language.ts';

// Limits in UTF-16 units.
const maxHeadline = 200;
const maxSection = 60;

/** When the digest was due, and the time zone of the date in its title. */
export interface DigestDate {
  at: Date;
  /** IANA name. */
  timeZone: string;
}

/** Numbers of the first and the last block; the sections are between them. */
const titleBlock = 0;
const lastBlock = 1_000;

/**
 * The message of a digest: a title with the date, and numbered headlines as links, best first. If there are several
 * sections, the headlines are grouped by section. It lists as many of the first articles as fit into one post (for the
 * limits see fitting.ts). Null: there is no article to list.
 */
export function composeDigest(
  articles: readonly Article[],
  channel: Channel,
  plan: DigestPlan,
  date: DigestDate,
): Message | null {
  if (articles.length === 0) return null;
  const language = languageOf(articles, channel);
  const footer = footerOf(channel.footer);
  const frame = { title: titleOf(language, plan, date), footer, language, channel };
  return {
    photo: null,
    text: fitMost(articles, (some) => linkedPieces(some, frame), language),
    plain: fitMost(articles, (some) => linkedPieces(some, frame).flatMap(withBareLink), language).shown,
    previewUrl: null,
    link: null,
  };
}

interface DigestFrame {
  title: string;
  footer: LinkedText;
  language: string;
  channel: Channel;
}

/** The channel's language, or the language of most articles. */
function languageOf(articles: readonly Article[], channel: Channel): string {
  if (channel.language !== null) return channel.language;
  const groups = [...Map.groupBy(articles, ({ language }) => language)];
  return groups.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 'en';
}

const hourMs = 3_600_000;

/** `Top stories · 24 November`; for more than a day and a half `Top stories · 18–24 November`. */
function titleOf(language: string, plan: DigestPlan, { at, timeZone }: DigestDate): string {
  const words = postWordsFor(language);
  const spoken = spokenLanguage(language);
  const options = { day: 'numeric', month: 'long', timeZone } as const;
  const hours = plan.periodMs / hourMs;
  const length = hours <= 36 ? 'day' : hours >= 6 * 24 && hours <= 8 * 24 ? 'week' : 'other';
  const name = plan.by === 'latest' ? words.digestOfLatest : words.digestOfTop[length];
  const date =
    length === 'day'
      ? new Intl.DateTimeFormat(localeOf(spoken), options).format(at)
      : showDays(new Date(at.getTime() - plan.periodMs), at, spoken, options);
  return cleanLine(`${name} · ${date}`);
}

function linkedPieces(articles: readonly Article[], frame: DigestFrame): Piece[] {
  const { title, footer, language, channel } = frame;
  const pieces: Piece[] = [{ text: title, style: 'bold', block: titleBlock, priority: 3, cut: 'words' }];
  const groups = sectionsOf(articles, frame);
  let number = 0;
  for (const [index, { name, articles: group }] of groups.entries()) {
    const block = titleBlock + 1 + index;
    if (groups.length > 1) pieces.push({ text: name, style: 'bold', block, priority: 1, cut: 'whole' });
    for (const article of group) {
      number += 1;
      const headline = cutAtWord(cleanLine(article.headline), maxHeadline) || postWordsFor(language).untitled;
      const href = usableLink(article.url ?? '');
      const style = href === null ? 'none' : { href: withUtm(href, channel, article) };
      const label = labelLine(article, channel);
      const text = `${number}. ${headline}${label === '' ? '' : ` · ${label}`}`;
      pieces.push({ text, style, block, priority: 1, cut: 'whole' });
    }
  }
  const { text, spans } = footer;
  const links = spans.length === 0 ? {} : { spans };
  if (text !== '')
    pieces.push({ text, ...links, style: 'none', block: lastBlock, priority: 2, cut: 'words' });
  return pieces;
}

/** Articles grouped by section, in the order of their first articles. Those without a section come last. */
function sectionsOf(articles: readonly Article[], { language, channel: { sectionNames } }: DigestFrame) {
  const fold = (article: Article) => sectionKey(cleanLine(article.section ?? ''), sectionNames);
  const groups = [...Map.groupBy(articles, fold)].map(([key, group]) => ({
    key,
    name:
      key === ''
        ? postWordsFor(language).noSection
        : cutAtWord(sectionIn(language, cleanLine(group[0]?.section ?? ''), sectionNames), maxSection),
    articles: group,
  }));
  return [...groups.filter(({ key }) => key !== ''), ...groups.filter(({ key }) => key === '')];
}

/** Without markup the address is shown below its headline. */
function withBareLink(piece: Piece): Piece[] {
  const { spans, ...bare } = piece;
  if (spans !== undefined) return [{ ...bare, text: withAddresses(piece.text, spans), style: 'none' }];
  if (typeof piece.style !== 'object') return [{ ...piece, style: 'none' }];
  return [
    { ...piece, style: 'none' },
    { ...piece, text: piece.style.href, style: 'none' },
  ];
}

/** Renders as many of the first articles as fit completely, at least one. */
function fitMost(
  articles: readonly Article[],
  piecesOf: (articles: readonly Article[]) => Piece[],
  language: string,
): Rendering {
  const fit = (count: number) => {
    const pieces = piecesOf(articles.slice(0, count));
    const rendering = fitPieces(pieces, maxTextUnits, language);
    const wanted = pieces.map(({ text }) => text).join('\n');
    // If a line is missing or changed, something was shortened to fit.
    return {
      rendering,
      isWhole: rendering.shown.replaceAll('\n\n', '\n') === wanted.replaceAll('\n\n', '\n'),
    };
  };
  let [fits, tooMany] = [1, articles.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (fit(middle).isWhole) fits = middle;
    else tooMany = middle;
  }
  return fit(fits).rendering;
}
