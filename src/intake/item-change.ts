import type { Article } from '../news/article.ts';
import type { Item, Source } from '../news/source.ts';
import { urlKey } from '../news/url-key.ts';
import type { ArticlePatch } from '../store/articles/saving.ts';
import type { KnownArticle, Said } from '../store/sources/item-rows.ts';
import { isChurning } from './brakes.ts';
import { correctedFields, hashesOf, type CorrectedField } from './item-fields.ts';

/** How changes of a document are treated: `record` keeps them back, `lift` also passes what was kept back before. */
export type Treatment = 'pass' | 'record' | 'lift';

/** What an item means for an article that we have. */
export interface ItemChange {
  /** Empty: nothing is to be written. */
  patch: ArticlePatch;
  said: Said;
  isChurn: boolean;
}

/** Moments of changes that are remembered. */
const mostMoments = 10;

/**
 * What changed in an item since its source said it last. Only that is written, and only where this source gave the field
 * first or nobody gave it: what the newsroom or another source wrote stays. Nothing brings a canceled article back.
 */
export function changeOf(
  item: Item,
  known: KnownArticle,
  source: Pick<Source, 'name' | 'updates'>,
  treatment: Treatment,
  now: Date,
): ItemChange {
  const { article } = known;
  const before = known.said.find((said) => said.source === source.name) ?? nothingSaid(article.id, source);
  const hashes = { ...before.hashes, ...hashesOf(item.article) };
  const fields = fieldsToWrite(item, known, before, hashes, treatment).filter((field) =>
    passes(field, source.updates),
  );
  const isShown = fields.some((field) => shows(field, article));
  const isChurn = isShown && treatment === 'pass' && isChurning(before.changedAt, now);
  const isKept = treatment === 'record' || isChurn;
  const said: Said = {
    ...before,
    hashes,
    owned: isKept ? before.owned : [...new Set([...before.owned, ...fields])],
    held: isKept ? [...new Set([...before.held, ...fields])] : stillHeld(before.held, fields, hashes, before),
    changedAt: isShown ? [...before.changedAt, now].slice(-mostMoments) : before.changedAt,
  };
  const patch = article.status === 'canceled' ? {} : patchOf(item, article, isKept ? [] : fields);
  return { patch, said, isChurn };
}

/** What a source said of an article that it brought itself. */
export function saidOfNew(item: Item, id: string, source: string): Said {
  const hashes = hashesOf(item.article);
  return {
    articleId: id,
    source,
    hashes,
    owned: correctedFields.filter((field) => field in hashes),
    held: [],
    changedAt: [],
  };
}

/** Whether a source said exactly this of an article before. */
export function isSaid(item: Item, said: Said | undefined): boolean {
  return (
    said !== undefined && Object.entries(hashesOf(item.article)).every(([f, hash]) => said.hashes[f] === hash)
  );
}

/** Whether an item changed in a field that its source gave. */
export function isCorrected(item: Item, said: Said | undefined): boolean {
  if (said === undefined) return false;
  const hashes = hashesOf(item.article);
  return said.owned.some((field) => hashes[field] !== undefined && hashes[field] !== said.hashes[field]);
}

function nothingSaid(articleId: string, { name }: Pick<Source, 'name'>): Said {
  return { articleId, source: name, hashes: {}, owned: [], held: [], changedAt: [] };
}

function fieldsToWrite(
  item: Item,
  { article, said }: KnownArticle,
  before: Said,
  hashes: Said['hashes'],
  treatment: Treatment,
): CorrectedField[] {
  const owners = new Set(said.flatMap(({ owned }) => owned));
  const mayWrite = (field: CorrectedField): boolean =>
    before.owned.includes(field) || (!owners.has(field) && isEmpty(article, field));
  const changed = correctedFields.filter(
    (field) => item.article[field] !== undefined && hashes[field] !== before.hashes[field],
  );
  if (changed.length === 0 && treatment !== 'lift') return [];
  const isHeld = (field: CorrectedField): boolean =>
    before.held.includes(field) && item.article[field] !== undefined;
  return correctedFields.filter(
    (field) =>
      (changed.includes(field) || isHeld(field)) && mayWrite(field) && isBetter(field, item, article),
  );
}

/** The same page by http is no better address than the one that we have. */
function isBetter(field: CorrectedField, item: Item, article: Article): boolean {
  const { url } = item.article;
  if (field !== 'url' || urlKey(url) !== urlKey(article.url)) return true;
  return url.startsWith('https:') && article.url.startsWith('http:');
}

/** What was kept back and was not written now stays kept back. */
function stillHeld(
  held: readonly string[],
  written: readonly string[],
  hashes: Said['hashes'],
  before: Said,
): string[] {
  const isNothingNew =
    written.length === 0 && Object.keys(hashes).every((f) => hashes[f] === before.hashes[f]);
  return isNothingNew ? [...held] : held.filter((field) => !written.includes(field));
}

function passes(field: CorrectedField, updates: Source['updates']): boolean {
  if (updates === 'all') return true;
  return updates === 'headline' && (field === 'headline' || field === 'url');
}

function isEmpty(article: Article, field: CorrectedField): boolean {
  const value = article[field];
  return value === null || value.length === 0;
}

/** Whether a post shows the field. The body is shown where there is no summary. */
function shows(field: CorrectedField, { summary }: Article): boolean {
  if (field === 'author') return false;
  return field !== 'body' || summary === null;
}

function patchOf(item: Item, article: Article, fields: readonly CorrectedField[]): ArticlePatch {
  const patch: ArticlePatch = Object.fromEntries(fields.map((field) => [field, item.article[field]]));
  const { section = null, sections = section === null ? [] : [section] } = item.article;
  const all = [...new Set([...article.sections, ...sections])];
  if (all.length === article.sections.length) return patch;
  return {
    ...patch,
    ...(article.section === null && section !== null ? { section } : {}),
    sections: all,
  };
}
