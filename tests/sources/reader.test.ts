import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { KhabarshyError } from '../../src/news/errors.ts';
import { unknownAddress } from '../../src/sources/page/page-article.ts';
import { readArticles } from '../../src/sources/reader.ts';
import type { ArticleHints, ReadBatch, ReadOptions, ReadProgress } from '../../src/sources/reader.ts';
import { makeFolder } from '../stage/folder.ts';

const almaty = 'Asia/Almaty';

const pages = join(import.meta.dirname, 'pages');
const seed = join(import.meta.dirname, '../../../shared/seeds/article-page.txt');
const samples = join(import.meta.dirname, '../../data/samples.json');

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read(path: string, hints: ArticleHints = {}, options: ReadOptions = {}): Promise<ReadBatch> {
  const all: ReadBatch = { articles: [], refusals: [], notices: [] };
  for await (const batch of readArticles(path, { timeZone: almaty, ...hints }, options)) {
    all.articles.push(...batch.articles);
    all.refusals.push(...batch.refusals);
    all.notices.push(...batch.notices);
  }
  return all;
}

const row = (id: string) => ({ id, url: `https://example.com/${id}`, headline: `Headline of ${id}` });
const line = (id: string) => `${JSON.stringify(row(id))}\n`;
const idsOf = (batch: ReadBatch) => batch.articles.map((article) => article.id);

