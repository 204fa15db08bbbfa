import { describe, expect, test } from 'vitest';
import { parseProxy, secretsOfProxies, type NamedProxy } from '../../src/config/proxy-settings.ts';
import { describeProxy, proxyFor } from '../../src/http/proxies.ts';

const proxy: NamedProxy = {
  protocol: 'http',
  host: 'proxy.example',
  port: 3128,
  user: null,
  password: null,
  setting: 'PROXY_URL',
};

describe('a proxy is read as other programs read it', () => {
  test.each([
    ['proxy.example:3128', 'http', 'proxy.example', 3128, null, null],
    ['http://proxy.example', 'http', 'proxy.example', 80, null, null],
    ['https://proxy.example', 'https', 'proxy.example', 443, null, null],
    ['socks5://proxy.example', 'socks5', 'proxy.example', 1080, null, null],
    ['socks5h://me:a%40b@proxy.example:9', 'socks5', 'proxy.example', 9, 'me', 'a@b'],
    ['http://me@[::1]:8080/', 'http', '::1', 8080, 'me', ''],
  ])('%s', (text, protocol, host, port, user, password) => {
    expect(parseProxy(text)).toEqual({ protocol, host, port, user, password });
  });

  test.each([
    'ftp://proxy.example',
    'socks4://proxy.example',
    'http://',
    'http://me:pa/ss@proxy.example',
    'http://me:pa#ss@proxy.example',
    'http://me:%zz@proxy.example',
    'http://proxy.example/path',
    `http://me:${'x'.repeat(256)}@proxy.example`,
  ])('%s is a mistake', (text) => expect(parseProxy(text)).toBeNull());
});

describe('NO_PROXY', () => {
  test.each([
    ['example.kz', 'https://example.kz', true],
    ['example.kz', 'https://cms.example.kz', true],
    ['.example.kz', 'https://cms.example.kz', true],
    ['*.example.kz', 'https://cms.example.kz', true],
    ['example.kz', 'https://notexample.kz', false],
    ['example.kz:8080', 'http://example.kz:8080', true],
    ['example.kz:8080', 'http://example.kz', false],
    ['example.kz:443', 'https://example.kz', true],
    ['10.0.0.5', 'http://10.0.0.5', true],
    ['10.0.0.0/8', 'http://10.200.0.5', true],
    ['10.0.0.0/8', 'http://11.0.0.5', false],
    ['10.0.0.0/99', 'http://10.0.0.5', false],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['[fd12::1]', 'http://[fd12::1]', true],
    ['fd12::1', 'http://[fd12::1]', true],
    ['*', 'https://api.telegram.org', true],
    ['', 'https://api.telegram.org', false],
  ])('%s and %s: directly %s', (entry, url, isDirect) => {
    const proxies = { forHttps: proxy, forHttp: proxy, except: entry === '' ? [] : [entry] };
    expect(proxyFor(new URL(url), proxies) === null).toBe(isDirect);
  });
});

test.each([
  'http://localhost:8081',
  'http://x.localhost',
  'https://127.0.0.1',
  'http://127.9.9.9',
  'http://2130706433',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
])('%s is this machine, and never goes through the proxy', (url) => {
  expect(proxyFor(new URL(url), { forHttps: proxy, forHttp: proxy, except: [] })).toBeNull();
});

test('each kind of address has its own proxy', () => {
  const other = { ...proxy, port: 9 };
  const proxies = { forHttps: proxy, forHttp: other, except: [] };
  expect(proxyFor(new URL('https://a.example'), proxies)).toBe(proxy);
  expect(proxyFor(new URL('http://a.example'), proxies)).toBe(other);
});

test('a proxy is shown without its user and password, and they are secrets in every spelling', () => {
  const secret = { ...proxy, host: '::1', user: 'me', password: 'a@b c' };
  expect(describeProxy(secret)).toBe('http://[::1]:3128');
  expect(secretsOfProxies({ forHttps: secret, forHttp: null, except: [] })).toEqual([
    'a@b c',
    'a%40b%20c',
    Buffer.from('me:a@b c').toString('base64'),
  ]);
});
