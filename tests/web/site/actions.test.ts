import { describe, expect, test } from 'vitest';
import { lanesOf } from '../../stage/databases.ts';
import { editorId, ownerId, SiteStage, type Visitor } from '../../stage/site-stage.ts';
import { claim, promise } from '../../stage/stored-posts.ts';

async function enter(): Promise<{ stage: SiteStage; visitor: Visitor }> {
  const stage = await SiteStage.set();
  return { stage, visitor: await stage.visitor().logIn() };
}

async function log(stage: SiteStage): Promise<string[]> {
  const entries = await stage.store.audit.read(null, 20);
  return entries
    .filter(({ action }) => action !== 'web-login')
    .map(
      ({ action, after, before, name, subject, userId }) =>
        `${userId} ${name} ${action} ${subject} ${before} ${after}`,
    )
    .toReversed();
}

test('holds, releases, posts and kills, into the log of the desk', async () => {
  const { stage, visitor } = await enter();
  await stage.save('a');
  expect(await visitor.press('hold', { article: 'a' })).toBe('✓ Held; it will not go out — Aigul');
  expect(await visitor.press('hold', { article: 'a' })).toContain(
    'already: held.\nThis was already done — Aigul',
  );
  expect(await visitor.press('release', { article: 'a' })).toBe('✓ Released — Aigul');
  expect(await visitor.press('post', { article: 'a', channel: 'en' })).toBe('en: goes out next');
  expect(await visitor.press('kill', { article: 'a' })).toContain('Cancel it, so that it never is?');
  expect(await visitor.press('kill', { article: 'a', confirmed: 'yes' })).toContain('✓ Canceled');
  expect(await log(stage)).toEqual([
    `${ownerId} Aigul hold a usable withheld`,
    `${ownerId} Aigul release a withheld usable`,
    `${ownerId} Aigul post a → en promised promised`,
    `${ownerId} Aigul kill a usable canceled`,
  ]);
  const page = await visitor.text('/log');
  expect(page).toMatch(/<b>Aigul<\/b>: killed <span class="subject">a<\/span>/);
});

test('offers an editor of single channels only what this editor can do', async () => {
  const { stage, visitor: owner } = await enter();
  const { clock, store } = stage;
  const boris = { userId: editorId, name: 'Boris', addedBy: ownerId, addedAt: clock.now(), channels: ['en'] };
  await store.editors.add(boris);
  await stage.save('here');
  await stage.save('both');
  await promise(store, 'both', { channel: 'kk', sortAt: clock.now() });
  await promise(store, 'both', { channel: 'en', sortAt: clock.now() });
  const offered = async (visitor: Visitor, id: string) => {
    const page = await visitor.text(`/article?id=${id}`);
    return ['hold', 'release', 'kill'].filter((action) => page.includes(`action="/do/${action}"`));
  };
  const editor = await stage.visitor().logIn(editorId, 'Boris');
  expect(await offered(editor, 'here')).toEqual(['hold', 'kill']);
  // The post of the other channel is not this editor's, so it can be killed here and not held.
  expect(await offered(editor, 'both')).toEqual(['kill']);
  expect(await offered(owner, 'both')).toEqual(['hold', 'kill']);
  expect(await editor.press('kill', { article: 'both', confirmed: 'yes' })).toContain(
    '🗑 1 post will be deleted',
  );
  expect(await offered(editor, 'both')).toEqual([]);
  await owner.press('hold', { article: 'both' });
  expect(await offered(editor, 'both')).toEqual([]);
  expect(await offered(owner, 'both')).toEqual(['release', 'kill']);
});

test('asks before an editor does what the filters refuse', async () => {
  const { stage, visitor } = await enter();
  await stage.save('a');
  const asked = await visitor.press('post', { article: 'a', channel: 'kk' }, '/article?id=a');
  expect(asked).toContain('do not let this article through. Post it there all the same?');
  expect(asked).toContain('href="/article?id=a"');
  expect(await log(stage)).toEqual([]);
  expect(await visitor.press('post', { article: 'a', channel: 'kk', confirmed: 'yes' })).toBe(
    'kk: goes out now',
  );
});

test('pauses and resumes a channel, and nothing else', async () => {
  const { stage, visitor } = await enter();
  expect(await visitor.press('pause', { channel: 'en', ms: '3600000' })).toContain(
    'en is paused until 13:00',
  );
  expect(await visitor.text('/')).toContain('paused until 13:00');
  expect(await visitor.press('resume', { channel: 'en' })).toContain('en');
  expect(await stage.store.channels.pausedUntil('en', stage.clock.now())).toBe(null);
  for (const fields of [{ channel: 'xx', ms: '0' }, { channel: 'en', ms: '1' }, { channel: 'en' }])
    expect(await visitor.press('pause', { ms: 'x', ...fields })).toContain('There is nothing here.');
  expect((await log(stage)).map((line) => line.split(' ')[2])).toEqual(['pause', 'resume']);
});

