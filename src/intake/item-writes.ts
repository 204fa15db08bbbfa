import type { NewArticle } from '../news/article.ts';
import type { Item, Source } from '../news/source.ts';
import { urlKey } from '../news/url-key.ts';
import type { SaveResult } from '../store/articles/saving.ts';
import type { ItemWriter } from '../store/sources/item-writer.ts';
import type { ItemPage } from './pages/full-text.ts';
import { changeOf, saidOfNew, type Treatment } from './item-change.ts';
import { isSameHeadline, recognise } from './recognition.ts';

/** What is decided about a document as a whole, before its items are written. */
export interface Verdict {
  /** Unknown items that become articles. */
  taken: ReadonlySet<Item>;
  isFlood: boolean;
  treatment: Treatment;
  /** Items that are recognised although their keys are new. */
  moved: ReadonlyMap<Item, string>;
  /** Of those that are taken. */
  pages: ReadonlyMap<Item, ItemPage>;
}

/** What an item is written with. */
export interface ItemContext {
  source: Source;
  verdict: Verdict;
  now: Date;
}

/** What became of an item. */
export interface ItemResult {
  result: SaveResult | 'seen';
  /** The headline of an item that changes again and again, and was kept back. null: it was not. */
  churning: string | null;
}

/** Writes one item: rules K1 to K6 of docs/decisions/0016-identity-of-items.md. */
export async function writeItem(writer: ItemWriter, item: Item, context: ItemContext): Promise<ItemResult> {
  const { source, verdict, now } = context;
  const recognition = recognise(item.keys, await writer.knownKeys(item.keys));
  if (recognition.kind === 'seen') {
    await writer.writeKeys(item.keys, { articleId: null, source: source.name }, now);
    return { result: 'seen', churning: null };
  }
  const id =
    recognition.kind === 'article'
      ? recognition.id
      : (verdict.moved.get(item) ?? (await ownId(writer, item)) ?? (await idByAddress(writer, item, source)));
  if (id !== null) return writeKnown(writer, item, id, context);
  if (!verdict.taken.has(item)) {
    const { isFlood: isPartOfFlood } = verdict;
    await writer.writeKeys(item.keys, { articleId: null, source: source.name, isFlood: isPartOfFlood }, now);
    return { result: 'seen', churning: null };
  }
  const page = verdict.pages.get(item);
  const same = page === undefined ? null : await idByPage(writer, item, page);
  if (same !== null) return writeKnown(writer, item, same, context);
  const article = { ...item.article, ...page?.article };
  const newId = await freeId(writer, article.id);
  await writer.insert({ ...article, id: newId }, now);
  const keys = [...item.keys, ...(page?.keys ?? [])];
  await writer.writeKeys(keys, { articleId: newId, source: source.name }, now);
  await writer.writeSaid(saidOfNew(item, newId, source.name));
  return { result: 'inserted', churning: null };
}

/** An id of the newsroom's own names its article, in whatever way that came. */
async function ownId(writer: ItemWriter, { article, hasOwnId }: Item): Promise<string | null> {
  return hasOwnId === true && (await writer.isStored(article.id)) ? article.id : null;
}

/** An address that several items of the document share is nobody's key, and finds nothing. */
async function idByAddress(writer: ItemWriter, item: Item, source: Source): Promise<string | null> {
  const { keptParameters } = source;
  const { url } = item.article;
  return item.keys.includes(`url:${urlKey(url, keptParameters)}`)
    ? writer.idByAddress(url, keptParameters)
    : null;
}

/**
 * The id of an article that another address of the page belongs to. Templates name wrong canonical addresses, so its
 * headline has to be the same as well.
 */
async function idByPage(writer: ItemWriter, item: Item, page: ItemPage): Promise<string | null> {
  const recognition = recognise(page.keys, await writer.knownKeys(page.keys));
  const known = recognition.kind === 'article' ? await writer.article(recognition.id) : null;
  const headlines = [item.article.headline, page.article.headline].filter((text) => text !== undefined);
  const isSame = known !== null && headlines.some((text) => isSameHeadline(text, known.article.headline));
  return isSame ? known.article.id : null;
}

async function writeKnown(
  writer: ItemWriter,
  item: Item,
  id: string,
  { source, verdict, now }: ItemContext,
): Promise<ItemResult> {
  await writer.writeKeys(item.keys, { articleId: id, source: source.name }, now);
  const known = await writer.article(id);
  // Its row was deleted, which is a cancellation.
  if (known === null) return { result: 'seen', churning: null };
  const { patch, said, isChurn } = changeOf(item, known, source, verdict.treatment, now);
  await writer.writeSaid(said);
  const isPatched = Object.keys(patch).length > 0 && (await writer.patch(id, patch)) === 'updated';
  return {
    result: isPatched ? 'updated' : 'unchanged',
    churning: isChurn ? item.article.headline : null,
  };
}

/** An id is made from an address. Two items may have the same one, and be two articles all the same. */
async function freeId(writer: ItemWriter, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    const isTaken = (await writer.hasRow(id)) || (await writer.hasKeys(id));
    if (!isTaken) return id;
  }
}

/** Recognised by its id, or by its address where a source has brought it under another id. */
export async function writeImported(writer: ItemWriter, article: NewArticle, now: Date): Promise<SaveResult> {
  const { id, ...fields } = article;
  if (await writer.isStored(id)) return writer.patch(id, fields);
  const key = urlKey(article.url);
  const keys = key === null ? [] : [`url:${key}`];
  const known = recognise(keys, await writer.knownKeys(keys));
  if (known.kind === 'article' && (await writer.isStored(known.id))) return writer.patch(known.id, fields);
  await writer.insert(article, now);
  if (known.kind === 'seen') await writer.nameSeen(keys, id);
  return 'inserted';
}
