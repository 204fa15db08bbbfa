import { describe, expect, test } from 'vitest';
import { schemeOf, senderBySignature } from '../../../src/web/push/authentication.ts';
import { ghostPost, wordPressPost } from '../../sources/cms/cms-samples.ts';
import { ghostHeaders, hubHeaders, postToken, pushed, PushStage, webhookHeaders } from './push-stage.ts';

const minuteMs = 60_000;

describe('signatures', () => {
  const now = new Date('2026-11-28T06:00:00Z');
  const tokens = [
    { name: 'other', right: 'post', token: 'another-token-of-thirty-letters' },
    { name: 'cms', right: 'post', token: postToken },
  ] as const;
  const body = '{"id":"a"}';
  const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMs);

  function senderOf(headers: Record<string, string>, sent = body): string | null {
    const scheme = schemeOf(headers);
    if (scheme === null || scheme === 'bearer') throw new Error('it is not signed');
    return senderBySignature(scheme, headers, Buffer.from(sent), tokens, now)?.token.name ?? null;
  }

  test('each kind names its sender', () => {
    expect(senderOf(webhookHeaders(body, { at: now }))).toBe('cms');
    expect(senderOf(webhookHeaders(body, { at: ago(4) }))).toBe('cms');
    expect(senderOf(hubHeaders(body))).toBe('cms');
    expect(senderOf(ghostHeaders(body, now))).toBe('cms');
    expect(senderOf(ghostHeaders(body, now, true))).toBe('cms');
    // Keys are rotated: one of several signatures is enough.
    const headers = webhookHeaders(body, { at: now });
    expect(
      senderOf({ ...headers, 'webhook-signature': `v1,AAAA v2,x ${headers['webhook-signature']}` }),
    ).toBe('cms');
  });

  test('a secret of Standard Webhooks is base64', () => {
    const secret = Buffer.from('a-secret-of-twenty-four!').toString('base64');
    const own = [{ name: 'svix', right: 'post', token: `whsec_${secret}` }] as const;
    const headers = webhookHeaders(body, { at: now, token: 'a-secret-of-twenty-four!' });
    const sender = senderBySignature('standard webhook', headers, Buffer.from(body), own, now);
    expect(sender).toMatchObject({ token: { name: 'svix' }, webhook: 'id msg_1' });
  });

  test.each([
    ['another token', webhookHeaders(body, { at: now, token: 'a-token-that-nobody-has-given' })],
    ['too old', webhookHeaders(body, { at: ago(6) })],
    ['of the future', webhookHeaders(body, { at: ago(-6) })],
    ['no id', { ...webhookHeaders(body, { at: now }), 'webhook-id': '' }],
    ['another id', { ...webhookHeaders(body, { at: now }), 'webhook-id': 'msg_2' }],
    ['no moment', { ...webhookHeaders(body, { at: now }), 'webhook-timestamp': 'now' }],
    ['no version', { ...webhookHeaders(body, { at: now }), 'webhook-signature': 'AAAA' }],
    ['an empty signature', { ...webhookHeaders(body, { at: now }), 'webhook-signature': 'v1,' }],
    ['a hub with another token', hubHeaders(body, 'a-token-that-nobody-has-given')],
    ['a hub with sha1', { 'x-hub-signature-256': 'sha1=00' }],
    ['Ghost, too old', ghostHeaders(body, ago(6))],
    [
      'Ghost, another moment',
      {
        'x-ghost-signature': (ghostHeaders(body, now)['x-ghost-signature'] ?? '').replace(
          /t=\d+/u,
          `t=${now.getTime() - 1}`,
        ),
      },
    ],
    ['Ghost without a moment', { 'x-ghost-signature': `sha256=${'0'.repeat(64)}` }],
  ])('%s is nobody', (_name, headers) => {
    expect(senderOf(headers)).toBeNull();
  });

  test('of another body', () => {
    for (const headers of [webhookHeaders(body, { at: now }), hubHeaders(body), ghostHeaders(body, now)])
      expect(senderOf(headers, `${body} `)).toBeNull();
  });
});