test('hastens and drops what is queued, once', async () => {
  const { stage, visitor } = await enter();
  const [one, two] = [
    await promise(stage.store, 'a', { channel: 'en' }),
    await promise(stage.store, 'b', { channel: 'en' }),
  ];
  expect(await visitor.text('/channels/en')).toContain('name="post" value="' + two);
  expect(await visitor.press('now', { post: String(two) })).toBe('✓ Goes out next — Aigul');
  expect(await visitor.press('drop', { post: String(one) })).toBe('✓ Dropped — Aigul');
  expect(await visitor.press('drop', { post: String(one) })).toContain('Aigul');
  expect((await stage.store.queues.queue('en', { offset: 0, limit: 9 })).map(({ id }) => id)).toEqual([two]);
});

test('decides about an uncertain post once', async () => {
  const { stage, visitor } = await enter();
  const id = await promise(stage.store, 'a', { channel: 'en' });
  await claim(stage.store, id);
  const ledger = await lanesOf(stage.store);
  await ledger.markUnsure(id, 'no answer', stage.clock.now());
  await ledger.markUncertain(id, 'nobody can look', stage.clock.now());
  expect(await visitor.text('/channels/en')).toContain('nobody can look');
  expect(await visitor.press('uncertain', { post: String(id), decision: 'there' })).toBe(
    '✓ It is there — Aigul',
  );
  expect(await visitor.press('uncertain', { post: String(id), decision: 'again' })).toContain(
    'already done — Aigul',
  );
  expect(await visitor.press('uncertain', { post: String(id), decision: 'sell' })).toContain('nothing here');
  expect((await stage.store.orders.post(id))?.state).toBe('sent');
});

test('chooses the language of the person, for the desk too', async () => {
  const { stage, visitor } = await enter();
  expect(await visitor.press('language', { language: 'kk' })).toMatch(/қазақша/i);
  expect(await visitor.text('/')).toContain('lang="kk"');
  expect(await stage.store.editors.languageOf(ownerId)).toBe('kk');
});

describe('a form', () => {
  test('counts only with the token of its session, and from this page', async () => {
    const { stage, visitor } = await enter();
    const fields = { channel: 'en', ms: '0', back: '/' };
    expect((await visitor.send('/do/pause', fields)).status).toBe(403);
    const token = await visitor.formToken();
    const other = await stage.visitor().logIn();
    expect((await other.send('/do/pause', { ...fields, token })).status).toBe(403);
    const evil = { origin: 'https://evil.example' };
    expect((await visitor.send('/do/pause', { ...fields, token }, evil)).status).toBe(403);
    expect((await visitor.get('/do/pause?channel=en&ms=0')).status).toBe(404);
    expect(await stage.store.channels.pausedUntil('en', stage.clock.now())).toBe(null);
  });

  test.each([
    ['//evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
    ['/articles?q=a%0d%0ab', '/articles?q=a%0d%0ab'],
    ['/a\r\nset-cookie: x=1', '/'],
  ])('leads back to a page of ours: %j', async (back, to) => {
    const { visitor } = await enter();
    const token = await visitor.formToken();
    const answer = await visitor.send('/do/language', { token, language: 'en', back });
    expect(answer.headers.get('location')).toBe(to);
  });

  test('without a body, or without a length, is no reason to fail', async () => {
    const { stage, visitor } = await enter();
    const ask = (body?: ReadableStream) =>
      fetch(new URL('/do/pause', stage.url), {
        method: 'POST',
        headers: { cookie: visitor.cookie, origin: new URL(stage.url).origin },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      });
    expect((await ask()).status).toBe(403);
    expect((await ask(new Blob(['token=x']).stream())).status).toBe(411);
  });

  test('of a megabyte is not read', async () => {
    const { visitor } = await enter();
    expect((await visitor.send('/do/language', { token: 'x'.repeat(100_000) })).status).toBe(413);
  });
});

test('shows hostile words as words', async () => {
  const { stage, visitor } = await enter();
  const hostile = '<img src=x onerror=alert(1)>"\'</script>';
  await stage.save('a"><b>', hostile);
  await stage.store.audit.write({
    action: 'hold',
    subject: hostile,
    before: null,
    after: null,
    at: stage.clock.now(),
    userId: 1,
    name: hostile,
  });
  for (const path of [
    '/articles',
    `/article?id=${encodeURIComponent('a"><b>')}`,
    '/log',
    '/articles?q=%3Cimg%20src%3Dx%3E',
  ])
    expect(await visitor.text(path)).not.toMatch(/<img src=x/);
});
