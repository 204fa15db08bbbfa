import { readdirSync, readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { certificateFile, startHttpProxy, startSocksProxy, startTlsFront, tls } from '../stage/proxies.ts';
import { Stage } from '../stage/story-stage.ts';

const login = { user: 'newsroom', password: 'p@ss-that-must-never-show' };
const credentials = `newsroom:${encodeURIComponent(login.password)}`;
/** The password in each of its spellings, and the header that holds it. */
const secrets = [
  login.password,
  encodeURIComponent(login.password),
  Buffer.from(`newsroom:${login.password}`).toString('base64'),
];

const portOf = (url: string) => new URL(url).port;

const hostNames = ['telegram.test'];

/** What NODE_EXTRA_CA_CERTS does for a process of its own. */
beforeAll(() => {
  const usual = getCACertificates();
  setDefaultCACertificates([...usual, tls.cert.toString()]);
  return () => setDefaultCACertificates(usual);
});

/** Only the proxy knows the name telegram.test: nothing arrives unless the proxy resolves it. */
describe('a newsroom whose network reaches Telegram only through a proxy posts all the same', () => {
  test.each([
    ['SOCKS5', () => startSocksProxy(), 'socks5://127.0.0.1'],
    ['SOCKS5 with a password', () => startSocksProxy(login), `socks5://${credentials}@127.0.0.1`],
    ['SOCKS5 as curl calls it', () => startSocksProxy(), 'socks5h://127.0.0.1'],
    ['HTTP', () => startHttpProxy(), 'http://127.0.0.1'],
    ['HTTP with a password', () => startHttpProxy({ login }), `http://${credentials}@127.0.0.1`],
    ['HTTP without a scheme', () => startHttpProxy(), '127.0.0.1'],
  ])('an http address by %s', async (_, startProxy, url) => {
    const stage = await Stage.set({}, { hostNames });
    const proxy = await startProxy();
    const root = `http://telegram.test:${portOf(stage.sandbox.url)}`;
    const run = await stage.start({ TELEGRAM_API_ROOT: root, PROXY_URL: `${url}:${proxy.port}` });
    stage.newsroom.insert({ id: 'a', headline: 'Through the wall' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Through the wall']));
    expect(proxy.asked.every((each) => each.includes('telegram.test'))).toBe(true);
    for (const secret of secrets) expect(run.output()).not.toContain(secret);
  });

  test.each([
    ['SOCKS5 with a password', () => startSocksProxy(login), `socks5://${credentials}@127.0.0.1`],
    ['CONNECT', () => startHttpProxy(), 'http://127.0.0.1'],
    ['CONNECT with a password', () => startHttpProxy({ login }), `http://${credentials}@127.0.0.1`],
    ['CONNECT and TLS', () => startHttpProxy({ login, isTls: true }), `https://${credentials}@localhost`],
  ])('an https address by %s', async (_, startProxy, url) => {
    const stage = await Stage.set({}, { hostNames });
    const proxy = await startProxy();
    const port = await startTlsFront(Number(portOf(stage.sandbox.url)));
    const run = await stage.start({
      TELEGRAM_API_ROOT: `https://telegram.test:${port}`,
      HTTPS_PROXY: `${url}:${proxy.port}`,
    });
    stage.newsroom.insert({ id: 'a', headline: 'Through the wall' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Through the wall']));
    // The proxy sees where we go and nothing of what we say, so that it cannot read the token.
    expect(new Set(proxy.asked)).toEqual(
      new Set([url.startsWith('socks') ? `SOCKS telegram.test:${port}` : `CONNECT telegram.test:${port}`]),
    );
    for (const secret of secrets) expect(run.output()).not.toContain(secret);
  });

  test('in a process of its own, whose list of arguments does not show the password', async () => {
    const stage = await Stage.set({}, { hostNames });
    const proxy = await startSocksProxy(login);
    const port = await startTlsFront(Number(portOf(stage.sandbox.url)));
    const program = await stage.spawn({
      NODE_EXTRA_CA_CERTS: certificateFile,
      TELEGRAM_API_ROOT: `https://telegram.test:${port}`,
      HTTPS_PROXY: `socks5://${credentials}@127.0.0.1:${proxy.port}`,
    });
    stage.newsroom.insert({ id: 'a', headline: 'Through the wall' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Through the wall']));
    const shown = program.output() + processList(program.pid);
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});

/** What `ps` shows of a process and its children. */
function processList(pid: number): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .flatMap((name) => {
      try {
        const isChild = readFileSync(`/proc/${name}/stat`, 'utf8').split(' ')[3] === String(pid);
        return isChild || name === String(pid) ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    })
    .join('\n');
}

describe('a proxy that does not let us through', () => {
  test.each([
    ['SOCKS5', () => startSocksProxy(login), 'socks5', 'does not accept the user or the password'],
    ['CONNECT', () => startHttpProxy({ login }), 'http', 'answered 407'],
  ])('%s: the post stays queued, and goes out once it does', async (_, startProxy, scheme, reason) => {
    const stage = await Stage.set({}, { hostNames });
    const proxy = await startProxy();
    const port = await startTlsFront(Number(portOf(stage.sandbox.url)));
    const settings = { TELEGRAM_API_ROOT: `https://telegram.test:${port}` };
    const wrong = `${scheme}://newsroom:wrong-password-1@127.0.0.1:${proxy.port}`;
    const first = await stage.start({ ...settings, PROXY_URL: wrong });
    stage.newsroom.insert({ id: 'a', headline: 'Late' });
    const line = await first.waitForLine(({ msg }) => msg === 'Telegram cannot be reached');
    expect(JSON.stringify(line)).toContain(reason);
    await stage.until(() => expect(stage.stateOf('a')).toBe('promised'));
    await first.stop();
    expect(first.output()).not.toContain('wrong-password-1');
    await stage.start({ ...settings, PROXY_URL: `${scheme}://${credentials}@127.0.0.1:${proxy.port}` });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Late']));
  });
});

describe('doctor', () => {
  test('says through what Telegram is reached, and keeps the password to itself', async () => {
    const stage = await Stage.set({}, { hostNames });
    const proxy = await startSocksProxy(login);
    const { code, stdout, stderr } = await stage.command(['doctor'], {
      TELEGRAM_API_ROOT: `http://telegram.test:${portOf(stage.sandbox.url)}`,
      PROXY_URL: `socks5://${credentials}@127.0.0.1:${proxy.port}`,
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`through the proxy socks5://127.0.0.1:${proxy.port} (PROXY_URL)`);
    expect(stdout).toContain('✓ token: @story_bot');
    expect(stdout).toContain('✓ clock');
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  test('says why a proxy does not let it through', async () => {
    const stage = await Stage.set({}, { hostNames });
    const settings = { TELEGRAM_API_ROOT: 'https://telegram.test', PROXY_URL: 'http://127.0.0.1:1' };
    const { code, stdout } = await stage.command(['doctor'], settings);
    expect(code).toBe(1);
    expect(stdout).toContain('the proxy 127.0.0.1:1 cannot be reached: connect ECONNREFUSED');
  });

  test('a wrong address of a proxy is a mistake in the settings, shown without its password', async () => {
    const stage = await Stage.set({}, { hostNames });
    const settings = { PROXY_URL: 'ftp://newsroom:secret-word@proxy.example:21' };
    const { code, stdout, stderr } = await stage.command(['doctor'], settings);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain('PROXY_URL');
    expect(stdout + stderr).not.toContain('secret-word');
  });
});
