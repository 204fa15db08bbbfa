import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noProxies, type NamedProxy, type Proxies } from '../../src/config/proxy-settings.ts';
import { parseAllowedHost, parseAllowedHosts } from '../../src/config/private-hosts.ts';
import type { Fetched } from '../../src/http/answer.ts';
import { placeOf } from '../../src/http/target.ts';
import { HttpClient, type FetchOptions } from '../../src/http/http-client.ts';
import { listenHere, startHttpProxy, startSocksProxy, tls } from '../stage/proxies.ts';

const now = new Date('2026-11-28T12:00:00Z');
const text = '<rss>Жаңалық</rss>';

function client(proxies: Proxies = noProxies): HttpClient {
  return new HttpClient({ proxies, userAgent: 'khabarshy/test', now: () => now });
}

/** A server on this machine. Its requests are kept, and tests may fetch from it. */
async function serve(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const port = await listenHere(
    createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    }),
  );
  const host = `127.0.0.1:${port}`;
  const get = (path = '/', options: Partial<FetchOptions> = {}, by = client()) =>
    by.fetch(path.startsWith('http') ? path : `http://${host}${path}`, {
      isConfigured: false,
      allowed: [parseAllowedHost(host) ?? ''],
      ...options,
    });
  return { port, host, asked, get };
}

function bodyOf(fetched: Fetched): string {
  return fetched.kind === 'read' ? fetched.body.toString() : JSON.stringify(fetched);
}

function causeOf(fetched: Fetched): string {
  return fetched.kind === 'failed' ? fetched.because : `${fetched.kind} ${bodyOf(fetched)}`;
}

/** Sends headers and a body in one go. */
function say(headers: Record<string, string>, body: string | Buffer = text, status = 200): RequestListener {
  return (_, response) => void response.writeHead(status, headers).end(body);
}

describe('a document', () => {
  test('is read with what recognises it later', async () => {
    const site = await serve(say({ etag: '"a"', 'last-modified': 'then', 'content-type': 'text/xml' }));
    const document = await site.get('/feed');
    expect(document).toMatchObject({
      kind: 'read',
      url: `http://${site.host}/feed`,
      movedTo: null,
      contentType: 'text/xml',
      validators: { etag: '"a"', lastModified: 'then' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(bodyOf(document)).toBe(text);
    expect(site.asked[0]?.headers).toMatchObject({ 'user-agent': 'khabarshy/test' });
  });

  test('is asked for with its validators word for word, and 304 alone says that it is unchanged', async () => {
    const site = await serve(say({}, '', 304));
    const validators = { etag: 'W/"odd \\"', lastModified: 'Sat, 28 Nov 2026 11:00:00 GMT' };
    expect(await site.get('/', { validators })).toMatchObject({ kind: 'unchanged' });
    expect(site.asked[0]?.headers).toMatchObject({
      'if-none-match': validators.etag,
      'if-modified-since': validators.lastModified,
    });
    expect(await site.get('/')).toMatchObject({ kind: 'answered', status: 304 });
  });

  test('is not asked for with a date of the future, which would be unchanged for ever', async () => {
    const site = await serve(say({}));
    await site.get('/', { validators: { etag: null, lastModified: 'Thu, 01 Jan 2041 00:00:00 GMT' } });
    expect(site.asked[0]?.headers).not.toHaveProperty('if-modified-since');
  });

  test.each([
    ['429', '120', 120_000],
    ['503', 'Sat, 28 Nov 2026 12:01:00 GMT', 60_000],
    ['503', '999999999', 86_400_000],
    ['503', 'Sat, 28 Nov 2026 11:00:00 GMT', 0],
    ['429', 'soon', null],
    ['429', '-5', null],
    ['429', '1.5', 1_000],
    ['429', '120s', 120_000],
    ['503', '3600;', 3_600_000],
    ['429', '5, 10', 5_000],
  ])('that is refused with %s and Retry-After %s may be asked for later', async (status, header, waitMs) => {
    const site = await serve(say({ 'retry-after': header }, '', Number(status)));
    expect(await site.get()).toMatchObject({
      kind: 'answered',
      status: Number(status),
      retryAfterMs: waitMs,
    });
  });
});

describe('an encoding', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['identity', Buffer.from(text)],
    ['GZIP', gzipSync(text)],
    ['', gzipSync(text)],
    // The header lies.
    ['gzip', Buffer.from(text)],
    ['br', Buffer.from(text)],
    ['zstd', Buffer.from(text)],
    ['deflate', Buffer.from(text)],
    // It names something else, or the same twice.
    ['utf-8', Buffer.from(text)],
    ['none', Buffer.from(text)],
    ['text/xml', Buffer.from(text)],
    ['binary', Buffer.from(text)],
    ['UTF-8, gzip', gzipSync(text)],
    ['gzip, gzip', gzipSync(text)],
  ])('%s is undone (%#)', async (encoding, bytes) => {
    const site = await serve(say(encoding === '' ? {} : { 'content-encoding': encoding }, bytes));
    expect(bodyOf(await site.get())).toBe(text);
  });

  test.each([
    ['gzip', gzipSync('x'.repeat(5000)).subarray(0, 20)],
    ['br', brotliCompressSync(text.repeat(20)).subarray(0, 20)],
    ['zstd', zstdCompressSync(text.repeat(20)).subarray(0, 20)],
    ['gzip, gzip', gzipSync(gzipSync(text))],
    ['compress', Buffer.from(text)],
  ])('%s that is cut off, or one too many, is no document (%#)', async (encoding, bytes) => {
    const site = await serve(say({ 'content-encoding': encoding }, bytes));
    expect(causeOf(await site.get())).toBe('broken');
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(3_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(3_000_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(3_000_000))],
    ['deflate', deflateSync(Buffer.alloc(3_000_000))],
  ])('%s does not unpack to more than the limit', async (encoding, bytes) => {
    const site = await serve(say({ 'content-encoding': encoding }, bytes));
    expect(causeOf(await site.get('/', { limits: { mostBytes: 100_000 } }))).toBe('too large');
  });
});

