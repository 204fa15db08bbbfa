import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import type { NewArticle } from '../../src/news/article.ts';
import { readArticles } from '../../src/sources/reader.ts';
import { article, channel } from '../stage/builders.ts';

/*
 * Pages in the shapes of news sites of many countries, written for this test, and the posts that a person judged to be
 * without a fault. A bundle has several pages: a line `@@@ name`, what is expected, the post behind bars, the page.
 */
const folder = join(import.meta.dirname, 'newsrooms');
const pages = globSync('*.txt', { cwd: folder }).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8').split(/^@@@ /mu).slice(1).map(readCase),
);

function readCase(text: string) {
  const [name = '', language = '', date = '', ...rest] = text.split('\n');
  const post = rest.filter((line) => line.startsWith('|')).map((line) => line.slice(2));
  const page = rest.filter((line) => !line.startsWith('|')).join('\n');
  return { name, language: language.slice(10), date: date.slice(6), post: post.join('\n'), page };
}

describe('a page of a newsroom becomes a post without a fault', () => {
  test.each(pages)('$name', async ({ language, date, post, page }) => {
    const read = await readPage(page);
    const { publishedAt, ...known } = read ?? {};
    const composed = article({ section: null, summary: null, imageUrl: null, imageCredit: null, ...known });
    const { text, photo } = composeArticle(
      composed,
      channel({ hashtags: 'section', linkText: null, footer: null }),
    );
    expect((photo?.caption ?? text).shown).toBe(post);
    expect(read?.language).toBe(language);
    expect(publishedAt === undefined ? 'none' : localMinute(publishedAt)).toBe(date);
  });
});

async function readPage(page: string): Promise<NewArticle | undefined> {
  const stdin = Readable.from([Buffer.from(page)]);
  for await (const batch of readArticles('-', { timeZone: 'Asia/Almaty' }, { stdin }))
    return batch.articles[0];
  return undefined;
}

function localMinute(at: Date): string {
  const format = { timeZone: 'Asia/Almaty', dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(at);
}
