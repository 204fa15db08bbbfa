import { describe, expect, test } from 'vitest';
import { bearer, draftToken, postToken, pushed, PushStage } from './push-stage.ts';

describe('articles are pushed', () => {
  test('one is posted once, however often it is pushed, and its sender learns where it stands', async () => {
    const push = await PushStage.set();
    const run = await push.start();
    const first = await push.post(pushed('a1'));
    expect(first).toMatchObject({
      status: 201,
      body: { id: 'a1', result: 'new', status: 'usable', posts: [] },
    });
    expect(first.headers.get('location')).toBe('/articles/a1');
    const again = await Promise.all(Array.from({ length: 99 }, () => push.post(pushed('a1'))));
    for (const { status } of again.filter((each) => each.status !== 429)) expect(status).toBe(200);
    await push.stage.until((texts) => expect(texts).toHaveLength(1));
    await push.stage.until(async () => {
      const { status, body } = await push.ask('GET', '/articles/a1');
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { id: 'a1', headline: 'The headline of a1', posts: [{ channel: 'main', state: 'sent' }] },
      });
      expect(body.posts?.[0]?.link).toMatch(/^https:\/\/t\.me\/story_channel\/\d+$/u);
    });

    // A change edits the post, null clears, and what is absent stays.
    const changed = await push.ask('PATCH', '/articles/a1', { headline: 'Another headline', summary: null });
    expect(changed).toMatchObject({ status: 200, body: { id: 'a1', result: 'changed' } });
    await push.stage.until((texts) => {
      expect(texts).toHaveLength(1);
      expect(texts[0]).toMatch(/^Another headline/u);
    });
    expect(await run.app.article('a1')).toMatchObject({
      summary: null,
      url: 'https://steppe.example/a1',
      language: 'en',
    });

    const killed = await push.ask('DELETE', '/articles/a1');
    expect(killed).toMatchObject({ status: 200, body: { status: 'canceled', result: 'changed' } });
    await push.stage.until((texts) => expect(texts).toHaveLength(0));
    // Pushed once more without a status it stays canceled.
    expect(await push.post(pushed('a1'))).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await push.ask('DELETE', '/articles/a1')).toMatchObject({ body: { result: 'unchanged' } });

    // Lists and lines. What is right is taken, also where something is refused.
    const list = await push.post([pushed('b1'), { id: 'b2', headline: 5 }, pushed('a1')]);
    expect(list).toMatchObject({
      status: 422,
      body: [
        { id: 'b1', result: 'new' },
        { error: expect.stringMatching(/^url is missing.*headline is 5/u) },
        { id: 'a1' },
      ],
    });
    const lines = await push.post(`${JSON.stringify(pushed('c1'))}\n${JSON.stringify(pushed('b1'))}\n`);
    expect(lines).toMatchObject({ status: 201, body: [{ id: 'c1' }, { id: 'b1', result: 'unchanged' }] });
    await push.stage.until((texts) => expect(texts).toHaveLength(2));

    // Another id with the same address is the same article, and is known by that id, too.
    const twin = pushed('cms-7', { url: 'http://www.steppe.example/c1/?utm_source=x' });
    expect(await push.post(twin)).toMatchObject({ status: 200, body: { id: 'c1' } });
    expect(await push.ask('DELETE', '/articles/cms-7')).toMatchObject({ status: 200, body: { id: 'c1' } });

    // Mistakes, each with what to do.
    const refusals: [unknown, RegExp][] = [
      ['{"id":', /neither JSON nor JSON Lines/u],
      ['', /empty/u],
      [{ ...pushed('d1'), title: 'x' }, /unknown: "title"; known are id, url/u],
      [pushed('d1', { published_at: 'yesterday' }), /published_at is "yesterday"; expected: a time/u],
      [5, /an article is expected/u],
    ];
    for (const [body, error] of refusals)
      expect(await push.post(body)).toMatchObject({
        status: 422,
        body: { error: expect.stringMatching(error) },
      });
    expect(await push.ask('PATCH', '/articles/b1', { urgency: 2 })).toMatchObject({ status: 200 });
    expect(await push.ask('PATCH', '/articles/b1', { urgency: null })).toMatchObject({ status: 200 });
    expect(await run.app.article('b1')).toMatchObject({ urgency: 5 });
    expect(await push.ask('PATCH', '/articles/b1', { url: null })).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/^url is null; expected: an address/u) },
    });
    expect(await push.ask('PATCH', '/articles/no-such', { headline: 'x' })).toMatchObject({ status: 404 });
    expect(await push.ask('DELETE', '/articles/no-such')).toMatchObject({ status: 404 });
    expect(await push.ask('PUT', '/articles/b1', {})).toMatchObject({ status: 405 });
    const large = await push.post(pushed('d1', { body: 'x'.repeat(1_000_001) }));
    expect(large.status).toBe(413);
    expect(await push.ask('POST', '/sources/no-such/poll')).toMatchObject({ status: 404 });
    const described = (await push.ask('GET', '/openapi.json', undefined, {})).body;
    expect(described).toMatchObject({ openapi: '3.1.0' });
    const { paths } = described as { paths: Record<string, object> }; // as OpenAPI has them
    expect(Object.keys(paths)).toEqual(['/articles', '/articles/{id}', '/sources/{name}/poll']);
    expect(run.output()).not.toMatch(/must-never-show/u);
  });

  test('addresses that a program joins, formats in capitals and packed bodies', async () => {
    const push = await PushStage.set();
    await push.start();
    for (const [index, path] of ['/articles/', '//articles', '///articles/'].entries())
      expect(await push.ask('POST', path, pushed(`j${index}`))).toMatchObject({ status: 201 });
    expect(await push.ask('GET', '//articles/j0')).toMatchObject({ status: 200 });
    expect(await push.ask('POST', '/articles?format=WordPress', {})).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/a post of the REST interface/u) },
    });
    const headers = { ...bearer(postToken), 'content-encoding': 'gzip' };
    expect(await push.ask('POST', '/articles', 'x', headers)).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/is packed/u) },
    });
  });

  test('outsiders learn nothing', async () => {
    const push = await PushStage.set();
    const run = await push.start();
    await push.post(pushed('known'));
    const wrong: Record<string, string>[] = [
      {},
      bearer('a-wrong-token-of-thirty-letters'),
      { authorization: `Basic ${Buffer.from(`x:${postToken}`).toString('base64')}` },
      bearer(`${postToken}x`),
      bearer(postToken.slice(0, -1)),
    ];
    const answers = new Set<string>();
    for (const headers of wrong) {
      for (const [method, path] of [
        ['GET', '/articles/known'],
        ['GET', '/articles/unknown'],
        ['GET', `/articles/known?token=${postToken}`],
        ['POST', '/articles'],
        ['POST', '/articles?format=nonsense'],
        ['PATCH', '/articles/known'],
        ['DELETE', '/articles/%zz'],
        ['POST', '/sources/x/poll'],
      ] as const) {
        const { status, body } = await push.ask(method, path, method === 'GET' ? undefined : '{', headers);
        answers.add(JSON.stringify({ status, body }));
      }
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^\{"status":401/u);
    expect(await run.app.article('known')).toMatchObject({ status: 'usable' });
    // A draft token sees and changes its own drafts only.
    const drafts = bearer(draftToken);
    expect(await push.ask('GET', '/articles/known', undefined, drafts)).toMatchObject({ status: 404 });
    expect(await push.ask('DELETE', '/articles/known', undefined, drafts)).toMatchObject({ status: 404 });
    expect(await push.post(pushed('known', { headline: 'Taken over' }), drafts)).toMatchObject({
      status: 422,
    });
    expect(run.output()).not.toMatch(/must-never-show/u);
  });
});
