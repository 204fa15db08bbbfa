import type { ArticleStatus, NewArticle } from '../../news/article.ts';
import { isHomePage, urlKey } from '../../news/url-key.ts';
import type { StatedFields } from '../../sources/json/article-json.ts';
import type { ItemWriter } from '../../store/sources/item-writer.ts';
import type { PushedState } from '../../store/sources/push-records.ts';
import { recognise } from '../recognition.ts';

/** Who pushes. */
export interface Pusher {
  /** The name of the token. */
  name: string;
  /** What it brings is a draft: an editor decides whether it is posted. */
  isDrafting: boolean;
}

/** An article that is pushed. */
export interface PushedArticle {
  article: NewArticle;
  /** What it states. Of an article that is known nothing else changes. */
  stated: StatedFields;
  /** The moment of this version, by which an older one is recognised; null: it is not told. */
  versionAt: Date | null;
  /** Its address belongs to several articles of one request, and identifies nothing. */
  isAddressShared: boolean;
}

/** What became of one article. */
export interface PushResult {
  id: string;
  /**
   * `older`: a newer version was pushed before, so nothing changed. `not a draft`: an editor has decided about it, or it
   * never was a draft of this pusher.
   */
  result: 'new' | 'changed' | 'unchanged' | 'older' | 'not a draft';
  status: ArticleStatus;
}

/** An id may be known as another name of an article that a source brought. */
const longestKey = 600;

/** Takes an article, new or known. Any push may come twice, late, or in another order. */
export async function writePushed(
  writer: ItemWriter,
  pushed: PushedArticle,
  pusher: Pusher,
  now: Date,
): Promise<PushResult> {
  const { article, isAddressShared, stated } = pushed;
  const keys = isAddressShared ? [] : addressKeys(article.url);
  const known =
    (await idNamed(writer, article.id)) ??
    (isAddressShared ? null : await idAt(writer, article.url, keys, stated.status));
  if (known === null) return insert(writer, pushed, keys, pusher, now);
  const result = await change(writer, known, { stated, versionAt: pushed.versionAt }, pusher);
  if (result.result === 'not a draft') return result;
  const names = known === article.id ? [] : [nameKey(article.id)];
  await remember(writer, [...keys, ...names], known, pusher, now);
  return result;
}

/** Changes a known article. null: there is none with this id. */
export async function patchPushed(
  writer: ItemWriter,
  id: string,
  stated: StatedFields,
  pusher: Pusher,
): Promise<PushResult | null> {
  const known = await idNamed(writer, id);
  return known === null ? null : change(writer, known, { stated, versionAt: null }, pusher);
}

async function insert(
  writer: ItemWriter,
  { article, versionAt }: PushedArticle,
  keys: readonly string[],
  pusher: Pusher,
  now: Date,
): Promise<PushResult> {
  const { isDrafting, name } = pusher;
  const { id } = article;
  const said = article.status ?? 'usable';
  const status = isDrafting && said === 'usable' ? 'withheld' : said;
  await writer.insert({ ...article, status }, now);
  // Items that were seen at the first look of a source are this article from now on.
  if (keys.length > 0) await writer.nameSeen(keys, id);
  await remember(writer, keys, id, pusher, now);
  await writer.pushes.writeState(id, { versionAt, status: article.status ?? null });
  if (isDrafting) await writer.pushes.addDraft(id, name, now);
  return { id, result: 'new', status };
}

async function change(
  writer: ItemWriter,
  id: string,
  { stated, versionAt }: Pick<PushedArticle, 'stated' | 'versionAt'>,
  pusher: Pusher,
): Promise<PushResult> {
  const status = (await writer.statusOf(id)) ?? 'usable';
  const draft = await writer.pushes.draft(id);
  const isOpenDraft = draft !== null && draft.decidedAt === null && draft.pushedBy === pusher.name;
  if (pusher.isDrafting && !(isOpenDraft && status === 'withheld'))
    return { id, result: 'not a draft', status };
  const before = (await writer.pushes.state(id)) ?? { versionAt: null, status: null };
  if (versionAt !== null && before.versionAt !== null && versionAt < before.versionAt)
    return { id, result: 'older', status };
  const wanted = pusher.isDrafting && stated.status === 'usable' ? undefined : stated.status;
  const isRight = wanted !== undefined && (await mayBecome(writer, id, status, wanted, before));
  const { status: _status, ...fields } = stated;
  const patch = isRight ? { ...fields, status: wanted } : fields;
  const result = await writer.patch(id, patch);
  await writer.pushes.writeState(id, {
    versionAt: versionAt ?? before.versionAt,
    status: stated.status ?? before.status,
  });
  return {
    id,
    result: result === 'updated' ? 'changed' : 'unchanged',
    status: isRight ? wanted : status,
  };
}

/**
 * A CMS says the same status with each change. Said again it releases nothing that an editor holds, and brings nothing
 * back that an editor killed.
 */
async function mayBecome(
  writer: ItemWriter,
  id: string,
  now: ArticleStatus,
  wanted: ArticleStatus,
  before: PushedState,
): Promise<boolean> {
  if (now === wanted || wanted === 'canceled') return true;
  if (before.status !== null) return before.status !== wanted || now === before.status;
  return !(await writer.pushes.isHeldByEditor(id));
}

/** The id of the stored article that this is; null: there is none. */
export async function idOfPushed(
  writer: ItemWriter,
  { id, url }: Pick<NewArticle, 'id' | 'url'>,
): Promise<string | null> {
  return (await idNamed(writer, id)) ?? idAt(writer, url, addressKeys(url), undefined);
}

/** The article with this id, or that was pushed under it; null: none. */
async function idNamed(writer: ItemWriter, id: string): Promise<string | null> {
  if (await writer.isStored(id)) return id;
  const name = nameKey(id);
  const recognition = recognise([name], await writer.knownKeys([name]));
  return recognition.kind === 'article' && (await writer.isStored(recognition.id)) ? recognition.id : null;
}

/**
 * The article at this address; null: none. A CMS may give the address of a post that it deleted to a new one. Then the
 * end of the old one is no end of the new one, and the new one is no more of the old one, unless an editor killed that.
 */
async function idAt(
  writer: ItemWriter,
  url: string,
  keys: readonly string[],
  wanted: ArticleStatus | undefined,
): Promise<string | null> {
  const recognition = recognise(keys, await writer.knownKeys(keys));
  const isKey = recognition.kind === 'article' && (await writer.isStored(recognition.id));
  const found = isKey ? recognition.id : isHomePage(url) ? null : await writer.idByAddress(url, []);
  if (found === null || (await writer.pushes.state(found)) === null) return found;
  if (wanted === 'canceled') return null;
  const isOver = (await writer.statusOf(found)) === 'canceled';
  return isOver && !(await writer.pushes.isHeldByEditor(found)) ? null : found;
}

async function remember(
  writer: ItemWriter,
  keys: readonly string[],
  articleId: string,
  { name }: Pusher,
  now: Date,
): Promise<void> {
  // No source has a name with a colon.
  await writer.writeKeys(keys, { articleId, source: `push:${name}` }, now);
}

function addressKeys(url: string): string[] {
  const key = isHomePage(url) ? null : urlKey(url);
  return key === null || key.length > longestKey ? [] : [`url:${key}`];
}

function nameKey(id: string): string {
  return `id:${id}`;
}
