import type { SpokenLanguage } from '../../news/language.ts';
import type { PostStatistics } from '../../store/posts/statistics.ts';
import { dayLabelsHeight, drawDayLabels, drawDays } from './columns.ts';
import { statisticsWords, type ReaderFacts, type StatisticsWords } from '../../words/statistics.ts';
import { cleanName, cutToWidth } from './picture-text.ts';
import { card, colours, line, text } from './picture-shapes.ts';
import { drawRows, fitSize, heightOfRows, shortenRows, sum, type Rows } from './rows.ts';

/** The facts that the picture shows. */
export interface StatisticsFacts {
  posts: Omit<PostStatistics, 'delaysByPeriod'>;
  /** Local dates as UTC midnights, oldest first; the last one is today. */
  dates: readonly Date[];
  timeZone: string;
  readers: ReaderFacts;
}

/** In units of the picture. A phone shows the width as about 390 points, so the smallest type is 28. */
const width = 1080;
const margin = 28;
const inner = 36;
const left = margin + inner;
const right = width - left;
/** Between two cards. */
const gap = 18;

/** More rows are hard to read, so the rest becomes one row. */
const mostChannels = 12;
const mostSections = 7;
/** With many channels there are fewer sections, so that the picture fits on a phone. */
const manyChannels = 6;
const fewSections = 5;

/** A part of the picture: its height, and how it is drawn below `top`. */
interface Block {
  height: number;
  draw(top: number): string;
}

/**
 * Draws the statistics as an SVG for a phone: totals, posts per day, and one row of small columns for each
 * channel and each section. Rows of one block share a scale. Colour is never the only sign of anything.
 */