describe('webhooks', () => {
  test('replayed, reordered, stale and foreign ones', async () => {
    const push = await PushStage.set();
    const run = await push.start();
    const path = '/articles?format=ghost';
    const send = (body: unknown, at = new Date()) => {
      const text = JSON.stringify(body);
      return push.ask('POST', path, text, ghostHeaders(text, at));
    };
    // The correction overtakes the publication.
    const later = ghostPost({
      title: 'Corrected',
      updated_at: '2026-11-28T05:30:00Z',
      published_at: new Date().toISOString(),
    });
    const first = ghostPost({ title: 'As published', published_at: new Date().toISOString() });
    expect(await send(later)).toMatchObject({ status: 201, body: { id: 'ghost-64f1' } });
    expect(await send(first)).toMatchObject({ status: 200, body: { result: 'older' } });
    expect(await run.app.article('ghost-64f1')).toMatchObject({ headline: 'Corrected' });
    expect(await send(later, new Date(Date.now() - 6 * minuteMs))).toMatchObject({ status: 401 });
    // Unpublished, and published again.
    const gone = ghostPost({ status: 'draft', updated_at: '2026-11-28T05:40:00Z' });
    expect(await send(gone)).toMatchObject({ body: { result: 'changed', status: 'canceled' } });
    expect(await send(later)).toMatchObject({ body: { result: 'older', status: 'canceled' } });
    const again = ghostPost({ title: 'Again', updated_at: '2026-11-28T05:50:00Z' });
    expect(await send(again)).toMatchObject({ body: { status: 'usable' } });
    // Deleted before it was heard of at all: the publication that comes late posts nothing.
    const { current } = ghostPost({ id: 'late' }).post;
    expect(await send({ post: { current: {}, previous: current } })).toMatchObject({
      body: { status: 'canceled' },
    });
    expect(await send({ post: { current } })).toMatchObject({
      body: { result: 'older', status: 'canceled' },
    });

    // A new post at the address of a deleted one is another article, and the end of the old one comes too late for it.
    const anew = ghostPost({
      id: 'anew',
      url: 'https://ghost.example/slug/',
      published_at: new Date().toISOString(),
    });
    const old = { ...anew.post.current, id: 'old' };
    expect(await send({ post: { current: old } })).toMatchObject({ status: 201 });
    expect(await send({ post: { current: {}, previous: old } })).toMatchObject({
      body: { status: 'canceled' },
    });
    expect(await send(anew)).toMatchObject({ status: 201, body: { id: 'ghost-anew', status: 'usable' } });
    expect(await send({ post: { current: {}, previous: { ...old, id: 'older' } } })).toMatchObject({
      body: { id: 'ghost-older' },
    });
    expect(await run.app.article('ghost-anew')).toMatchObject({ status: 'usable' });

    // The same Standard Webhook once more, after a newer change of the article, changes nothing back.
    const one = JSON.stringify(pushed('w1'));
    const headers = webhookHeaders(one, { id: 'msg_w1' });
    expect(await push.post(one, headers)).toMatchObject({ status: 201 });
    await push.ask('PATCH', '/articles/w1', { headline: 'Newer' });
    expect(await push.post(one, headers)).toMatchObject({
      status: 200,
      body: { id: 'w1', result: 'unchanged' },
    });
    expect(await run.app.article('w1')).toMatchObject({ headline: 'Newer' });

    // A status that is only said again does not undo what an editor decided.
    const wordpress = (changes: Record<string, unknown>) =>
      push.ask('POST', '/articles?format=wordpress', wordPressPost(changes));
    expect(await wordpress({})).toMatchObject({
      status: 201,
      body: { id: 'wordpress-12', status: 'usable' },
    });
    push.stage.newsroom.update('wordpress-12', { status: 'withheld' });
    const said = await wordpress({ title: { rendered: 'Другой' }, modified_gmt: '2026-11-28T06:00:00' });
    expect(said).toMatchObject({ status: 200, body: { result: 'changed', status: 'withheld' } });
    await wordpress({ status: 'trash', modified_gmt: '2026-11-28T06:01:00' });
    expect(await wordpress({ modified_gmt: '2026-11-28T06:02:00' })).toMatchObject({
      body: { status: 'usable' },
    });

    const ninjs = { uri: 'urn:n:1', headlines: [{ value: 'Without an address' }] };
    expect(await push.ask('POST', '/articles?format=ninjs', ninjs)).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/no address/u) },
    });
    expect(await push.ask('POST', '/articles?format=rss', ninjs)).toMatchObject({
      status: 422,
      body: { error: 'This format is not known; known are ghost, ninjs, wordpress.' },
    });
    expect(run.output()).not.toMatch(/must-never-show/u);
  });
});
