import { escapeHtml } from '../../compose/fitting.ts';

/** Widths of the characters of Noto Sans Regular, rounded up to 0.05 em. A test compares them with the font. */
const widths: readonly (readonly [number, string])[] = [
  [0.3, "'ijlJіІ .,:;!()·|\u00A0\u2009\u202F"],
  [0.35, 'fI-[]'],
  [0.4, 't/'],
  [0.45, 'rгғ?_"'],
  [0.5, 'cszзстэ–'],
  [0.55, 'kvxyFLSкухьұүГҒ«»'],
  [0.6, 'aeETVXYZ0123456789абвеёлочяәқЕЁЗТХҰҮ+=×'],
  [0.65, 'bdghnopquABCKPRдийнпрцъөһАБВКРСУЬЭЯ#'],
  [0.7, 'ңЛЧЪҚҺ'],
  [0.75, 'DGHUфДНПЦӘ&'],
  [0.8, 'wNOQжмыюИЙОҢӨ…'],
  [0.85, 'ФЫ%'],
  [0.9, 'шщ@'],
  [0.95, 'mMWЖМ'],
];
const widthOf = new Map(
  widths.flatMap(([width, characters]) => Array.from(characters, (one) => [one, width] as const)),
);
const widest = 1.05;
const boldFactor = 1.1;

/** The width of a text, estimated a little too wide, in the unit of `size`. The layout is planned with it. */
export function estimateWidth(text: string, size: number, isBold = false): number {
  let ems = 0;
  for (const character of text) ems += widthOf.get(character) ?? widest;
  return ems * size * (isBold ? boldFactor : 1);
}

/** The text, or as much of it as fits, with an ellipsis. */
export function cutToWidth(text: string, width: number, size: number, isBold = false): string {
  if (estimateWidth(text, size, isBold) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (estimateWidth(`${kept}${character}…`, size, isBold) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Pictographs, their modifiers, and characters that direct or hide text. The font has none of them. */
const undrawable =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Cf}\p{Co}\p{Cn}\p{Cc}\uFE0F\u20E3]/gu;

/** A name on one line, without the characters that cannot be drawn. */
export function cleanName(name: string): string {
  return name.toWellFormed().replaceAll(undrawable, ' ').replaceAll(/\s+/gu, ' ').trim();
}

/** Text for an SVG, without the characters that XML does not allow at all. */
export function escapeXml(text: string): string {
  const allowed = text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, ''); // eslint-disable-line no-control-regex
  return escapeHtml(allowed);
}
