import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** One row of values, one per label of the chart; null: there is none. */
export interface Series {
  name: string;
  values: readonly (number | null)[];
}

/** Where a chart is drawn. An SVG scales its text with it, so a phone gets a chart of its own that is drawn narrow. */
interface Plane {
  name: 'wide' | 'narrow';
  width: number;
  height: number;
}

const planes: readonly Plane[] = [
  { name: 'wide', width: 720, height: 240 },
  { name: 'narrow', width: 360, height: 210 },
];

const left = 56;
const right = 16;
const top = 12;
const bottom = 26;

/** Labels under the chart stand at least this far apart. */
const labelWidth = 58;

/** Columns that stand on one another. */
export function columns(series: readonly Series[], labels: readonly string[], title: string): Html {
  const sums = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const most = niceMost(Math.max(...sums, 1));
  return chart(
    title,
    series,
    (plane) =>
      html`${grid(plane, { from: 0, to: most }, (value) => String(value))}${bars(plane, series, labels, most)}`,
    labels,
  );
}

function bars(plane: Plane, series: readonly Series[], labels: readonly string[], most: number): Html[] {
  const [step, plotHeight] = [stepOf(plane, labels), plotHeightOf(plane)];
  return labels.map((label, at) => {
    let below = 0;
    const parts = series.map(({ values }, place) => {
      const value = values[at] ?? 0;
      const barHeight = (value / most) * plotHeight;
      below += barHeight;
      if (value === 0) return '';
      return html`<rect
        class="c${place}"
        x="${round(left + at * step + step * 0.14)}"
        y="${round(top + plotHeight - below)}"
        width="${round(step * 0.72)}"
        height="${round(barHeight)}"
      />`;
    });
    const told = series.map(({ name, values }) => `${name}: ${values[at] ?? 0}`).join(', ');
    return html`<g><title>${label} — ${told}</title>${parts}</g>`;
  });
}

/** What stands at the bottom and at the top of a chart. */
interface Scale {
  from: number;
  to: number;
}

/** Milliseconds, from none on. */
function timeScale(values: readonly number[]): Scale {
  return { from: 0, to: niceSpan(Math.max(...values, 1_000)) };
}

/** Numbers that change little, such as subscribers: the chart begins near the lowest. */
export function countScale(values: readonly number[]): Scale {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return { from: 0, to: gridLines };
  for (let span = Math.max(highest - lowest, gridLines); ; span *= 1.5) {
    const step = niceMost(span) / gridLines;
    const from = Math.floor(lowest / step) * step;
    if (from + step * gridLines >= highest) return { from, to: from + step * gridLines };
  }
}

/** Lines, each of its own; a day without a value interrupts them. */
export function lines(
  series: readonly Series[],
  labels: readonly string[],
  title: string,
  show: (value: number) => string,
  scaleOf: (values: readonly number[]) => Scale = timeScale,
): Html {
  const scale = scaleOf(series.flatMap((each) => each.values.filter((value) => value !== null)));
  return chart(
    title,
    series,
    (plane) => html`${grid(plane, scale, show)}${curves(plane, scale, { labels, series }, show)}`,
    labels,
  );
}

function curves(
  plane: Plane,
  { from, to }: Scale,
  { labels, series }: { labels: readonly string[]; series: readonly Series[] },
  show: (value: number) => string,
): Html[] {
  const [step, plotHeight] = [stepOf(plane, labels), plotHeightOf(plane)];
  const x = (at: number) => round(left + at * step + step / 2);
  const y = (value: number) => round(top + plotHeight - ((value - from) / (to - from)) * plotHeight);
  return series.map(({ name, values: own }, place) => {
    const path = own
      .map((value, at) =>
        value === null ? '' : `${at === 0 || own[at - 1] === null ? 'M' : 'L'}${x(at)} ${y(value)}`,
      )
      .join('');
    const points = own.map((value, at) =>
      value === null
        ? ''
        : html`<circle class="p${place}" cx="${x(at)}" cy="${y(value)}" r="3"
            ><title>${labels[at]} — ${name} ${show(value)}</title></circle
          >`,
    );
    return html`<path class="l${place}" d="${path}" />${points}`;
  });
}

/** The style sheet shows the one of the two that fits the window. */
function chart(
  title: string,
  series: readonly Series[],
  draw: (plane: Plane) => Html,
  labels: readonly string[],
): Html {
  return html`<figure class="chart">
    ${planes.map(
      (plane) =>
        html`<svg
          class="${plane.name}"
          viewBox="0 0 ${plane.width} ${plane.height}"
          role="img"
          aria-label="${title}"
        >
          ${draw(plane)}${axis(plane, labels)}
        </svg>`,
    )}
    <figcaption>
      ${series.map(({ name }, place) => html`<span class="key k${place}">${name}</span>`)}
    </figcaption>
  </figure>`;
}

function stepOf({ width }: Plane, labels: readonly string[]): number {
  return (width - left - right) / labels.length;
}

function plotHeightOf({ height }: Plane): number {
  return height - top - bottom;
}

const gridLines = 4;

function grid(plane: Plane, { from, to }: Scale, show: (value: number) => string): Html {
  return html`${Array.from({ length: gridLines + 1 }, (_, at) => {
    const y = round(top + plotHeightOf(plane) * (1 - at / gridLines));
    return html`<line class="grid" x1="${left}" x2="${plane.width - right}" y1="${y}" y2="${y}" /><text
        class="tick"
        x="${left - 6}"
        y="${y + 4}"
        >${show(from + ((to - from) * at) / gridLines)}</text
      >`;
  })}`;
}

function axis(plane: Plane, labels: readonly string[]): Html {
  const step = stepOf(plane, labels);
  const every = Math.max(1, Math.ceil(labelWidth / step));
  return html`${labels.map((label, at) =>
    (labels.length - 1 - at) % every === 0
      ? html`<text class="label" x="${round(left + at * step + step / 2)}" y="${plane.height - 8}"
          >${label}</text
        >`
      : '',
  )}`;
}

/** The next number above that four lines divide into whole ones. */
function niceMost(value: number): number {
  const rough = Math.max(1, value / gridLines);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor =
    [1, 2, 2.5, 5, 10].find((each) => each * power >= rough && Number.isInteger(each * power)) ?? 10;
  return Math.ceil(factor * power) * gridLines;
}

/** Steps of time in which people count, milliseconds. */
const spansMs = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

function niceSpan(ms: number): number {
  const step = spansMs.find((seconds) => seconds * 1_000 * gridLines >= ms);
  return step === undefined
    ? Math.ceil(ms / 86_400_000 / gridLines) * 86_400_000 * gridLines
    : step * 1_000 * gridLines;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
