import { sql, type Kysely } from 'kysely';
import { startOf } from './article-columns.ts';
import { faultOf, momentOf, toTexts } from './faults.ts';
import { htmlExampleOf } from '../../sources/text/html-example.ts';
import { plainLine } from '../../sources/text/plain-text.ts';
import { foldWords } from './folding.ts';
import { padded, runsOf } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import type { WordEntry, WordIndex } from './word-index.ts';

/** A key is the second of publication and a number within it, so that keys sort as the articles do. */
const keysPerSecond = 1_000_000;

/** Limit of words. A headline, a standfirst and a lead have fewer, and people search for those. */
const mostWords = 250;
const leadLetters = 600;

const idsAtOnce = 20;

interface Text {
  id: string;
  url: string | null;
  headline: string;
  section: string | null;
  keywords: string | null;
  author: string | null;
  summary: string | null;
  lead: string | null;
  published_at: string;
}

/** Queues these articles for the index. The planner does not index them itself, because posts wait for it. */
export async function wantIndex(tx: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  for (const run of runsOf(ids, idsAtOnce)) {
    await tx
      .insertInto('unindexed_articles')
      .values(run.map((article_id) => ({ article_id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export interface Indexed {
  count: number;
  /** An article with HTML in one of its columns, if there is one: `a1: headline "&#171;Ақсу&#187;"`. */
  html: string | null;
}

/** Indexes at most `limit` of the queued articles, within a transaction. */
export async function indexSome(tx: Kysely<Tables>, words: WordIndex, limit: number): Promise<Indexed> {
  const rows = await tx.selectFrom('unindexed_articles').select('article_id').limit(limit).execute();
  const ids = rows.map(({ article_id }) => article_id);
  if (ids.length === 0) return { count: 0, html: null };
  const texts = await indexArticles(tx, words, ids);
  await tx.deleteFrom('unindexed_articles').where('article_id', 'in', padded(ids)).execute();
  return { count: ids.length, html: htmlOf(texts) };
}

function htmlOf(texts: readonly Text[]): string | null {
  for (const { id, lead, keywords, ...text } of texts) {
    const example = htmlExampleOf({ ...text, body: lead, keywords: toTexts(keywords ?? '') ?? [] });
    if (example !== null) return `${id}: ${example}`;
  }
  return null;
}

/** Gives each of these articles its short key and makes it findable. */
async function indexArticles(
  tx: Kysely<Tables>,
  words: WordIndex,
  ids: readonly string[],
): Promise<readonly Text[]> {
  const rows = await tx
    .selectFrom('articles')
    .select([
      'id',
      'url',
      startOf('headline'),
      'section',
      'keywords',
      'author',
      startOf('summary'),
      'published_at',
    ])
    .select(sql<string | null>`substr(body, 1, ${sql.lit(leadLetters)})`.as('lead'))
    .where('id', 'in', padded(ids))
    .execute();
  // A row that cannot be read is found no more; the planner notes it.
  const texts = rows.filter(({ lead, ...row }) => faultOf({ ...row, body: lead }) === null);
  const keys = await keysOf(tx, texts);
  await words.put(
    tx,
    texts.map((text): WordEntry => ({ key: keys.get(text.id) ?? 0, words: wordsOf(text) })),
  );
  return texts;
}

/** Articles whose rows cannot be read any more are found no more. They keep their keys. */
export async function removeWords(
  tx: Kysely<Tables>,
  words: WordIndex,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .selectFrom('article_keys')
    .select('key')
    .where('article_id', 'in', padded(ids))
    .execute();
  await words.remove(
    tx,
    rows.map(({ key }) => key),
  );
}

/** Removes articles whose rows were deleted. */
export async function unindexArticles(
  tx: Kysely<Tables>,
  words: WordIndex,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx
    .deleteFrom('article_keys')
    .where('article_id', 'in', padded(ids))
    .where((e) => e.not(e.exists(e.selectFrom('articles').select('id').whereRef('id', '=', 'article_id'))))
    .returning('key')
    .execute();
  await words.remove(
    tx,
    rows.map(({ key }) => key),
  );
}

/** The keys of these articles. New ones get a key, and a changed address is updated. */
export async function keysOf(
  tx: Kysely<Tables>,
  articles: readonly Pick<Text, 'id' | 'url' | 'published_at'>[],
): Promise<Map<string, number>> {
  if (articles.length === 0) return new Map();
  const ids = articles.map(({ id }) => id);
  const known = await tx
    .selectFrom('article_keys')
    .selectAll()
    .where('article_id', 'in', padded(ids))
    .execute();
  const keys = new Map(known.map((row) => [row.article_id, row.key]));
  const urls = new Map(known.map((row) => [row.article_id, row.url]));
  for (const { id, url: own } of articles) {
    const url = own ?? '';
    if (keys.has(id) && urls.get(id) !== url)
      await tx.updateTable('article_keys').set({ url }).where('article_id', '=', id).execute();
  }
  const strangers = articles.filter(({ id }) => !keys.has(id));
  for (const run of runsOf(strangers, idsAtOnce)) {
    const rows = await newKeys(tx, run);
    await tx.insertInto('article_keys').values(rows).execute();
    for (const { article_id, key } of rows) keys.set(article_id, key);
  }
  return keys;
}

/** The next free keys of the seconds in which the articles were published. */
async function newKeys(tx: Kysely<Tables>, articles: readonly Pick<Text, 'id' | 'url' | 'published_at'>[]) {
  const secondOf = (publishedAt: string) =>
    Math.max(0, Math.floor((momentOf(publishedAt)?.getTime() ?? 0) / 1000));
  const wanted = articles.map(({ published_at }) => secondOf(published_at));
  const looks = wanted.map((second) => {
    const [from, until] = [second * keysPerSecond, (second + 1) * keysPerSecond];
    return sql`select cast(${second} as bigint) as second,
      (select max(key) from article_keys where key >= ${from} and key < ${until}) as last`;
  });
  const { rows } = await sql<{
    second: number;
    last: number | null;
  }>`${sql.join(looks, sql` union all `)}`.execute(tx);
  const next = new Map(
    rows.map(({ second, last }) => [Number(second), last === null ? null : Number(last) + 1]),
  );
  return articles.map(({ id, url, published_at }) => {
    const second = secondOf(published_at);
    const key = next.get(second) ?? second * keysPerSecond;
    next.set(second, key + 1);
    return { key, article_id: id, url: url ?? '' };
  });
}

function wordsOf(text: Text): string[] {
  const keywords = toTexts(text.keywords ?? '') ?? [];
  const parts = [text.id, text.headline, text.section, ...keywords, text.author, text.summary, text.lead];
  const words = new Set<string>();
  for (const part of parts) {
    for (const word of part === null ? [] : foldWords(plainLine(part))) words.add(word);
    if (words.size >= mostWords) break;
  }
  return [...words].slice(0, mostWords);
}
