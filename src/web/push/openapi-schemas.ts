import { articleJsonSchema } from '../../sources/json/article-json.ts';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const momentOrNull = { type: ['string', 'null'], format: 'date-time' };
const status = { enum: ['usable', 'withheld', 'canceled'] };

const post = {
  type: 'object',
  required: ['channel', 'state', 'link', 'reason', 'sent_at'],
  additionalProperties: false,
  properties: {
    channel: text,
    state: text,
    link: textOrNull,
    reason: textOrNull,
    sent_at: momentOrNull,
  },
};
const posts = { type: 'array', items: post };

const result = {
  type: 'object',
  required: ['id', 'result', 'status', 'posts'],
  additionalProperties: false,
  properties: { id: text, result: { enum: ['new', 'changed', 'unchanged', 'older'] }, status, posts },
};

const became = {
  type: 'object',
  required: ['id', 'url', 'headline', 'status', 'revision', 'published_at', 'posts'],
  additionalProperties: false,
  properties: {
    id: text,
    url: text,
    headline: text,
    status,
    revision: { type: 'integer', minimum: 1 },
    published_at: { type: 'string', format: 'date-time' },
    posts,
  },
};

const asked = {
  type: 'object',
  required: ['source', 'result'],
  additionalProperties: false,
  properties: { source: text, result: { enum: ['asked', 'paused'] } },
};

const error = {
  type: 'object',
  required: ['error'],
  additionalProperties: false,
  properties: {
    error: { ...text, description: 'What is wrong and what is expected, for people.' },
    id: { ...text, description: 'In a list: the article that it is about, if it is known.' },
  },
};

/** The shapes of requests and answers, as JSON Schema. */
export function openApiSchemas(): Readonly<Record<string, object>> {
  const { properties, required } = articleJsonSchema('article');
  return {
    Article: { type: 'object', required, additionalProperties: false, properties },
    Change: {
      type: 'object',
      description: 'What is absent stays. Null clears a field, or sets the default of its column.',
      additionalProperties: false,
      properties: articleJsonSchema('change').properties,
    },
    Result: result,
    Results: { type: 'array', items: { anyOf: [{ $ref: ref('Result') }, { $ref: ref('Error') }] } },
    Became: became,
    Asked: asked,
    Error: error,
  };
}

/** Where a shape stands in the description. */
export function ref(name: string): string {
  return `#/components/schemas/${name}`;
}
