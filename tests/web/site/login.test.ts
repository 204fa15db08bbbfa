import { describe, expect, test } from 'vitest';
import { editorId, initDataOf, ownerId, SiteStage } from '../../stage/site-stage.ts';

const paths = [
  '/',
  '/articles',
  '/article?id=a',
  '/channels/en',
  '/sources',
  '/log',
  '/charts',
  '/settings',
  '/x',
];

/** Its text does not matter. */
async function close(answer: Response): Promise<Response> {
  await answer.body?.cancel();
  return answer;
}

describe('without a login', () => {
  test('one sees the login page only, and nothing of the newsroom', async () => {
    const stage = await SiteStage.set();
    await stage.save('a', 'A secret headline');
    const visitor = stage.visitor();
    for (const path of paths) {
      const answer = await visitor.get(path);
      expect(answer.status).toBe(401);
      const page = await answer.text();
      expect(page).toContain('Write /web to the bot');
      expect(page).not.toMatch(/secret|news_en|kk<|channels\//);
    }
    expect((await visitor.get('/live')).status).toBe(401);
    expect((await visitor.send('/do/pause', { channel: 'en', ms: '0' })).status).toBe(401);
    expect(await stage.store.channels.pausedUntil('en', stage.clock.now())).toBe(null);
  });

  test('every page has the headers that keep it to itself', async () => {
    const { headers } = await (await SiteStage.set()).visitor().get('/');
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });
});

describe('the link', () => {
  const aigul = { bot: 'main', userId: ownerId, name: 'Aigul', language: 'kk' } as const;

  test('is not used up by being looked at, and works once', async () => {
    const stage = await SiteStage.set();
    const secret = await stage.store.webSessions.makeLogin(aigul, stage.clock.now());
    const [visitor, thief] = [stage.visitor(), stage.visitor()];
    expect(await visitor.text(`/login/${secret}`)).toContain('Aigul болып кіресіз бе?');
    expect((await visitor.get(`/login/${secret}`)).status).toBe(200);
    const entered = await visitor.send(`/login/${secret}`);
    expect(entered.status).toBe(303);
    expect(entered.headers.get('set-cookie')).toMatch(
      /^khabarshy-\d+=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await visitor.text('/')).toContain('Арналар');
    expect((await thief.send(`/login/${secret}`)).status).toBe(410);
    expect((await thief.get('/')).status).toBe(401);
    expect((await stage.store.audit.read(null, 1))[0]).toMatchObject({ action: 'web-login', name: 'Aigul' });
  });

  test('ends after ten minutes, and is no link of a person without rights', async () => {
    const stage = await SiteStage.set();
    const late = await stage.store.webSessions.makeLogin(aigul, stage.clock.now());
    const stranger = { ...aigul, userId: 4_711 };
    const strange = await stage.store.webSessions.makeLogin(stranger, stage.clock.now());
    const visitor = stage.visitor();
    expect((await visitor.send(`/login/${strange}`)).status).toBe(410);
    stage.clock.set(10 * 60_000);
    for (const secret of [late, 'short', '%00']) {
      const answer = await visitor.get(`/login/${secret}`);
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain('was used already, or is too old');
    }
  });

  test('is not tried without end', async () => {
    const visitor = (await SiteStage.set()).visitor();
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1)
      statuses.push((await visitor.send(`/login/${'x'.repeat(43)}`)).status);
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 410));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  test('works only from this page', async () => {
    const stage = await SiteStage.set();
    const secret = await stage.store.webSessions.makeLogin(aigul, stage.clock.now());
    for (const origin of ['https://evil.example', 'null'])
      expect((await stage.visitor().send(`/login/${secret}`, {}, { origin })).status).toBe(403);
  });

  test('behind https the cookie is secure', async () => {
    const stage = await SiteStage.set({ PUBLIC_URL: 'https://desk.news.kz' });
    const secret = await stage.store.webSessions.makeLogin(aigul, stage.clock.now());
    const visitor = stage.visitor();
    const entered = await visitor.send(`/login/${secret}`, {}, { origin: 'https://desk.news.kz' });
    expect(entered.headers.get('set-cookie')).toMatch(
      /^__Host-khabarshy=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await visitor.get('/')).status).toBe(200);
  });
});

