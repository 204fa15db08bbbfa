import type { Article } from '../news/article.ts';
import type { Item, Source } from '../news/source.ts';
import { siteOf, urlKey } from '../news/url-key.ts';
import type { ArticlePatch } from '../store/articles/saving.ts';
import type { KnownArticle, Said } from '../store/sources/item-rows.ts';
import { isChurning } from './brakes.ts';
import {
  correctedFields,
  hashesOf,
  hashOfField,
  statedFields,
  type CorrectedField,
  type StatedField,
} from './item-fields.ts';

/**
 * How changes of a document are treated: `record` keeps them back, `lift` also passes what was kept back before. `own`
 * passes changes of what this source gave, and none of what another source did.
 */
export type Treatment = 'pass' | 'own' | 'record' | 'lift';

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
 * first or nobody gave it, or another feed of the same site did: see `isFollowed`. What the newsroom or another source
 * wrote stays. Nothing brings a canceled article back.
 */
export function changeOf(
  item: Item,
  known: KnownArticle,
  source: Pick<Source, 'kind' | 'name' | 'site' | 'updates' | 'url'>,
  treatment: Treatment,
  now: Date,
): ItemChange {
  const { article } = known;
  const before = known.said.find((said) => said.source === source.name) ?? nothingSaid(article.id, source);
  const hashes = { ...before.hashes, ...hashesOf(item.article, before.hashes) };
  const fields = fieldsToWrite(item, known, before, hashes, treatment).filter((field) =>
    passes(field, source.updates),
  );
  const followed = correctedFields.filter(
    (field) =>
      passes(field, source.updates) &&
      !fields.includes(field) &&
      isFollowed(field, item, known, source, before, treatment),
  );
  const isShown = [...fields, ...followed].some((field) => shows(field, article));
  const isBraked = treatment === 'pass' || treatment === 'own';
  const isChurn = isShown && isBraked && isChurning(before.changedAt, now);
  const isKept = treatment === 'record' || isChurn;
  const said: Said = {
    ...before,
    hashes,
    owned: isKept ? before.owned : [...new Set([...before.owned, ...fields])],
    held: isKept ? [...new Set([...before.held, ...fields])] : stillHeld(before.held, fields, hashes, before),
    changedAt: isShown ? [...before.changedAt, now].slice(-mostMoments) : before.changedAt,
  };
  const shown =
    article.status === 'canceled' ? {} : patchOf(item, article, isKept ? [] : [...fields, ...followed]);
  const stated = mayState(source, article, before) ? statedAnew(item, article, before, hashes) : {};
  const patch = { ...shown, ...stated };
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
  if (said === undefined) return false;
  const hashes = hashesOf(item.article, said.hashes);
  return Object.entries(hashes).every(([field, hash]) => said.hashes[field] === hash);
}

/** Whether an item changed in a field that its source gave. */
export function isCorrected(item: Item, said: Said | undefined): boolean {
  if (said === undefined) return false;
  const hashes = hashesOf(item.article, said.hashes);
  return said.owned.some((field) => hashes[field] !== undefined && hashes[field] !== said.hashes[field]);
}

/** Whether an item says something else than before, in a field that any source may have given. */
export function isSaidAnew(item: Item, said: Said | undefined): boolean {
  if (said === undefined) return false;
  const hashes = hashesOf(item.article, said.hashes);
  return correctedFields.some((field) => said.hashes[field] !== undefined && isAnew(field, hashes, said));
}

/**
 * Whether a source corrects what another feed of the site gave. An item may have left the feed that brought it, while
 * another one goes on to show and correct it. What it said before has to be what stands: then no feed that comes late
 * takes back what is newer, and none with words of its own puts them in place of others.
 */
function isFollowed(
  field: CorrectedField,
  item: Item,
  { article }: KnownArticle,
  source: Pick<Source, 'site' | 'url'>,
  before: Said,
  treatment: Treatment,
): boolean {
  if (field === 'url' || treatment === 'own' || treatment === 'record' || before.owned.includes(field))
    return false;
  if (!isOfSite(article, source) || isEmpty(article, field)) return false;
  const stands = hashOfField(field, article[field]);
  return before.hashes[field] === stands && isAnew(field, hashesOf(item.article, before.hashes), before);
}

function isAnew(field: CorrectedField, hashes: Said['hashes'], before: Said): boolean {
  return hashes[field] !== undefined && hashes[field] !== before.hashes[field];
}

function isOfSite(
  { url }: Pick<KnownArticle['article'], 'url'>,
  source: Pick<Source, 'site' | 'url'>,
): boolean {
  return siteOf(url) === (source.site ?? siteOf(source.url));
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

/** Another site than its own cannot cancel an article, unless it has brought it. */
function mayState(
  source: Pick<Source, 'kind' | 'site' | 'url'>,
  article: KnownArticle['article'],
  { owned }: Said,
): boolean {
  return source.kind === 'sql' || owned.includes('headline') || isOfSite(article, source);
}

/**
 * Status, urgency and embargo, where the source says something else than before. What it says for the first time of an
 * article that came in another way counts, except that it releases nothing.
 */
function statedAnew(
  { article: item }: Item,
  { status }: Article,
  before: Said,
  hashes: Said['hashes'],
): ArticlePatch {
  const isAnew = (field: StatedField): boolean =>
    item[field] !== undefined && hashes[field] !== before.hashes[field];
  const patch: ArticlePatch = Object.fromEntries(
    statedFields.filter(isAnew).map((field) => [field, item[field]]),
  );
  const isFirst = before.hashes['status'] === undefined;
  if (patch.status !== 'usable' || status === 'usable' || !isFirst) return patch;
  const { status: _status, ...rest } = patch;
  return rest;
}

/** The same page by http is no better address than the one that we have. */
function isBetter(field: CorrectedField, item: Item, article: KnownArticle['article']): boolean {
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
