import { sql, type Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

/** A key that is known. `articleId` is null where an item with this key was seen, and not taken. */
export interface KnownKey {
  key: string;
  articleId: string | null;
  /** That which showed it last. A key of a flood stays with the source that kept it back. */
  source: string;
  /** It was kept back as a part of a flood. */
  isFlood: boolean;
}

/** What a source said of an article when it was read last. */
export interface Said {
  articleId: string;
  source: string;
  /** A hash of each field. */
  hashes: Readonly<Record<string, string>>;
  /** The fields that this source gave first. */
  owned: readonly string[];
  /** The fields whose last change a brake kept back. */
  held: readonly string[];
  /** The last moments at which it changed what a post shows, oldest first. */
  changedAt: readonly Date[];
}

/** An article as it stands, and what each source said of it. */
export interface KnownArticle {
  article: Article & { url: string };
  said: readonly Said[];
}

/** An article that stands in a channel, and the source that brought it. */
export interface PostedArticle {
  id: string;
  url: string;
  headline: string;
  /** Its short number, by which editors' buttons know it; null: it has none yet. */
  key: number | null;
  source: string;
  /** When its first post was sent. */
  postedAt: Date;
}

/** Limit of parameters of one query. */
export const keysAtOnce = 500;

/** Those of the keys that are known. */
export async function knownKeys(db: Kysely<Tables>, keys: readonly string[]): Promise<Map<string, KnownKey>> {
  const found = new Map<string, KnownKey>();
  for (const some of slicesOf(keys)) {
    const rows = await db
      .selectFrom('item_keys')
      .select(['key', 'article_id', 'source', 'is_flood'])
      .where('key', 'in', padded(some))
      .execute();
    for (const { key, article_id, source, is_flood } of rows)
      found.set(key, { key, articleId: article_id, source, isFlood: is_flood === 1 });
  }
  return found;
}

/** Cuts a list into what one query takes. */
export function slicesOf<T>(list: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let start = 0; start < list.length; start += keysAtOnce)
    slices.push(list.slice(start, start + keysAtOnce));
  return slices;
}

/** A row of `source_items`. We write its columns ourselves. */
export function toSaid(row: Tables['source_items']): Said {
  return {
    articleId: row.article_id,
    source: row.source,
    hashes: JSON.parse(row.said) as Record<string, string>,
    owned: JSON.parse(row.owned) as string[],
    held: row.held === null ? [] : (JSON.parse(row.held) as string[]),
    changedAt:
      row.changed_at === null ? [] : (JSON.parse(row.changed_at) as number[]).map((ms) => new Date(ms)),
  };
}

/** A key that was kept back as a part of a flood stays with its source: an editor may lift it, and another feed has it too. */
export function sourceUnlessFlood(source: string) {
  return sql<string>`case when item_keys.is_flood = 1 then item_keys.source else cast(${source} as text) end`;
}
