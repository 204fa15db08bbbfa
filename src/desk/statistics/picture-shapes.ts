import { escapeXml } from './picture-text.ts';

/** A colour for whole days, and a lighter one for today, because the day is not over. */
export interface Tone {
  full: string;
  light: string;
}

/**
 * Blue, teal and vermilion stay apart for every kind of colour-blindness (after Okabe and Ito); all text has a
 * contrast of at least 4.5 to its ground (WCAG 2.2, 1.4.3).
 */
export const colours = {
  ground: '#EDF1F5',
  card: '#FFFFFF',
  ink: '#17212B',
  quiet: '#566573',
  rule: '#DDE3E9',
  /** A day without posts. */
  zero: '#9AA7B3',
  warning: '#B93E0B',
  channel: { full: '#1F6FB2', light: '#9CC3E4' },
  section: { full: '#00806A', light: '#8ACBBD' },
} as const;

export interface TextStyle {
  size: number;
  isBold?: boolean;
  colour?: string;
  anchor?: 'start' | 'middle' | 'end';
}

/** A line of text with its baseline at `y`. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, isBold = false, colour = colours.ink, anchor = 'start' } = style;
  const weight = isBold ? ' font-weight="700"' : '';
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${round(size)}"${weight}${place} fill="${colour}">${escapeXml(content)}</text>`;
}

export function card(x: number, y: number, width: number, height: number): string {
  return box(x, y, width, height, colours.card, 28);
}

export function box(x: number, y: number, width: number, height: number, fill: string, radius = 0): string {
  const corners = radius === 0 ? '' : ` rx="${round(radius)}"`;
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${corners} fill="${fill}"/>`;
}

/** A thin horizontal line. */
export function line(x1: number, x2: number, y: number): string {
  return `<path d="M${round(x1)} ${round(y)}H${round(x2)}" stroke="${colours.rule}" stroke-width="2" fill="none"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
