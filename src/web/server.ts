import { createServer, type Server, type ServerResponse } from 'node:http';
import { KhabarshyError } from '../news/errors.ts';
import type { Health } from './health.ts';
import { renderHealth } from './page.ts';

export interface WebSettings {
  host: string;
  port: number;
  /** Whether the port was asked for by name; otherwise the next free one is taken. */
  portGiven: boolean;
}

/** How many ports after the usual one are tried. */
const portsTried = 20;

/**
 * Serves `/` for people and `/healthz` for machines (200 when all is well, 503 when something needs a person).
 * Only GET; nothing can be changed here. @returns the address, and what stops it.
 * @throws KhabarshyError PORT_TAKEN
 */
export async function startWeb(settings: WebSettings, readHealth: () => Promise<Health>) {
  const server = createServer((request, response) => {
    answer(request.method ?? 'GET', request.url ?? '/', response, readHealth).catch(() => response.destroy());
  });
  const port = await listen(server, settings);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${settings.host}:${port}/`, close };
}

async function answer(
  method: string,
  url: string,
  response: ServerResponse,
  readHealth: () => Promise<Health>,
): Promise<void> {
  const path = url.split('?', 1)[0];
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, 'text/plain', 'Only GET is answered here.\n');
  if (path !== '/' && path !== '/healthz')
    return send(response, 404, 'text/plain', 'There is nothing here.\n');
  const health = await readHealth().catch(() => null);
  if (health === null) return send(response, 503, 'text/plain', 'The database does not answer.\n');
  if (path === '/') return send(response, 200, 'text/html', renderHealth(health));
  return send(response, health.isWell ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(body);
}

async function listen(server: Server, { host, port, portGiven }: WebSettings): Promise<number> {
  for (let offset = 0; ; offset += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port + offset, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return port + offset;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || portGiven || offset === portsTried) {
        const message = `The page cannot listen on ${host}:${port}: ${String(error)}. Set HTTP_PORT, or HTTP_PORT=0 for no page.`;
        throw new KhabarshyError('PORT_TAKEN', message, { cause: error });
      }
    }
  }
}
