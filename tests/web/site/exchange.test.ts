import { execFileSync } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { SiteStage } from '../../stage/site-stage.ts';

/** What an old or a broken client sends. @returns the status, and what came with it. */
async function ask(stage: SiteStage, method: string, path: string, headers = {}, body = '') {
  const url = new URL(stage.url);
  const asked = request({ host: url.hostname, port: url.port, method, path, headers });
  asked.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

describe('a request for the page', () => {
  test('HEAD gets what GET gets, without the body', async () => {
    const stage = await SiteStage.set();
    const [got, looked] = [await ask(stage, 'GET', '/'), await ask(stage, 'HEAD', '/')];
    expect(looked).toMatchObject({ status: 401, text: '' });
    expect(looked.headers['content-length']).toBe(got.headers['content-length']);
  });

  test.each([
    ['/channels/%zz', 404],
    ['/channels/', 404],
    ['/channels/en/', 404],
    ['//evil.example', 404],
    ['/channels/%65n?before=x', 200],
    ['/article?id=%ff', 404],
  ])('%s answers %d', async (path, status) => {
    const stage = await SiteStage.set();
    const { cookie } = await stage.visitor().logIn();
    expect((await ask(stage, 'GET', path, { cookie })).status).toBe(status);
  });

  test('a form that is too long is refused in the language of the reader', async () => {
    const stage = await SiteStage.set();
    const visitor = await stage.visitor().logIn();
    const russian = { 'accept-language': 'ru' };
    const long = await visitor.send('/do/post', { article: 'x'.repeat(20_000) }, russian);
    expect(long.status).toBe(413);
    expect(await long.text()).toBe('Столько эта страница не принимает.\n');
    const foreign = await visitor.send('/do/post', {}, { ...russian, origin: 'https://evil.example' });
    expect(await foreign.text()).toContain('Форма отправлена не с этой страницы');
  });

  test('a client that leaves before its answer, or while it listens, disturbs nobody', async () => {
    const stage = await SiteStage.set();
    const visitor = await stage.visitor().logIn();
    for (const path of ['/live', '/charts', '/live']) {
      const leaving = new AbortController();
      const headers = { cookie: visitor.cookie };
      const asked = fetch(new URL(path, stage.url), { headers, signal: leaving.signal });
      if (path === '/live') await asked;
      leaving.abort();
      await asked.then((answer) => answer.text()).catch(() => null);
    }
    stage.events.announce({ kind: 'posts changed' });
    expect((await visitor.get('/')).status).toBe(200);
  });

  test('is answered without Node’s fetch, which takes 9 MB', () => {
    const program = `
      const { createServer, get } = process.getBuiltinModule('node:http');
      const { openSite } = await import('./src/web/site/site.ts');
      const { Events } = await import('./src/events.ts');
      const { Measures } = await import('./src/measures.ts');
      const { systemClock } = await import('./src/time/clock.ts');
      const address = { host: '127.0.0.1', publicUrl: null };
      const site = openSite({ bots: [], address, measures: new Measures(), events: new Events(), clock: systemClock }, 'x');
      const server = createServer(site.answer).listen(0, '127.0.0.1', () =>
        get({ port: server.address().port }, (answer) => {
          const loaded = process.moduleLoadList.filter((name) => /undici/.test(name));
          console.log(answer.statusCode, loaded.length);
          process.exit();
        }));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(printed).toBe('401 0\n');
  });
});