describe('JSON', () => {
  test.each<[string, string, string[]]>([
    ['one.json', JSON.stringify(row('a')), ['a']],
    ['list.json', JSON.stringify([row('a'), row('b')], null, 2), ['a', 'b']],
    ['mark.json', `\uFEFF${JSON.stringify([row('a')])}`, ['a']],
    ['object.json', JSON.stringify({ articles: [row('a'), row('b')] }), ['a', 'b']],
    ['lines.json', line('a') + line('b'), ['a', 'b']],
    ['lines.jsonl', line('a') + line('b'), ['a', 'b']],
    ['lines.ndjson', `\uFEFF${line('a')}\r\n\n${line('b').trim()}`, ['a', 'b']],
    ['single.jsonl', line('a'), ['a']],
    ['list.export', JSON.stringify([row('a')]), ['a']],
    ['lines.export', line('a') + line('b'), ['a', 'b']],
  ])('%s', async (name, content, ids) => {
    const batch = await read(write(name, content));
    expect(batch.refusals).toEqual([]);
    expect(idsOf(batch)).toEqual(ids);
  });

  test('UTF-16, as Windows saves it', async () => {
    const path = write('wide.json', Buffer.from(`\uFEFF${JSON.stringify([row('a')])}`, 'utf16le'));
    expect(idsOf(await read(path))).toEqual(['a']);
  });

  test('lines in UTF-16 are refused once, and not each of them', async () => {
    const path = write('wide.jsonl', Buffer.from(`\uFEFF${line('a')}${line('b')}`, 'utf16le'));
    const reason = expect.stringContaining('it is UTF-16');
    expect((await read(path)).refusals).toEqual([{ name: path, reason }]);
  });

  test('a list in lists without end is refused, and the others are read', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const path = write('news.jsonl', `${deep}\n${line('a')}`);
    const batch = await read(path);
    expect(idsOf(batch)).toEqual(['a']);
    const reason = expect.stringContaining('nested too deeply');
    expect(batch.refusals).toEqual([{ name: `${path}:1`, reason }]);
  });

  test('a wrong line is refused by its number, and the others are read', async () => {
    const path = write('news.jsonl', `${line('a')}nonsense\n\n{"id":"c"}\n${line('d')}`);
    const batch = await read(path);
    expect(idsOf(batch)).toEqual(['a', 'd']);
    expect(batch.refusals).toEqual([
      { name: `${path}:2`, reason: expect.stringContaining('not JSON') },
      { name: `${path}:4`, reason: expect.stringContaining('url is missing') },
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['empty.json', '', /it is empty/u],
    ['broken.json', '{"id": "a",', /it is not JSON/u],
    ['none.json', '[]', /list of articles is empty/u],
    ['word.json', '"news"', /an article is expected/u],
  ])('%s is refused', async (name, content, reason) => {
    const path = write(name, content);
    expect((await read(path)).refusals).toEqual([{ name: path, reason: expect.stringMatching(reason) }]);
  });

  test('an article of a list is refused by its place', async () => {
    const path = write('list.json', JSON.stringify([row('a'), 7]));
    expect((await read(path)).refusals).toEqual([
      { name: `${path}[1]`, reason: expect.stringMatching(/7/u) },
    ]);
  });

  test('bytes that are no UTF-8 are refused, not guessed', async () => {
    const path = write(
      'news.jsonl',
      Buffer.concat([Buffer.from(line('a')), Buffer.from([0x22, 0xff, 0x22, 0x0a])]),
    );
    const batch = await read(path);
    expect(idsOf(batch)).toEqual(['a']);
    expect(batch.refusals).toEqual([{ name: `${path}:2`, reason: 'the line is not UTF-8 text' }]);
  });

  test('many lines come in batches of at most 500', async () => {
    const path = write('many.jsonl', Array.from({ length: 1_234 }, (_, index) => line(`a${index}`)).join(''));
    const sizes: number[] = [];
    for await (const batch of readArticles(path, { timeZone: almaty })) sizes.push(batch.articles.length);
    expect(sizes).toEqual([500, 500, 234]);
  });

  test('lines are read while they come: the first batch needs no end', async () => {
    async function* endless() {
      for (let index = 0; ; index += 1) yield Buffer.from(line(`a${index}`));
    }
    const stdin = Readable.from(endless());
    for await (const batch of readArticles('-', { timeZone: almaty }, { stdin })) {
      expect(batch.articles).toHaveLength(500);
      break;
    }
    expect(stdin.destroyed).toBe(true);
  });

  test.skipIf(!existsSync(samples))('every sample article is read', async () => {
    const batch = await read(samples);
    expect(batch.refusals).toEqual([]);
    expect(batch.articles.length).toBeGreaterThanOrEqual(60);
  });
});

describe('pages', () => {
  test('without an address, a page is imported with one that is never a link', async () => {
    const path = join(pages, 'festival-kk.txt');
    const { articles, notices } = await read(path);
    const id = articles[0]?.id ?? '';
    expect(articles).toMatchObject([{ id: expect.stringMatching(/^page-[0-9a-f]{16}$/u), language: 'kk' }]);
    expect(articles[0]?.url).toBe(unknownAddress(id));
    expect(notices).toEqual([{ name: path, reason: expect.stringContaining('--url') }]);
  });

  test('hints go before what the page says', async () => {
    const hints = { url: 'https://example.com/festival', language: 'kaz', section: 'Festivals' };
    const { articles, notices } = await read(join(pages, 'festival-kk.txt'), hints);
    expect(articles).toMatchObject([hints]);
    expect(notices).toEqual([]);
  });

  test('a moment without a zone is in the time zone that is given, in every format', async () => {
    const folder = makeFolder();
    const story =
      'Rescuers cleared the road to the village by noon, the regional service said in a statement.';
    const rss = `<rss><channel><item><title>Road opens</title><link>https://a.example/1</link><pubDate>14 Oct 2026 11:20</pubDate></item></channel></rss>`;
    const files = {
      'a.html': `<h1>Road to the village opens</h1><p>14.10.2026 11:20</p><p>${story} ${story}</p>`,
      'b.txt': `Road to the village opens\n14.10.2026 11:20\n\n${story}\n\n${story}\n`,
      'c.xml': rss,
      'd.json': JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        items: [{ title: 'Road', url: 'https://a.example/2', date_published: '2026-10-14 11:20' }],
      }),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const moments: (string | undefined)[] = [];
    for await (const { articles } of readArticles(folder, { timeZone: 'Europe/Moscow' }))
      moments.push(...articles.map(({ publishedAt }) => publishedAt?.toISOString()));
    expect(moments).toEqual(Object.keys(files).map(() => '2026-10-14T08:20:00.000Z'));
  });

  test('each page in its language', async () => {
    const { articles } = await read(pages);
    expect(articles.map((article) => article.language)).toEqual(['kk', 'ru', 'ru', 'en']);
  });

  test('an HTML page is seen by its content too', async () => {
    const path = join(folder, 'saved.txt');
    copyFileSync(join(pages, 'trains-en.html'), path);
    expect((await read(path)).articles).toMatchObject([
      { headline: 'Night train to Semey gets new carriages' },
    ]);
  });

  test('a page in windows-1251, with and without its name', async () => {
    const text =
      'Открылся мост\n22.06.2023 09:34\n\nПо новому мосту через Ишим сегодня утром прошли первые трамваи.';
    const bytes = Buffer.from(
      Array.from(text, (letter) => {
        const code = letter.codePointAt(0) ?? 0;
        return code < 128 ? code : code - 0x410 + 0xc0;
      }),
    );
    expect((await read(write('old.txt', bytes))).articles).toMatchObject([{ headline: 'Открылся мост' }]);
    const head = Buffer.from('<html><head><meta charset="windows-1251"></head><body><pre>');
    expect((await read(write('old.html', Buffer.concat([head, bytes])))).articles).toHaveLength(1);
    // Saved anew in another encoding than its template still names.
    const wrong = Buffer.from('<html><head><meta charset="utf-8"></head><body><pre>');
    expect((await read(write('wrong.html', Buffer.concat([wrong, bytes])))).articles).toMatchObject([
      { headline: 'Открылся мост' },
    ]);
  });

  test('a page that was cut within a letter is read without it', async () => {
    const text = `Открылся мост\n22.06.2023 09:34\n\n${'По новому мосту прошли первые трамваи. '.repeat(4)}`;
    const bytes = Buffer.from(`${text}\n\nОн закрыт на ночь`).subarray(0, -1);
    const { articles } = await read(write('cut.txt', bytes));
    expect(articles).toMatchObject([{ headline: 'Открылся мост' }]);
    expect(articles[0]?.body).not.toContain('\uFFFD');
  });

  test('a page larger than 10 MB is refused', async () => {
    const path = write('large.txt', Buffer.alloc(10_000_001, 'a'));
    expect((await read(path)).refusals).toEqual([{ name: path, reason: expect.stringContaining('10 MB') }]);
  });

  test.skipIf(!existsSync(seed))('reading the same page again gives the same article', async () => {
    const one = await read(seed);
    expect(one.articles).toHaveLength(1);
    expect(await read(seed)).toEqual(one);
  });
});