test('a session asks as often as a person can, and no more', async () => {
  const visitor = await (await SiteStage.set()).visitor().logIn();
  const statuses = new Set<number>();
  for (let time = 0; time < 140; time += 1) statuses.add((await visitor.get('/log').then(close)).status);
  expect([...statuses]).toEqual([200, 429]);
});

describe('rights', () => {
  test('are looked up anew for each request', async () => {
    const stage = await SiteStage.set();
    const { clock, store } = stage;
    const boris = { userId: editorId, name: 'Boris', addedBy: ownerId, addedAt: clock.now(), channels: null };
    await store.editors.add(boris);
    const visitor = await stage.visitor().logIn(editorId, 'Boris');
    expect((await visitor.get('/')).status).toBe(200);
    await store.editors.remove(editorId);
    expect((await visitor.get('/')).status).toBe(401);
    await store.editors.add(boris);
    expect((await visitor.get('/')).status).toBe(401);
  });

  test('settings and the sessions of others are for owners', async () => {
    const stage = await SiteStage.set();
    const { clock, store } = stage;
    await store.editors.add({
      userId: editorId,
      name: 'Boris',
      addedBy: ownerId,
      addedAt: clock.now(),
      channels: null,
    });
    const [owner, editor] = [await stage.visitor().logIn(), await stage.visitor().logIn(editorId, 'Boris')];
    expect((await editor.get('/settings')).status).toBe(404);
    expect(await editor.text('/')).not.toContain('href="/settings"');
    await editor.press('end-sessions', {});
    expect((await owner.get('/')).status).toBe(200);
    const settings = await owner.text('/settings');
    expect(settings).toContain('POLL_SCHEDULE');
    expect(settings).not.toMatch(/the-token-that-must-never/);
    expect(await owner.press('end-sessions', {}, '/settings')).toBe('✓ 1 session ended.');
    expect((await editor.get('/')).status).toBe(401);
    expect((await owner.get('/')).status).toBe(200);
  });

  test('end with logging out, and with a copied cookie too', async () => {
    const stage = await SiteStage.set();
    const visitor = await stage.visitor().logIn();
    const { cookie } = visitor;
    await visitor.send('/logout', { token: 'wrong' });
    expect((await visitor.get('/')).status).toBe(200);
    await visitor.send('/logout', { token: await visitor.formToken() });
    visitor.cookie = cookie;
    expect((await visitor.get('/')).status).toBe(401);
  });
});

describe('the Mini App', () => {
  const user = { id: ownerId, first_name: 'Aigul', language_code: 'ru' };

  test('logs in whoever Telegram names, with the same rights', async () => {
    const stage = await SiteStage.set({ PUBLIC_URL: 'https://desk.news.kz' });
    const visitor = stage.visitor();
    expect((await visitor.get('/app/main')).status).toBe(200);
    const initData = initDataOf(user, { at: stage.clock.now() });
    const entered = await visitor.send('/app/main', { initData }, { origin: 'https://desk.news.kz' });
    expect(entered.status).toBe(303);
    expect(await visitor.text('/')).toContain('Каналы');
  });

  test('takes nobody else', async () => {
    const stage = await SiteStage.set();
    const at = stage.clock.now();
    const visitor = stage.visitor();
    for (const [bot, initData] of [
      ['main', ''],
      ['main', initDataOf({ ...user, id: 4_711 }, { at })],
      ['main', initDataOf(user, { at, key: '1:another-bots-token' })],
      ['main', initDataOf(user, { at: new Date(at.getTime() - 3_600_000) })],
      ['other', initDataOf(user, { at })],
    ] as const) {
      expect((await visitor.send(`/app/${bot}`, { initData })).status).toBe(401);
    }
    expect((await visitor.get('/')).status).toBe(401);
  });
});