describe('a body', () => {
  const limits = { mostBytes: 1000 };

  test('is not read beyond the limit, with a length and without', async () => {
    const site = await serve(({ url }, response) => {
      if (url === '/named') response.setHeader('content-length', 1001);
      const more = () =>
        void (response.write(Buffer.alloc(500)) ? setImmediate(more) : response.once('drain', more));
      more();
      response.on('close', () => response.destroy());
    });
    expect(causeOf(await site.get('/named', { limits }))).toBe('too large');
    expect(causeOf(await site.get('/endless', { limits }))).toBe('too large');
  });

  test.each([
    ['', (bytes: Buffer) => bytes],
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)(
    'that is larger than the limit is cut where its beginning is enough: %s',
    async (encoding, pack) => {
      const large = Buffer.from(Array.from({ length: 40_000 }, (_, number) => `line ${number}`).join('\n'));
      const site = await serve(say({ 'content-encoding': encoding }, pack(large)));
      for (const mostBytes of [30_000, 200_000]) {
        const fetched = await site.get('/', { limits: { mostBytes, keepsBeginning: true } });
        expect(fetched).toMatchObject({ kind: 'read', isCut: true });
        const { body } = fetched as Extract<typeof fetched, { kind: 'read' }>;
        expect(body.length).toBeLessThanOrEqual(mostBytes);
        expect(body.equals(large.subarray(0, body.length))).toBe(true);
      }
      expect(await site.get('/', { limits: { keepsBeginning: true } })).toMatchObject({ isCut: false });
    },
  );

  test('that breaks off is no document, even after its first bytes', async () => {
    const site = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(causeOf(await site.get())).toBe('broken');
  });
});

describe('a time limit', () => {
  test.each([
    ['of the headers', { headersMs: 50 }, () => undefined],
    ['of the whole', { wholeMs: 80 }, trickle],
    ['of a slow body', { slowAfterMs: 50 }, trickle],
  ] as const)('%s ends the fetch', async (_, limits, answer) => {
    const site = await serve(answer);
    expect(causeOf(await site.get('/', { limits }))).toBe('timeout');
  });

  test('counts for all redirects together', async () => {
    const site = await serve((_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 40);
    });
    expect(causeOf(await site.get('/', { limits: { wholeMs: 100 } }))).toBe('timeout');
  });

  test('of the caller, too', async () => {
    const site = await serve(() => undefined);
    expect(causeOf(await site.get('/', { signal: AbortSignal.timeout(50) }))).toBe('given up');
  });
});

function trickle(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('x'), 10);
  response.on('close', () => clearInterval(timer));
}

