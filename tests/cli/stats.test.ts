import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/cli/stats/csv.ts';
import { channels, DeskStage, outsiderId } from '../stage/desk-stage.ts';

/** A reader of RFC 4180, written from its grammar. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        for (at += 1; ; at += 1) {
          if (text[at] !== '"') cell += text[at];
          else if (text[at + 1] === '"') cell += text[(at += 1)];
          else break;
        }
        at += 1;
      } else while (at < text.length && !',\r'.includes(text[at] ?? '')) cell += text[at++];
      row.push(cell);
      if (text[at] !== ',') break;
      at += 1;
    }
    expect(text.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    rows.push(row);
  }
  return rows;
}

test('a line of CSV is read back as it was, and no text begins as a formula', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a,b', '"', 'x\r\ny', '=1+1', "'", '@x', '-'));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const [row = []] = parseCsv(csvLine(cells));
      expect(row).toEqual(cells.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)));
    }),
  );
  expect(csvLine([1, null, new Date(0), -5])).toBe('1,,1970-01-01T00:00:00.000Z,-5\r\n');
});

test('stats prints what readers did: as a table, and as CSV of posts and of days', async () => {
  const stage = await DeskStage.set();
  const now = new Date();
  const posted = await stage.posted('a', { headline: 'Said "no", twice' });
  // From the first question of the bot on, Telegram tells it of reactions.
  await stage.say('/status');
  stage.sandbox.readers.react(outsiderId, channels.en, posted, '👍');
  await stage.until(() =>
    expect(stage.rows('select reactions from post_readers')).toEqual([{ reactions: 1 }]),
  );
  await stage.stop();
  // The stage lives at another time than the machine.
  const { DATABASE_URL = '' } = stage.settings;
  expect(DATABASE_URL).not.toBe('');
  const posts = await stage.command(['stats', '3650d', 'en', '--csv']);
  expect([posts.code, posts.stderr]).toEqual([0, '']);
  const [header, row, ...more] = parseCsv(posts.stdout);
  expect(header).toEqual(['sent_at', 'channel', 'article_id', 'headline', 'link', 'reactions', 'comments']);
  expect(row?.slice(1)).toEqual(['en', 'a', 'Said "no", twice', `https://t.me/desk_en/${posted}`, '1', '']);
  expect(new Date(row?.[0] ?? '') < now || more.length === 0).toBe(true);
  const days = await stage.command(['stats', '3650d', '--csv', '--subscribers']);
  expect(parseCsv(days.stdout)).toEqual([
    ['day', 'channel', 'subscribers', 'joins', 'leaves'],
    ['2026-11-24', 'en', '2', '0', '0'],
    ['2026-11-24', 'kk', '2', '0', '0'],
  ]);
  const table = await stage.command(['stats', '3650d', 'en']);
  expect(table.stdout.split('\n').map((line) => line.trim().split(/ +/))).toEqual([
    ['channel', 'subscribers', 'joins', 'leaves', 'reactions', 'comments'],
    ['en', '2', '0', '0', '1', '—'],
    [''],
  ]);
  for (const wrong of [
    ['stats', '0d'],
    ['stats', '7d', 'nowhere'],
    ['stats', 'a', 'b'],
    ['stats', '--subscribers'],
  ])
    expect((await stage.command(wrong)).code).toBe(2);
});
