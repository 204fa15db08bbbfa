import dns from 'node:dns';
import { createServer } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { listenHere } from '../stage/proxies.ts';

/** The answers of a name server that an attacker owns, one per question. */
const answers: string[][] = [];

type Answer = (error: null, found: { address: string; family: number }[]) => void;

function answerNext(_host: string, _options: object, callback: Answer): void {
  const found = answers.shift() ?? [];
  callback(
    null,
    found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
}

afterEach(() => vi.restoreAllMocks());

async function ask(...found: string[][]) {
  answers.splice(0, Infinity, ...found);
  let requests = 0;
  const port = await listenHere(createServer((_, response) => void response.end(String((requests += 1)))));
  // Only now, because to listen looks a name up too. The overloads of `lookup` cannot be told to a spy.
  vi.spyOn(dns, 'lookup').mockImplementation(answerNext as unknown as typeof dns.lookup);
  const client = new HttpClient({ proxies: noProxies, userAgent: 'test' });
  const fetched = await client.fetch(`http://news.example:${port}/`, {
    isConfigured: true,
    allowed: [],
    limits: { connectMs: 1_500 },
  });
  return { fetched, requests };
}

test.each([
  ['a private address', ['127.0.0.1']],
  ['a mapped one', ['::ffff:127.0.0.1']],
  ['a private one among public ones', ['192.0.43.10', '127.0.0.1']],
  ['one of IPv6', ['::1']],
  ['one with a zone', ['fe80::1%eth0']],
])('a name that leads to %s is refused, and nothing is asked', async (_, found) => {
  const { fetched, requests } = await ask(found);
  expect(fetched).toMatchObject({ kind: 'failed', because: 'refused' });
  expect(requests).toBe(0);
});

test('the connection goes to the address that was checked, whatever the name server says next', async () => {
  const { fetched, requests } = await ask(['192.0.43.10'], ['127.0.0.1'], ['127.0.0.1']);
  expect(fetched).toMatchObject({ kind: 'failed' });
  expect(requests).toBe(0);
  // One question, and no second one.
  expect(answers).toHaveLength(2);
});
