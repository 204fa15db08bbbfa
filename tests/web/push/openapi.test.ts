import { expect, test } from 'vitest';
import { openApi } from '../../../src/web/push/openapi.ts';
import { bearer, draftToken, postToken, pushed, PushStage } from './push-stage.ts';
import { violations, type Shape } from './json-schema.ts';

interface Media {
  schema: Shape;
  example?: unknown;
}
interface Described {
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
}
interface Operation {
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Described>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Shape> };
}

const document = JSON.parse(JSON.stringify(openApi(null))) as Document; // as it is served
const { schemas } = document.components;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) =>
    method === 'parameters' ? [] : [{ path, method: method.toUpperCase(), operation }],
  ),
);

test('each example is of the shape that stands beside it', () => {
  let examples = 0;
  for (const { operation } of operations) {
    const all = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map((one) => one.content),
    ];
    for (const { example, schema } of all.flatMap((content) => Object.values(content ?? {}))) {
      if (example === undefined) continue;
      examples += 1;
      expect(violations(example, schema, schemas)).toEqual([]);
    }
  }
  expect(examples).toBeGreaterThan(25);
});

test.each([
  ['POST', '/articles', ['200', '201', '202', '401', '405', '408', '413', '422', '429', '503']],
  ['GET', '/articles/{id}', ['200', '401', '404', '405', '408', '429', '503']],
  ['PATCH', '/articles/{id}', ['200', '401', '404', '408', '413', '422', '429', '503']],
  ['DELETE', '/articles/{id}', ['200', '401', '404', '408', '429', '503']],
  ['POST', '/sources/{name}/poll', ['200', '202', '401', '404', '405', '408', '429', '503']],
])('%s %s has every answer', (method, path, statuses) => {
  const found = operations.find((one) => one.method === method && one.path === path);
  expect(Object.keys(found?.operation.responses ?? {}).toSorted()).toEqual(statuses);
});

test('what the server answers is what is described', async () => {
  const push = await PushStage.set();
  await push.start();
  const seen = new Set<string>();
  const ask = async (method: string, path: string, body?: unknown, token: string = postToken) => {
    const template = path
      .replace(/^\/articles\/.*/u, '/articles/{id}')
      .replace(/^\/sources\/[^/]+/u, '/sources/{name}');
    const answer = await push.ask(method, path, body, bearer(token));
    const found = operations.find(
      (one) => one.path === template && (one.method === method || method === 'PUT'),
    );
    const described = found?.operation.responses[String(answer.status)];
    const schema = described?.content?.['application/json']?.schema;
    expect.soft(schema, `${method} ${path} ${answer.status}`).toBeDefined();
    expect.soft(violations(answer.body, schema ?? {}, schemas)).toEqual([]);
    const named = Object.keys(described?.headers ?? {}).filter((name) => name !== 'Location');
    for (const name of named) expect.soft(answer.headers.get(name)).not.toBeNull();
    seen.add(`${method} ${template} ${answer.status}`);
    return answer;
  };
  const article = pushed('one');
  const nulls = {
    urgency: null,
    status: null,
    published_at: null,
    views: null,
    keywords: null,
    section: null,
  };
  for (const body of [article, { ...article, ...nulls }, [pushed('two'), { headline: 'x' }], { urgency: 9 }])
    await ask('POST', '/articles', body);
  await ask('POST', '/articles', pushed('draft'), draftToken);
  await push.stage.until((texts) => expect(texts).toHaveLength(2));
  await ask('POST', '/articles', 'x'.repeat(1_100_000));
  await ask('POST', '/articles', article, 'wrong');
  for (const path of ['/articles/one', '/articles/none']) {
    await ask('GET', path);
    await ask('PATCH', path, { summary: null, ...nulls });
    await ask('DELETE', path);
  }
  await ask('PATCH', '/articles/one', { headline: null });
  await ask('PUT', '/articles', article);
  await ask('POST', '/sources/none/poll');
  expect(seen.size).toBe(15);
});