describe('a private network', () => {
  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://172.31.0.1/',
    'http://192.168.1.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a00:1]/',
    'http://[::7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::1]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://localhost/',
    'http://localhost./',
    'http://sub.localhost/',
    'http://cms/',
    'http://cms.local/',
    'http://metadata.google.internal/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:password@example.com/',
    'http://example.com:22/',
    'http://',
    'no address',
  ])('%s is never asked', async (address) => {
    const fetched = await client().fetch(address, { isConfigured: false, allowed: [] });
    expect(causeOf(fetched)).toBe('refused');
    expect(bodyOf(fetched)).not.toContain('password');
  });

  test('is refused behind a proxy too, where the name alone can be judged', async () => {
    const { port, asked } = await startHttpProxy();
    const proxied = client(through('http', port));
    for (const host of ['10.0.0.1', 'cms.internal', '[fd00::1]']) {
      const fetched = await proxied.fetch(`http://${host}/`, { isConfigured: false, allowed: [] });
      expect(causeOf(fetched)).toBe('refused');
    }
    expect(asked).toEqual([]);
  });

  test('is refused when a name leads there, also one of the settings', async () => {
    // Its address is in no public network, wherever the test runs.
    const site = await serve(say({}));
    const name = 'localhost.localdomain';
    for (const isConfigured of [false, true]) {
      const options = { isConfigured, allowed: [] };
      const byName = await client().fetch(`http://${name}:${site.port}/`, options);
      expect(causeOf(byName)).toBe('refused');
    }
    expect(site.asked).toEqual([]);
  });

  test('may be asked where it is allowed, on that port and no other', async () => {
    const [site, other] = [await serve(say({})), await serve(say({}))];
    expect(bodyOf(await site.get())).toBe(text);
    expect(causeOf(await site.get(`http://${other.host}/`))).toBe('refused');
    expect(bodyOf(await site.get('/', { allowed: ['127.0.0.1'] }))).toBe(text);
    expect(other.asked).toEqual([]);
  });

  test('is refused at a redirect', async () => {
    const inner = await serve(say({}));
    const site = await serve(say({ location: `http://${inner.host}/secret` }, '', 302));
    expect(causeOf(await site.get('/', { isConfigured: true }))).toBe('refused');
    expect(inner.asked).toEqual([]);
  });
});

describe('a redirect', () => {
  const steps = (status: number) =>
    serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(status, { location: `/${left - 1}` }).end();
      else response.end(text);
    });

  test('is followed five times, and no more', async () => {
    const site = await steps(302);
    expect(bodyOf(await site.get('/5'))).toBe(text);
    expect(causeOf(await site.get('/6'))).toBe('redirects');
  });

  test.each([
    [301, '/0'],
    [308, '/0'],
    [302, null],
    [303, null],
    [307, null],
  ])('%i says that it is for good: %s', async (status, path) => {
    const site = await steps(status);
    const movedTo = path === null ? null : `http://${site.host}${path}`;
    expect(await site.get('/2')).toMatchObject({ kind: 'read', url: `http://${site.host}/0`, movedTo });
  });

  test('to another host takes no headers, no user and no cookies along', async () => {
    const other = await serve(say({}));
    const site = await serve(
      say({ location: `http://${other.host}/`, 'set-cookie': 'session=secret' }, '', 302),
    );
    await client().fetch(`http://me:password@${site.host}/`, {
      isConfigured: true,
      allowed: ['127.0.0.1'],
      headers: { 'X-Key': 'secret', Authorization: 'Bearer secret' },
    });
    expect(site.asked[0]?.headers).toMatchObject({ 'x-key': 'secret', authorization: 'Bearer secret' });
    expect(other.asked).toHaveLength(1);
    expect(JSON.stringify(other.asked[0]?.headers)).not.toMatch(/secret|cGFzc3dvcmQ|authorization/i);
  });

  test('brings back the cookie that the same host set', async () => {
    const site = await serve((request, response) => {
      if (request.headers.cookie === 'seen=1') response.end(text);
      else response.writeHead(302, { location: '/', 'set-cookie': 'seen=1; Path=/; HttpOnly' }).end();
    });
    expect(bodyOf(await site.get('/'))).toBe(text);
  });

  test.each([
    ['ftp://example.com/', 'redirects'],
    ['http://', 'redirects'],
    ['http://user@example.com/', 'refused'],
    ['http://example.com:22/', 'refused'],
  ])('to %s is not followed', async (location, cause) => {
    const site = await serve(say({ location }, '', 302));
    expect(causeOf(await site.get('/', { isConfigured: true }))).toBe(cause);
  });

  test('without an address is an answer', async () => {
    const site = await serve(say({}, '', 302));
    expect(await site.get()).toMatchObject({ kind: 'answered', status: 302 });
  });
});

