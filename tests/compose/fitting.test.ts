import { describe, expect, test } from 'vitest';
import { fitPieces } from '../../src/compose/fitting.ts';
import type { Piece } from '../../src/compose/fitting.ts';

const piece = (text: string, priority: number, more: Partial<Piece> = {}): Piece => ({
  text,
  style: 'none',
  block: priority,
  priority,
  cut: 'words',
  ...more,
});

describe('fitPieces', () => {
  test('puts blocks apart and lines together', () => {
    const pieces = [piece('a', 3, { style: 'bold' }), piece('b', 2), piece('c', 2), piece('d', 1)];
    expect(fitPieces(pieces, 100, 'en')).toEqual({
      html: '<b>a</b>\n\nb\nc\n\nd',
      shown: 'a\n\nb\nc\n\nd',
    });
    expect(fitPieces([], 100, 'en')).toEqual({ html: '', shown: '' });
  });

  test('shortens the lowest first, then leaves it out, then the next', () => {
    const pieces = [
      piece('head '.repeat(10).trim(), 3),
      piece('text '.repeat(20).trim(), 1),
      piece('foot', 2, { cut: 'whole' }),
    ];
    const shownIn = (units: number): string => fitPieces(pieces, units, 'en').shown;
    expect(shownIn(160)).toMatch(/^head .+\n\ntext .+ text\n\nfoot$/);
    expect(shownIn(120)).toMatch(/^head .+\n\ntext .+…\n\nfoot$/);
    expect(shownIn(60)).toMatch(/^head .+ head\n\nfoot$/);
    expect(shownIn(50)).toMatch(/^head .+ head$/);
    expect(shownIn(45)).toMatch(/^head .+ head…$/);
    expect(shownIn(10)).toBe('');
  });

  test('the last of equal pieces gives way before the others, as a digest needs it', () => {
    const items = Array.from({ length: 50 }, (_, index) =>
      piece(`item ${index} ${'x'.repeat(60)}`, 1, { cut: 'whole' }),
    );
    const { shown } = fitPieces(items, 1024, 'en');
    expect(shown.split('\n')).toHaveLength(15);
    expect(shown.startsWith('item 0 ')).toBe(true);
  });

  test('counts what Telegram will find in the text as entities', () => {
    const links = Array.from({ length: 60 }, (_, index) =>
      piece(`#tag${index} title`, 1, { style: { href: 'https://a.kz/' }, cut: 'whole' }),
    );
    expect(fitPieces(links, 4096, 'en').shown.split('\n')).toHaveLength(50);
  });

  test('keeps the HTML within 32 KiB', () => {
    const href = `https://a.kz/?${'&'.repeat(2000)}`;
    const links = Array.from({ length: 9 }, () => piece('link', 1, { style: { href }, cut: 'whole' }));
    const { html, shown } = fitPieces(links, 4096, 'en');
    expect(Buffer.byteLength(html)).toBeLessThan(32_768);
    expect(shown.split('\n')).toHaveLength(3);
  });

  test('keeps all entities together under 9,500 bytes', () => {
    const href = `https://a.kz/${'x'.repeat(1000)}`;
    const links = Array.from({ length: 20 }, () => piece('link', 1, { style: { href }, cut: 'whole' }));
    expect(fitPieces(links, 4096, 'en').shown.split('\n')).toHaveLength(8);
  });
});
