import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Feeds on this machine. Arguments: how many hosts it has. It prints the address of the first one. */
const hosts = Number(process.argv[2] ?? 1);

const items = 50;

/** An ordinary feed, about 13 kB. Every path has one of its own. */
function feedOf(path: string): string {
  const entry = (number: number) =>
    `<item><title>News number ${number} of the steppe</title><link>http://steppe.example${path}/${number}</link>` +
    `<guid isPermaLink="false">${path} ${number}</guid><description>A sentence of the news, and another one.</description></item>`;
  const list = Array.from({ length: items }, (_, number) => entry(number)).join('');
  return `<rss version="2.0"><channel><title>Steppe</title>${list}</channel></rss>`;
}

/** `/plain` has no ETag, so that the body tells that nothing changed. `/close` ends each connection. */
function answer({ headers, url = '/' }: IncomingMessage, response: ServerResponse): void {
  if (url.startsWith('/close')) response.setHeader('connection', 'close');
  if (headers['if-none-match'] === '"1"') return void response.writeHead(304, { etag: '"1"' }).end();
  const etag = url.startsWith('/plain') ? {} : { etag: '"1"' };
  response.writeHead(200, { 'content-type': 'application/rss+xml', ...etag }).end(feedOf(url));
}

let port = 0;
for (let index = 0; index < hosts; index += 1) {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.listen(port, `127.0.${Math.floor(index / 250)}.${(index % 250) + 1}`);
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}
console.log(`address http://127.0.0.1:${port}`);