describe('with TLS', () => {
  const serveSecurely = async (answer: RequestListener) => {
    const port = await listenHere(createHttpsServer(tls, answer));
    return { port, url: `https://127.0.0.1:${port}/`, allowed: [`127.0.0.1 ${port}`, '127.0.0.1'] };
  };

  test('a certificate that nobody vouches for is refused, and a named one is trusted', async () => {
    const { url, allowed } = await serveSecurely(say({}));
    const options = { isConfigured: false, allowed };
    expect(causeOf(await client().fetch(url, options))).toBe('certificate');
    expect(bodyOf(await client().fetch(url, { ...options, ca: tls.cert.toString() }))).toBe(text);
  });

  test('no redirect leads back to http', async () => {
    const plain = await serve(say({}));
    const { url, allowed } = await serveSecurely(say({ location: `http://${plain.host}/` }, '', 301));
    const options = { isConfigured: false, allowed, ca: tls.cert.toString() };
    expect(causeOf(await client().fetch(url, options))).toBe('redirects');
    expect(plain.asked).toEqual([]);
  });
});

describe('behind a proxy', () => {
  test('the proxy resolves the name, and everything else is as usual', async () => {
    const site = await serve(say({ 'content-encoding': 'gzip' }, gzipSync(text)));
    const http = await startHttpProxy();
    const socks = await startSocksProxy();
    for (const [protocol, port] of [
      ['http', http.port],
      ['socks5', socks.port],
    ] as const) {
      const options = { isConfigured: true, allowed: [] };
      const fetched = await client(through(protocol, port)).fetch(`http://site.test:${site.port}/`, options);
      expect(bodyOf(fetched)).toBe(text);
    }
    expect(http.asked).toEqual([`GET http://site.test:${site.port}/`]);
    expect(socks.asked).toEqual([`SOCKS site.test:${site.port}`]);
  });
});

function through(protocol: 'http' | 'socks5', port: number): Proxies {
  const proxy: NamedProxy = {
    protocol,
    host: '127.0.0.1',
    port,
    user: null,
    password: null,
    setting: 'PROXY_URL',
  };
  return { forHttps: proxy, forHttp: proxy, except: [] };
}

test('what cannot be reached is said with no more than its host', async () => {
  const site = await serve(say({}));
  const gone = await client().fetch('http://127.0.0.1:9/?key=secret', {
    isConfigured: false,
    allowed: ['127.0.0.1'],
  });
  expect(gone).toMatchObject({
    kind: 'failed',
    because: 'unreachable',
    reason: expect.stringContaining('127.0.0.1:9'),
  });
  expect(bodyOf(gone)).not.toContain('secret');
  expect(site.asked).toEqual([]);
});

test.each([
  ['http://xn--80aau21bd.xn--80ao21a/rss', 'қазақ.қаз'],
  ['https://user:word@пример.рф:8443/rss?key=1', 'пример.рф:8443'],
  ['http://[::1]:8080/', '[::1]:8080'],
  ['http://127.0.0.1/', '127.0.0.1'],
])('people read %s as %s', (url, place) => {
  expect(placeOf(new URL(url))).toBe(place);
});

test('a kept connection that the server closed meanwhile is no failure', async () => {
  const site = await serve((request, response) => {
    response.end(text, () => request.socket.destroySoon());
  });
  const one = client();
  for (let round = 0; round < 5; round += 1) expect(bodyOf(await site.get('/', {}, one))).toBe(text);
});

test.each([
  ['cms.example, 10.0.0.5:8080', ['cms.example', '10.0.0.5 8080']],
  ['cms.example, 10.0.0.0/8', null],
  [',', null],
])('the allowed hosts %s are read as %j', (given, read) => expect(parseAllowedHosts(given)).toEqual(read));

test.each([
  ['cms.example', 'cms.example'],
  ['CMS.example:8080', 'cms.example 8080'],
  ['10.0.0.5:80', '10.0.0.5 80'],
  ['10.0.0.5:443', '10.0.0.5 443'],
  ['[fd00::5]:81', 'fd00::5 81'],
  ['fd00::5', 'fd00::5'],
  ['10.0.0.0/8', null],
  ['http://cms.example', null],
  ['me@cms.example', null],
  ['*.example', null],
  ['cms.example:99999', null],
])('the allowed host %s is read as %s', (given, read) => expect(parseAllowedHost(given)).toBe(read));
