import { estimateWidth } from './picture-text.ts';
import { box, colours, text, type Tone } from './picture-shapes.ts';
import type { Formats, StatisticsWords } from '../../words/statistics.ts';

/** The area of the columns. They grow upwards from `bottom`. */
export interface ColumnArea {
  left: number;
  right: number;
  bottom: number;
  height: number;
  tone: Tone;
  /** The number that has the full height; absent: the highest of these. */
  most?: number;
}

const widestColumn = 84;
/** The least heights, so that one post can be seen, and a day without posts too. */
const leastHeight = 5;
const zeroHeight = 3;
const valueSize = 30;

/** One column per day. Today's is lighter, because the day is not over. With `formats`, the numbers stand above. */
export function drawDays(counts: readonly number[], area: ColumnArea, formats: Formats | null): string {
  const slot = (area.right - area.left) / Math.max(counts.length, 1);
  const columnWidth = Math.min(slot * (counts.length > 31 ? 0.76 : 0.68), widestColumn);
  const most = Math.max(area.most ?? Math.max(...counts), 1);
  const isValued = formats === null ? () => false : chooseValues(counts, slot, formats);
  return counts
    .map((count, day) => {
      const middle = area.left + slot * (day + 0.5);
      const height = count === 0 ? zeroHeight : Math.max((count / most) * area.height, leastHeight);
      const isToday = day === counts.length - 1;
      const fill = count === 0 ? colours.zero : isToday ? area.tone.light : area.tone.full;
      const column = box(middle - columnWidth / 2, area.bottom - height, columnWidth, height, fill);
      if (formats === null || !isValued(day)) return column;
      const value = formats.number(count);
      const half = estimateWidth(value, valueSize, true) / 2;
      const x = Math.min(Math.max(middle, area.left + half), area.right - half);
      const colour = count === 0 ? colours.quiet : colours.ink;
      const style = { size: valueSize, isBold: true, colour, anchor: 'middle' } as const;
      return column + text(x, area.bottom - height - 12, value, style);
    })
    .join('');
}

/** All numbers if there is room for them, otherwise only the highest. */
function chooseValues(counts: readonly number[], slot: number, formats: Formats): (day: number) => boolean {
  const widest = Math.max(...counts.map((count) => estimateWidth(formats.number(count), valueSize, true)));
  if (widest + 6 <= slot) return () => true;
  const highest = counts.indexOf(Math.max(...counts));
  return (day) => day === highest;
}

export interface LabelArea {
  left: number;
  right: number;
  /** The baseline of the first of two lines. */
  baseline: number;
}

const labelSize = 30;
const lineHeight = 36;
/** Wide enough for the short name of a weekday in every language. */
const weekdayRoom = 62;
/** How far labels may reach beyond the columns: the card is a little wider. */
const overhang = 24;

function isWeekly(days: number, width: number): boolean {
  return width / Math.max(days, 1) >= weekdayRoom;
}

/** How far `drawDayLabels` reaches below its first line. */
export function dayLabelsHeight(days: number, width: number): number {
  return isWeekly(days, width) ? lineHeight : 8;
}

/** Labels the columns: with weekdays for up to two weeks, otherwise with as many dates as fit. */
export function drawDayLabels(dates: readonly Date[], area: LabelArea, words: StatisticsWords): string {
  return isWeekly(dates.length, area.right - area.left)
    ? drawWeekdays(dates, area, words)
    : drawDates(dates, area, words);
}

function drawWeekdays(dates: readonly Date[], area: LabelArea, words: StatisticsWords): string {
  const slot = (area.right - area.left) / dates.length;
  const today = dates.length - 1;
  const isTodayNamed = estimateWidth(words.today, labelSize, true) <= slot + 20;
  return dates
    .map((date, day) => {
      const middle = area.left + slot * (day + 0.5);
      const weekday = words.formats.date(date, { weekday: 'short' });
      const name = day === today && isTodayNamed ? words.today : weekday;
      const number = words.formats.date(date, { day: 'numeric' });
      const style = { size: labelSize, anchor: 'middle' } as const;
      return (
        text(middle, area.baseline, name, { ...style, isBold: day === today }) +
        text(middle, area.baseline + lineHeight, number, { ...style, colour: colours.quiet })
      );
    })
    .join('');
}

/** A date every one, two or four weeks back from today. A date that would reach over the edge is left out. */
function drawDates(dates: readonly Date[], area: LabelArea, words: StatisticsWords): string {
  const slot = (area.right - area.left) / dates.length;
  const today = dates.length - 1;
  const name = (date: Date) => words.formats.date(date, { day: 'numeric', month: 'short' });
  const widest = Math.max(...dates.map((date) => estimateWidth(name(date), labelSize)));
  const step = [7, 14].find((days) => days * slot > widest * 1.25) ?? 28;
  return dates
    .map((date, day) => {
      if ((today - day) % step !== 0) return '';
      const middle = area.left + slot * (day + 0.5);
      if (middle - widest / 2 < area.left - overhang) return '';
      const tick = box(middle - 1.5, area.baseline - 36, 3, 10, colours.zero);
      if (day === today) {
        return (
          tick +
          text(area.right, area.baseline + 8, words.today, { size: labelSize, anchor: 'end', isBold: true })
        );
      }
      return tick + text(middle, area.baseline + 8, name(date), { size: labelSize, anchor: 'middle' });
    })
    .join('');
}
