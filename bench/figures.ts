/** A measured figure, with its aim if there is one. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  aim?: string;
  isMet?: boolean;
}

/** The percentile of the values by nearest rank. `share` is from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** A figure whose aim is at most `limit`. */
export function atMost(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, aim: `≤ ${limit} ${unit}`, isMet: value <= limit };
}

/** A figure whose aim is at least `limit`. */
export function atLeast(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, aim: `≥ ${limit} ${unit}`, isMet: value >= limit };
}

/** Formats the figures as a text table. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim, isMet }) => [
    name,
    `${round(value)} ${unit}`,
    aim ?? '',
    isMet === undefined ? '' : isMet ? '✓' : '✗',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}
