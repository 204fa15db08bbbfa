import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMoment, parseMoment } from '../../../src/sources/page/dates-in-text.ts';

describe('the moment that a page names', () => {
  test.each([
    ['22.06.2023 09:34', '2023-06-22T03:34:00.000Z'],
    ['22.06.2023, 09:34', '2023-06-22T03:34:00.000Z'],
    ['22.06.2023 9:34', '2023-06-22T03:34:00.000Z'],
    ['22.06.2023 09:34:56', '2023-06-22T03:34:56.000Z'],
    ['22/06/2023 | 09:34', '2023-06-22T03:34:00.000Z'],
    ['22-06-2023 09:34', '2023-06-22T03:34:00.000Z'],
    ['22.06.23 09:34', '2023-06-22T03:34:00.000Z'],
    ['09:34, 22.06.2023', '2023-06-22T03:34:00.000Z'],
    ['22 июня 2023, 09:34', '2023-06-22T03:34:00.000Z'],
    ['22 июня 2023 г., 09:34', '2023-06-22T03:34:00.000Z'],
    ['22 июня 2023 года в 09:34', '2023-06-22T03:34:00.000Z'],
    ['09:34, 22 июня 2023', '2023-06-22T03:34:00.000Z'],
    ['22 маусым 2023, 09:34', '2023-06-22T03:34:00.000Z'],
    ['2023 ж. 22 маусым, 09:34', '2023-06-22T03:34:00.000Z'],
    ['2023 жылғы 22 маусым 09:34', '2023-06-22T03:34:00.000Z'],
    ['22 МАУСЫМ 2023 09:34', '2023-06-22T03:34:00.000Z'],
    ['June 22, 2023 09:34', '2023-06-22T03:34:00.000Z'],
    ['Jun 22, 2023, 9:34 AM', '2023-06-22T03:34:00.000Z'],
    ['22 June 2023 at 09:34', '2023-06-22T03:34:00.000Z'],
    ['June 22nd, 2023 9:34 pm', '2023-06-22T15:34:00.000Z'],
    ['2023-06-22T09:34', '2023-06-22T03:34:00.000Z'],
    ['2023-06-22 09:34:00', '2023-06-22T03:34:00.000Z'],
    ['2023-06-22T09:34:00Z', '2023-06-22T09:34:00.000Z'],
    ['2023-06-22T09:34:00.123+06:00', '2023-06-22T03:34:00.000Z'],
    ['2023-06-22T09:34:00+0300', '2023-06-22T06:34:00.000Z'],
    ['22.06.2023 09:34 (UTC+5)', '2023-06-22T04:34:00.000Z'],
    ['22.06.2023', '2023-06-21T18:00:00.000Z'],
    // The night in which Kazakhstan moved to UTC+5: 23:30 came twice, and the first time is meant.
    ['29.02.2024 22:59', '2024-02-29T16:59:00.000Z'],
    ['29.02.2024 23:30', '2024-02-29T17:30:00.000Z'],
    ['01.03.2024 00:00', '2024-02-29T19:00:00.000Z'],
    ['22.06.2024 09:34', '2024-06-22T04:34:00.000Z'],
    // In 2004 there was summer time.
    ['01.07.2004 12:00', '2004-07-01T05:00:00.000Z'],
    ['01.01.2004 12:00', '2004-01-01T06:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseMoment(text)?.toISOString()).toBe(iso);
  });

  test.each([
    '',
    '481.84',
    '31.02.2023 09:34',
    '45.13.2023',
    '22 чего-то 2023',
    '09:34',
    '22.06.0023',
    'June',
  ])('%s is none', (text) => {
    expect(parseMoment(text)).toBeNull();
  });

  test('says where in the line it stands', () => {
    const line = 'Фото: MFA 22.06.2023 09:34 675';
    const found = findMoment(line);
    expect(line.slice(found?.start, found?.end)).toBe('22.06.2023 09:34');
  });

  test('reads back any minute as clocks in Almaty show it', () => {
    const clock = new Intl.DateTimeFormat('ru', {
      timeZone: 'Asia/Almaty',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const minutes = fc.integer({ min: Date.UTC(2001, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const shown = clock.format(new Date(minute * 60_000));
        const read = parseMoment(shown);
        expect(read === null ? null : clock.format(read)).toBe(shown);
      }),
    );
  });
});