export function drawStatistics(facts: StatisticsFacts, language: SpokenLanguage): string {
  const words = statisticsWords[language];
  const blocks = [
    header(facts, words),
    totals(facts, words),
    ...(facts.dates.length > 1 ? [days(facts, words)] : []),
    ...channels(facts, words),
    ...sections(facts, words),
    footer(facts, words),
  ];
  const drawn: string[] = [];
  let top = 0;
  for (const block of blocks) {
    drawn.push(block.draw(top));
    top += block.height;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="Noto Sans"><rect width="${width}" height="${top}" fill="${colours.ground}"/>${drawn.join('')}</svg>`;
}

function header({ dates, posts }: StatisticsFacts, words: StatisticsWords): Block {
  const [from, to] = [dates[0] ?? new Date(0), dates.at(-1) ?? new Date(0)];
  const only = posts.channels.length === 1 ? posts.channels[0] : undefined;
  const period = words.formats.period(from, to);
  const subtitle = only === undefined ? period : `${period} · ${cleanName(only.channel)}`;
  return {
    height: 156,
    draw: (top) =>
      text(left, top + 76, words.title(dates.length), { size: 58, isBold: true }) +
      text(left, top + 126, cutToWidth(subtitle, right - left, 34), { size: 34, colour: colours.quiet }),
  };
}

/** Under a number. */
interface Figure {
  figure: string;
  label: string;
  colour?: string;
}

const figureColumns = [left, left + 226, left + 452, left + 706];

function drawFigures(figures: readonly Figure[], baseline: number): string {
  return figures
    .map(({ colour = colours.ink, figure, label }, index) => {
      const x = figureColumns[index] ?? left;
      const room = (figureColumns[index + 1] ?? right + 10) - 10 - x;
      const size = fitSize(figure, room, 60);
      return (
        text(x, baseline, figure, { size, isBold: true, colour }) +
        text(x, baseline + 44, cutToWidth(label, room, 30), { size: 30, colour: colours.quiet })
      );
    })
    .join('');
}

/** The totals: posts, the delay from publication to channel (median and 95 %), refused posts; and what readers did. */
function totals(facts: StatisticsFacts, words: StatisticsWords): Block {
  const { posts } = facts;
  const sent = sum(posts.channels.map((channel) => sum(channel.sent)));
  const refused = sum(posts.channels.map((channel) => channel.refused));
  const { formats } = words;
  const delay = (ms: number | undefined) => (ms === undefined ? '—' : formats.duration(ms));
  const figures = [
    { figure: formats.number(sent), label: words.posts(sent) },
    { figure: delay(posts.delays?.medianMs), label: words.median },
    { figure: delay(posts.delays?.p95Ms), label: words.p95 },
    {
      figure: formats.number(refused),
      label: words.refused(refused),
      colour: refused === 0 ? colours.ink : colours.warning,
    },
  ];
  const readers = readerFigures(facts, words);
  const height = readers.length === 0 ? 190 : 320;
  return {
    height: height + gap,
    draw: (top) =>
      card(margin, top, width - 2 * margin, height) +
      text(left + 226, top + 46, words.toChannel, { size: 28, colour: colours.quiet }) +
      line(left + 226, left + 670, top + 60) +
      drawFigures(figures, top + 122) +
      (readers.length === 0 ? '' : line(left, right, top + 194)) +
      drawFigures(readers, top + 254),
  };
}

/** Empty: nobody counted. */
function readerFigures({ readers }: StatisticsFacts, words: StatisticsWords): Figure[] {
  const { comments, joins, leaves, reactions, subscribers } = readers;
  const isCounted = [subscribers, reactions, comments].some((count) => count !== null) || joins + leaves > 0;
  if (!isCounted) return [];
  const { formats } = words;
  const count = (number: number | null) => (number === null ? '—' : formats.number(number));
  return [
    { figure: count(subscribers), label: words.subscribers(subscribers ?? 0) },
    { figure: `+${formats.number(joins)} −${formats.number(leaves)}`, label: words.joinsAndLeaves },
    { figure: count(reactions), label: words.reactions(reactions ?? 0) },
    { figure: count(comments), label: words.comments(comments ?? 0) },
  ];
}

function days({ posts, dates }: StatisticsFacts, words: StatisticsWords): Block {
  const perDay = dates.map((_, day) => sum(posts.channels.map(({ sent }) => sent[day] ?? 0)));
  const isEmpty = perDay.every((count) => count === 0);
  const columnsHeight = isEmpty ? 70 : posts.channels.length > manyChannels ? 150 : 200;
  const height = 196 + columnsHeight + dayLabelsHeight(dates.length, right - left);
  const area = { left, right, height: columnsHeight, tone: colours.channel };
  const middle = (left + right) / 2;
  return {
    height: height + gap,
    draw: (top) =>
      card(margin, top, width - 2 * margin, height) +
      text(left, top + 58, words.byDay, { size: 36, isBold: true }) +
      drawDays(perDay, { ...area, bottom: top + 126 + columnsHeight }, isEmpty ? null : words.formats) +
      (isEmpty ? text(middle, top + 140, words.nothing, { size: 36, anchor: 'middle' }) : '') +
      drawDayLabels(dates, { left, right, baseline: top + 170 + columnsHeight }, words),
  };
}

function channels({ posts }: StatisticsFacts, words: StatisticsWords): Block[] {
  // With one channel the totals say it already.
  if (posts.channels.length < 2) return [];
  const rows = posts.channels.map(({ channel, sent, delays, refused }) => ({
    name: cleanName(channel),
    sent,
    refused,
    figures:
      delays === null ? ['—', '—'] : [delays.medianMs, delays.p95Ms].map((ms) => words.formats.duration(ms)),
  }));
  const edges = [
    { right: 706, heading: words.postsHeading },
    { right: 862, heading: words.median },
    { right, heading: words.p95 },
  ];
  const place = { left, right, daysLeft: 366, daysRight: 580, edges };
  const shown = shortenRows(rows, mostChannels, words);
  return rowBlock({ title: words.byChannel, tone: colours.channel, rows: shown, ...place }, words);
}

function sections({ posts }: StatisticsFacts, words: StatisticsWords): Block[] {
  const row = (name: string, sent: readonly number[]) => ({ name, sent, refused: 0, figures: [] });
  const rows = posts.sections.map(({ section, sent }) =>
    row(section === null ? words.noSection : cleanName(section), sent),
  );
  if (sum(posts.digests) > 0) rows.push(row(words.digests, posts.digests));
  // A single row for articles without a section would tell nothing.
  if (rows.length === 0 || (rows.length === 1 && posts.sections[0]?.section === null)) return [];
  const shown = shortenRows(rows, posts.channels.length > manyChannels ? fewSections : mostSections, words);
  const place = {
    left,
    right,
    daysLeft: 480,
    daysRight: 870,
    edges: [{ right, heading: words.postsHeading }],
  };
  return rowBlock({ title: words.bySection, tone: colours.section, rows: shown, ...place }, words);
}

function rowBlock(rows: Rows, words: StatisticsWords): Block[] {
  return [{ height: heightOfRows(rows.rows) + gap, draw: (top) => drawRows(rows, top, words) }];
}

function footer({ timeZone }: StatisticsFacts, words: StatisticsWords): Block {
  const note = words.timeZone(timeZone);
  return {
    height: 64,
    draw: (top) => text(left, top + 32, note, { size: 28, colour: colours.quiet }),
  };
}
