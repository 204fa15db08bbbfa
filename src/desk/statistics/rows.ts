import { card, colours, line, text, type Tone } from './picture-shapes.ts';
import { cutToWidth, estimateWidth } from './picture-text.ts';
import { drawDays } from './columns.ts';
import type { StatisticsWords } from '../../words/statistics.ts';

/** The row of a channel or a section. */
export interface Row {
  name: string;
  /** Posts per day. */
  sent: readonly number[];
  refused: number;
  /** More figures after the total, from left to right. */
  figures: readonly string[];
}

/** Rows of one kind, and the positions of their parts. */
export interface Rows {
  title: string;
  tone: Tone;
  rows: readonly Row[];
  left: number;
  /** The left and the right edge of the small columns. */
  daysLeft: number;
  daysRight: number;
  /** The right edge and the heading of the total and of each figure. */
  edges: readonly { right: number; heading: string }[];
  /** The right end of the lines between rows. */
  right: number;
}

const titleHeight = 84;
const rowHeight = 62;
/** The height of the line about refused posts, under the name. */
const warningHeight = 34;
const bottomPadding = 14;
const nameSize = 34;
const totalSize = 36;

/** At most `most` rows. The rest becomes one row with their sums. */
export function shortenRows(rows: readonly Row[], most: number, words: StatisticsWords): Row[] {
  if (rows.length <= most) return [...rows];
  const rest = rows.slice(most - 1);
  const sent = (rest[0]?.sent ?? []).map((_, day) => sum(rest.map((row) => row.sent[day] ?? 0)));
  const refused = sum(rest.map((row) => row.refused));
  return [...rows.slice(0, most - 1), { name: words.others(rest.length), sent, refused, figures: [] }];
}

export function heightOfRows(rows: readonly Row[]): number {
  return titleHeight + sum(rows.map(heightOf)) + bottomPadding;
}

/** Draws a card of rows. Their small columns share one scale, so that they can be compared. */
export function drawRows(block: Rows, top: number, words: StatisticsWords): string {
  const most = Math.max(...block.rows.flatMap(({ sent }) => sent));
  const headings = block.edges.map(({ right, heading }) =>
    text(right, top + 58, heading, { size: 28, colour: colours.quiet, anchor: 'end' }),
  );
  const titleRoom = block.daysRight - block.left;
  let rowTop = top + titleHeight;
  const rows = block.rows.map((row) => {
    const drawn = drawRow(row, block, rowTop, most, words);
    rowTop += heightOf(row);
    return drawn;
  });
  return [
    card(block.left - 36, top, block.right - block.left + 72, heightOfRows(block.rows)),
    text(block.left, top + 58, cutToWidth(block.title, titleRoom, 36, true), { size: 36, isBold: true }),
    ...headings,
    ...rows,
  ].join('');
}

function drawRow(row: Row, block: Rows, top: number, most: number, words: StatisticsWords): string {
  const { formats } = words;
  const baseline = top + 43;
  const nameRoom = block.daysLeft - block.left - 20;
  const total = formats.number(sum(row.sent));
  const totalRight = block.edges[0]?.right ?? block.right;
  const figures = row.figures.map((figure, index) =>
    text(block.edges[index + 1]?.right ?? block.right, baseline, figure, { size: 32, anchor: 'end' }),
  );
  const warning = words.refusedOf(formats.number(row.refused));
  const warningStyle = { size: 28, isBold: true, colour: colours.warning };
  return [
    line(block.left, block.right, top),
    text(block.left, baseline, cutToWidth(row.name, nameRoom, nameSize), { size: nameSize }),
    drawDays(
      row.sent,
      {
        left: block.daysLeft,
        right: block.daysRight,
        bottom: top + rowHeight - 12,
        height: rowHeight - 22,
        tone: block.tone,
        most,
      },
      null,
    ),
    text(totalRight, baseline, total, {
      size: fitSize(total, totalRight - block.daysRight - 8, totalSize),
      isBold: true,
      anchor: 'end',
    }),
    ...figures,
    row.refused === 0 ? '' : text(block.left, baseline + warningHeight, warning, warningStyle),
  ].join('');
}

/** The largest size, up to `size`, at which a bold figure fits into `room`. */
export function fitSize(figure: string, room: number, size: number): number {
  return Math.min(size, (size * room) / estimateWidth(figure, size, true));
}

function heightOf(row: Row): number {
  return row.refused === 0 ? rowHeight : rowHeight + warningHeight;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