describe('folders and files', () => {
  test('a folder is read with the folders in it, sorted, without other files', async () => {
    write('b.jsonl', line('b'));
    write('a/2.json', JSON.stringify(row('a2')));
    write('a/1.json', JSON.stringify(row('a1')));
    write('c.txt', '');
    write('picture.jpg', 'x');
    write('.hidden.json', JSON.stringify(row('hidden')));
    const batch = await read(folder);
    expect(idsOf(batch)).toEqual(['a1', 'a2', 'b']);
    expect(batch.refusals).toEqual([{ name: join(folder, 'c.txt'), reason: 'it is empty' }]);
  });

  test('a file of a folder that cannot be opened is refused, and the rest is read', async () => {
    write('a.jsonl', line('a'));
    symlinkSync(join(folder, 'gone.json'), join(folder, 'b.json'));
    write('c.jsonl', line('c'));
    const batch = await read(folder);
    expect(idsOf(batch)).toEqual(['a', 'c']);
    expect(batch.refusals).toEqual([{ name: join(folder, 'b.json'), reason: 'there is no such file' }]);
  });

  test('a link back up does not go round in circles', async () => {
    write('a.jsonl', line('a'));
    symlinkSync(folder, join(folder, 'again'));
    expect(idsOf(await read(folder))).toEqual(['a']);
  });

  test.each<[string, () => string, string]>([
    ['no such file', () => join(folder, 'none.json'), 'there is no such file'],
    ['an empty folder', () => folder, 'has no file to import'],
  ])('%s: FILE_UNREADABLE', async (_, path, reason) => {
    const reading = read(path());
    await expect(reading).rejects.toBeInstanceOf(KhabarshyError);
    await expect(reading).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(reason),
    });
  });

  test.skipIf(process.getuid?.() === 0)('a forbidden file: FILE_UNREADABLE', async () => {
    const path = write('secret.json', '[]');
    chmodSync(path, 0);
    await expect(read(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('one url cannot be the address of a whole folder', async () => {
    await expect(read(pages, { url: 'https://example.com/1' })).rejects.toMatchObject({
      code: 'COMMAND_WRONG',
    });
    await expect(read(pages, { url: 'example.com' })).rejects.toMatchObject({
      code: 'COMMAND_WRONG',
    });
  });

  test('progress ends with all bytes', async () => {
    write('a.jsonl', line('a'));
    write('b.jsonl', line('b'));
    const seen: ReadProgress[] = [];
    await read(folder, {}, { onProgress: (progress) => seen.push(progress) });
    const bytes = line('a').length + line('b').length;
    expect(seen.at(-1)).toEqual({ bytesRead: bytes, bytesTotal: bytes });
  });
});

describe('standard input', () => {
  test.each<[string, string]>([
    ['lines', line('a')],
    ['a list', JSON.stringify([row('a')])],
  ])('%s', async (_, content) => {
    const batch = await read('-', {}, { stdin: Readable.from([Buffer.from(content)]) });
    expect(idsOf(batch)).toEqual(['a']);
  });

  test('a name of its own, an unknown size, and text chunks', async () => {
    const seen: ReadProgress[] = [];
    const stdin = Readable.from(['мил', 'к']);
    const batch = await read('-', {}, { stdin, onProgress: (progress) => seen.push(progress) });
    expect(batch.refusals).toMatchObject([{ name: 'standard input' }]);
    expect(seen.at(-1)).toEqual({ bytesRead: 8, bytesTotal: null });
  });

  test('none: FILE_UNREADABLE', async () => {
    await expect(read('-')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('any bytes', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }).map((text) => new TextEncoder().encode(text)),
    fc.string({ maxLength: 200 }).map((text) => new TextEncoder().encode(`<html><body>${text}`)),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );

  test.each(['.json', '.jsonl', '.html', '.txt', ''])(
    'in a file named *%s give articles or refusals',
    async (ending) => {
      await fc.assert(
        fc.asyncProperty(content, async (bytes) => {
          const path = write(`any${ending}`, bytes);
          const one = await read(path);
          const isBlank =
            ending === '.jsonl' &&
            new TextDecoder()
              .decode(bytes)
              .replaceAll(/\p{Cc}/gu, '')
              .trim() === '';
          expect(one.articles.length + one.refusals.length > 0 || isBlank).toBe(true);
          expect(one.refusals.every((refusal) => refusal.reason !== '')).toBe(true);
          expect(await read(path)).toEqual(one);
        }),
        { numRuns: 60 },
      );
    },
  );
});
