import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, PushStage } from './push-stage.ts';

function feedOf(hub: string, ...numbers: number[]): string {
  const items = numbers.map(
    (number) =>
      `<entry><id>urn:n:${number}</id><title>News number ${number}</title><link href="https://wire.example/${number}"/><updated>${new Date().toISOString()}</updated><summary>The text of the news is long enough for a post of its own.</summary></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><link rel="hub" href="${hub}"/>${items.join('')}</feed>`;
}

/** A site with a feed, and its hub. */
async function startSite() {
  const asked: URLSearchParams[] = [];
  const numbers = [1];
  let polls = 0;
  const server = createServer((request: IncomingMessage, response) => {
    if (request.url === '/hub') {
      void text(request)
        .then((form) => void asked.push(new URLSearchParams(form)))
        .finally(() => void response.writeHead(202).end());
      return;
    }
    polls += 1;
    response.setHeader('content-type', 'application/atom+xml');
    response.end(feedOf('/hub', ...numbers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return { url: `http://127.0.0.1:${port}`, asked, numbers, polls: () => polls };
}

test('a hub is subscribed to, and what it sends is posted once', async () => {
  const site = await startSite();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const push = await PushStage.set({
    HTTP_PORT: String(port),
    PUBLIC_URL: publicUrl,
    SOURCES_FILE: 'sources.yaml',
  });
  const source = `sources:\n  - { name: wire, url: "${site.url}/atom", private: true, own: true, min: 1s, every: 24h, full_text: never }\n`;
  writeFileSync(join(push.stage.folder, 'sources.yaml'), source);
  const run = await push.start();
  await push.stage.until(() => expect(site.asked).toHaveLength(1));
  const form = Object.fromEntries(site.asked[0] ?? []);
  expect(form).toMatchObject({
    'hub.mode': 'subscribe',
    'hub.topic': `${site.url}/atom`,
    'hub.lease_seconds': '864000',
    'hub.callback': expect.stringMatching(/\/websub\/[\w-]{32}$/u),
  });
  const callback = form['hub.callback'] ?? '';
  const secret = form['hub.secret'] ?? '';
  const confirm = (changes: Record<string, string> = {}, at = callback) => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.topic': form['hub.topic'] ?? '',
      'hub.challenge': 'a-challenge',
      'hub.lease_seconds': '3600',
      ...changes,
    });
    return fetch(`${at}?${query.toString()}`);
  };
  // Only what we asked for is confirmed, and once.
  expect((await confirm({ 'hub.topic': 'https://other.example/' })).status).toBe(404);
  expect((await confirm({ 'hub.mode': 'unsubscribe' })).status).toBe(404);
  expect((await confirm({}, callback.replace(/.{8}$/u, 'AAAAAAAA'))).status).toBe(404);
  const confirmed = await confirm();
  expect([confirmed.status, await confirmed.text()]).toEqual([200, 'a-challenge']);
  expect((await confirm()).status).toBe(404);

  const send = (body: string, signature: string | null) =>
    fetch(callback, {
      method: 'POST',
      headers: {
        'content-type': 'application/atom+xml',
        ...(signature === null ? {} : { 'x-hub-signature': signature }),
      },
      body,
    });
  const sign = (body: string, method = 'sha256') =>
    `${method}=${createHmac(method, secret).update(body).digest('hex')}`;
  const news = feedOf('/hub', 2);
  // A wrong signature is answered like a right one, and ignored.
  for (const signature of [null, 'sha256=00', sign(`${news} `), `md5=${'0'.repeat(32)}`])
    expect((await send(news, signature)).status).toBe(202);
  expect(push.stage.texts()).toEqual([]);
  site.numbers.unshift(2);
  const polls = site.polls();
  expect((await send(news, sign(news))).status).toBe(202);
  await push.stage.until((texts) => expect(texts).toHaveLength(1));
  expect((await send(news, sign(news, 'sha512'))).status).toBe(202);
  // The feed is asked at once, too, and shows the same.
  await push.stage.until(() => expect(site.polls()).toBeGreaterThan(polls));
  await push.stage.until(async () => {
    const states = push.stage.newsroom.rows('select looked_at, next_at from source_states');
    expect(states).toMatchObject([{ next_at: expect.any(Number) as number }]);
    await Promise.resolve();
  });
  expect(push.stage.texts()).toHaveLength(1);
  expect(run.output()).not.toContain(secret);
});
