import { readFileSync } from 'node:fs';

/** What a TrueType font says of its characters: of how many glyphs it has, and how wide they are drawn. */
export interface FontMetrics {
  hasGlyph(character: string): boolean;
  /** Without kerning, in the units of `size`. */
  width(text: string, size: number): number;
}

/** Reads the tables `cmap` (format 12 or 4), `hmtx`, `hhea` and `head`. Source: the OpenType specification. */
export function readFontMetrics(file: string): FontMetrics {
  const font = readFileSync(file);
  const tables = new Map<string, number>();
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const record = 12 + index * 16;
    tables.set(font.toString('latin1', record, record + 4), font.readUInt32BE(record + 8));
  }
  const table = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`the font has no table ${name}`);
    return offset;
  };
  const unitsPerEm = font.readUInt16BE(table('head') + 18);
  const metricsCount = font.readUInt16BE(table('hhea') + 34);
  const glyphs = readCharacterMap(font, table('cmap'));
  const glyphOf = (character: string) => glyphs.get(character.codePointAt(0) ?? 0) ?? 0;
  const advance = (glyph: number) =>
    font.readUInt16BE(table('hmtx') + Math.min(glyph, metricsCount - 1) * 4) / unitsPerEm;
  return {
    hasGlyph: (character) => glyphOf(character) !== 0,
    width: (text, size) =>
      Array.from(text, (character) => advance(glyphOf(character))).reduce((sum, ems) => sum + ems, 0) * size,
  };
}

function readCharacterMap(font: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let index = 0; index < font.readUInt16BE(cmap + 2); index += 1) {
    const start = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    if (font.readUInt16BE(start) === 12) readSegmentedCoverage(font, start, glyphs);
    if (font.readUInt16BE(start) === 4) readSegmentMapping(font, start, glyphs);
  }
  return glyphs;
}

function readSegmentedCoverage(font: Buffer, start: number, glyphs: Map<number, number>): void {
  for (let group = 0; group < font.readUInt32BE(start + 12); group += 1) {
    const at = start + 16 + group * 12;
    const [first, last, glyph] = [
      font.readUInt32BE(at),
      font.readUInt32BE(at + 4),
      font.readUInt32BE(at + 8),
    ];
    for (let code = first; code <= last; code += 1) glyphs.set(code, glyph + code - first);
  }
}

function readSegmentMapping(font: Buffer, start: number, glyphs: Map<number, number>): void {
  const doubled = font.readUInt16BE(start + 6);
  for (let segment = 0; segment < doubled; segment += 2) {
    const last = font.readUInt16BE(start + 14 + segment);
    const first = font.readUInt16BE(start + 16 + doubled + segment);
    const delta = font.readUInt16BE(start + 16 + doubled * 2 + segment);
    const rangeAt = start + 16 + doubled * 3 + segment;
    const range = font.readUInt16BE(rangeAt);
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const listed = range === 0 ? 0 : font.readUInt16BE(rangeAt + range + (code - first) * 2);
      const glyph = range === 0 ? code + delta : listed === 0 ? 0 : listed + delta;
      if ((glyph & 0xffff) !== 0) glyphs.set(code, glyph & 0xffff);
    }
  }
}
