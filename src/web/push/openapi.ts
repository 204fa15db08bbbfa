import { formatNames } from './body-formats.ts';
import { openApiSchemas, ref } from './openapi-schemas.ts';
import {
  away,
  errorOf,
  noSuchArticle,
  noSuchSource,
  tooBusy,
  tooMuch,
  unknownSender,
  type PushAnswer,
} from './push-answer.ts';

const retryAfter = {
  'Retry-After': { description: 'Seconds.', required: true, schema: { type: 'integer', minimum: 1 } },
};

/** One answer, with an example of its body. */
function answer(description: string, shape: string | readonly string[], example: unknown, headers?: object) {
  const names = typeof shape === 'string' ? [shape] : shape;
  const [first = '', ...others] = names.map((name) => ({ $ref: ref(name) }));
  const schema = others.length === 0 ? first : { oneOf: [first, ...others] };
  const content = { 'application/json': { schema, example } };
  return { description, ...(headers === undefined ? {} : { headers }), content };
}

/** An answer of which the server says the words. */
function refusal(description: string, { body }: PushAnswer, headers?: object) {
  return answer(description, 'Error', body, headers);
}

const refusals = {
  '401': refusal('No token or signature that is known. The same for every request.', unknownSender),
  '408': { description: 'The request did not come to its end in time. Send it again.' },
  '429': refusal('Too much at once. Send it again after Retry-After seconds.', tooBusy, retryAfter),
  '503': refusal('The database is away. Send it again after Retry-After seconds.', away, retryAfter),
};
const allow = { Allow: { description: 'The methods that are answered here.', schema: { type: 'string' } } };
const wrongMethod = {
  '405': refusal('Another method is meant.', errorOf(405, 'Only POST is answered here.'), allow),
};
const noArticle = { '404': refusal('There is no article with this id.', noSuchArticle) };
const tooLarge = { '413': refusal('The body is larger than 1 MB.', tooMuch) };

const example = {
  id: '12345',
  url: 'https://steppe.example/12345',
  headline: 'A new bridge',
  summary: 'It opens in spring.',
  section: 'City',
  urgency: 4,
  published_at: '2026-11-28T09:00:00+05:00',
};
const sent = {
  channel: 'en',
  state: 'sent',
  link: 'https://t.me/steppe_en/8',
  reason: null,
  sent_at: '2026-11-28T04:00:01.607Z',
};
const isNew = { id: '12345', result: 'new', status: 'usable', posts: [] };
const isChanged = { ...isNew, result: 'changed', posts: [sent] };
const isKnown = { ...isNew, result: 'unchanged', posts: [sent] };
const isDraft = { ...isNew, status: 'withheld' };
const isCanceled = { ...isChanged, status: 'canceled' };
const wrongUrgency = { error: 'urgency is 9; expected: a whole number from 1 (flash) to 8' };
const wrong = { '422': answer('The body is wrong; `error` says what is expected.', 'Error', wrongUrgency) };
const results = ['Result', 'Results'];
const location = {
  Location: { description: 'The address of the article here.', schema: { type: 'string' } },
};

const postArticles = {
  summary: 'Take articles. Of one that is known, only what is stated changes.',
  parameters: [
    {
      name: 'format',
      in: 'query',
      description: 'The format of the body. Without it: the names of the article store.',
      schema: { enum: formatNames },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { oneOf: [{ $ref: ref('Article') }, { type: 'array', items: { $ref: ref('Article') } }] },
        example,
      },
      'application/x-ndjson': { schema: { type: 'string', description: 'One article per line.' } },
    },
  },
  responses: {
    '200': answer('All were known.', results, isKnown),
    '201': answer('At least one article is new.', results, isNew, location),
    '202': answer('They are drafts: an editor decides about them.', results, isDraft, location),
    '422': answer(
      'Something is wrong; `error` says what is expected. In a list, what is right is taken.',
      ['Error', 'Results'],
      [isNew, wrongUrgency],
    ),
    ...tooLarge,
    ...wrongMethod,
    ...refusals,
  },
};

const oneArticle = {
  parameters: [
    {
      name: 'id',
      in: 'path',
      required: true,
      description: 'URL-encoded, also a slash in it.',
      schema: { type: 'string' },
    },
  ],
  get: {
    summary: 'What became of an article in each channel.',
    responses: {
      '200': answer('The article and its posts.', 'Became', {
        id: '12345',
        url: example.url,
        headline: example.headline,
        status: 'usable',
        revision: 2,
        published_at: '2026-11-28T04:00:00.000Z',
        posts: [sent],
      }),
      ...noArticle,
      ...wrongMethod,
      ...refusals,
    },
  },
  patch: {
    summary: 'Change the fields that are stated; null clears one, or sets the default of its column.',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: ref('Change') },
          example: { headline: 'A newer bridge', summary: null },
        },
      },
    },
    responses: {
      '200': answer('It is committed.', 'Result', isChanged),
      ...noArticle,
      ...wrong,
      ...tooLarge,
      ...refusals,
    },
  },
  delete: {
    summary: 'Cancel an article: its posts are killed.',
    responses: { '200': answer('It is canceled.', 'Result', isCanceled), ...noArticle, ...refusals },
  },
};

const poll = {
  parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
  post: {
    summary: 'Have a source looked at now.',
    responses: {
      '202': answer('It is looked at as soon as its site allows it.', 'Asked', {
        source: 'economy',
        result: 'asked',
      }),
      '200': answer('An editor paused it.', 'Asked', { source: 'economy', result: 'paused' }),
      '404': refusal('There is no source with this name.', noSuchSource),
      ...wrongMethod,
      ...refusals,
    },
  },
};

/** A description of the push API for programs. `publicUrl`: null if it is not known. */
export function openApi(publicUrl: string | null): object {
  return {
    openapi: '3.1.0',
    info: { title: 'khabarshy', version: '1', description: 'Push articles, and learn what became of them.' },
    servers: [{ url: publicUrl ?? '/' }],
    security: [{ token: [] }, { standardWebhook: [] }, { hub: [] }, { ghost: [] }],
    paths: {
      '/articles': { post: postArticles },
      '/articles/{id}': oneArticle,
      '/sources/{name}/poll': poll,
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        standardWebhook: { type: 'apiKey', in: 'header', name: 'webhook-signature' },
        hub: { type: 'apiKey', in: 'header', name: 'X-Hub-Signature-256' },
        ghost: { type: 'apiKey', in: 'header', name: 'X-Ghost-Signature' },
      },
      schemas: openApiSchemas(),
    },
  };
}
