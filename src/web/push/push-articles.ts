import type { PostResult } from '../../intake/push/pushes.ts';
import type { Pusher, PushResult } from '../../intake/push/pushed-writes.ts';
import type { StatedFields } from '../../sources/json/article-json.ts';
import { bodyFormat, formatNames, type PushedReading } from './body-formats.ts';
import { errorOf, noSuchArticle, postAnswer, type PushAnswer } from './push-answer.ts';
import type { PushParts, PushRequest } from './push-request.ts';
import { readPushedBody, readPushedPatch } from './pushed-body.ts';

type Parts = Pick<PushParts, 'clock' | 'log' | 'publicUrl' | 'pushes'>;

const notADraft =
  'this article is not one of your drafts, or an editor has decided about it; it can be changed with a token for posts only';

/** `POST /articles`. */
export async function answerArticles(asked: PushRequest, parts: Parts): Promise<PushAnswer> {
  if (asked.method !== 'POST') return errorOf(405, 'Only POST is answered here.', { allow: 'POST' });
  const format = bodyFormat(asked.query.get('format'));
  if (format === undefined)
    return errorOf(422, `This format is not known; known are ${formatNames.join(', ')}.`);
  const body = readPushedBody(asked.body, format, parts.clock.now());
  if ('refused' in body) return errorOf(422, body.refused);
  const isList = body.isList || /ndjson|jsonl|json-seq/iu.test(asked.contentType);
  const results = await take(body.articles, asked, parts);
  return isList ? answerList(results, asked.pusher, parts) : answerOne(results[0], asked.pusher, parts);
}

/** `GET`, `PATCH` and `DELETE /articles/<id>`. */
export async function answerOneArticle(id: string, asked: PushRequest, parts: Parts): Promise<PushAnswer> {
  const { body, method, pusher } = asked;
  if (method === 'GET' || method === 'HEAD') return show(id, pusher, parts);
  if (method === 'DELETE') return change(id, { status: 'canceled' }, pusher, parts);
  if (method !== 'PATCH') {
    const allow = 'GET, HEAD, PATCH, DELETE';
    return errorOf(405, `Only ${allow} are answered here.`, { allow });
  }
  const reading = readPushedPatch(body, id, parts.clock.now());
  return 'refused' in reading ? errorOf(422, reading.refused) : change(id, reading.stated, pusher, parts);
}

/** In the order of the request. */
async function take(
  readings: readonly PushedReading[],
  { pusher, webhook }: PushRequest,
  { clock, log, pushes }: Parts,
): Promise<PostResult[]> {
  const good = readings.flatMap((reading) => ('refused' in reading ? [] : [reading]));
  const taken = good.length === 0 ? [] : await pushes.post(good, pusher, webhook, clock.now());
  const results = readings.map((reading) =>
    'refused' in reading ? reading : (taken.shift() ?? { refused: 'it was not taken' }),
  );
  const done = results.filter((result) => 'id' in result);
  const changed = done.filter(({ result }) => result === 'new' || result === 'changed');
  const facts = { token: pusher.name, articles: results.length, changed: changed.length };
  log.info({ ...facts, refused: results.length - done.length }, 'a push came');
  return results;
}

async function answerOne(result: PostResult | undefined, pusher: Pusher, parts: Parts): Promise<PushAnswer> {
  if (result === undefined) return errorOf(422, 'The body holds no article.');
  if ('refused' in result) return errorOf(422, result.refused);
  if (result.result === 'not a draft') return errorOf(422, notADraft);
  return {
    status: statusOf(result, pusher),
    body: await resultAnswer(result, parts),
    headers: {
      location: `${parts.publicUrl ?? ''}/articles/${encodeURIComponent(result.id.toWellFormed())}`,
    },
  };
}

/** What is right in a list is taken, also where something is refused. */
async function answerList(results: readonly PostResult[], pusher: Pusher, parts: Parts): Promise<PushAnswer> {
  const body = await Promise.all(
    results.map(async (result): Promise<object> => {
      if ('refused' in result) return { error: result.refused };
      return result.result === 'not a draft'
        ? { id: result.id, error: notADraft }
        : resultAnswer(result, parts);
    }),
  );
  const isRefused = body.some((each) => 'error' in each);
  const statuses = results.map((result) => ('refused' in result ? 422 : statusOf(result, pusher)));
  return { status: isRefused ? 422 : Math.max(200, ...statuses), body };
}

function statusOf({ result }: PushResult, { isDrafting }: Pusher): number {
  if (isDrafting) return 202;
  return result === 'new' ? 201 : 200;
}

async function resultAnswer(
  { id, result, status }: PushResult,
  { pushes }: Pick<Parts, 'pushes'>,
): Promise<object> {
  // A new article has no posts yet.
  const posts = result === 'new' ? [] : await pushes.postsOf(id);
  return { id, result, status, posts: posts.map(postAnswer) };
}

async function change(id: string, stated: StatedFields, pusher: Pusher, parts: Parts): Promise<PushAnswer> {
  const { log, pushes } = parts;
  const result = await pushes.patch(id, stated, pusher);
  if (result === null) return noSuchArticle;
  log.info({ token: pusher.name, article: result.id, result: result.result }, 'a push changed an article');
  return { status: 200, body: await resultAnswer(result, parts) };
}

async function show(id: string, pusher: Pusher, { pushes }: Parts): Promise<PushAnswer> {
  const became = await pushes.find(id, pusher);
  if (became === null) return noSuchArticle;
  const { article, posts } = became;
  const { headline, publishedAt, revision, status, url } = article;
  return {
    status: 200,
    body: {
      id: article.id,
      url,
      headline,
      status,
      revision,
      published_at: publishedAt.toISOString(),
      posts: posts.map(postAnswer),
    },
  };
}
