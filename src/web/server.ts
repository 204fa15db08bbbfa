import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { KhabarshyError } from '../news/errors.ts';
import type { Health } from './health.ts';
import { renderHealth } from './page.ts';
import type { Readiness } from './readiness.ts';

export interface WebSettings {
  host: string;
  port: number;
  /** Whether the port was asked for by name; otherwise the next free one is taken. */
  portGiven: boolean;
}

/** Not imported: an import would load Node's WebSocket too. See deliver/telegram/fetch.ts. */
const { createServer } = process.getBuiltinModule('node:http');

/** How many ports after the usual one are tried. */
export const portsTried = 20;

/** In every answer, by which `doctor` tells our page from other programs. The sandbox says it too. */
export const programName = 'khabarshy';

/** What the pages show. */
interface Pages {
  host: string;
  readHealth: () => Promise<Health>;
  readiness: Readiness;
}

/**
 * Serves `/` for people, and three probes for machines: `/livez` (200 while the process can work), `/readyz` (503
 * while the database or Telegram cannot be reached) and `/healthz` (503 when something needs a person).
 * Only GET; nothing can be changed here. @returns the address, and what stops it.
 * @throws KhabarshyError PORT_TAKEN
 */
export async function startWeb(
  settings: WebSettings,
  readHealth: () => Promise<Health>,
  readiness: Readiness,
) {
  const pages = { host: settings.host, readHealth, readiness };
  const server = createServer((request, response) => {
    answer(request, response, pages).catch(() => response.destroy());
  });
  const port = await listen(server, settings);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${addressOf(settings.host)}:${port}/`, close };
}

/** The host as a browser on this machine accepts it: IPv6 in brackets, and localhost instead of "all addresses". */
export function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Why a server could not listen, and what to do about it, by Node's error code. */
const troubles: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (_, port) => `the port ${port} is in use. Set HTTP_PORT to a free one`,
  EACCES: (_, port) => `this user may not use the port ${port}. Set HTTP_PORT to one above 1023`,
  EADDRNOTAVAIL: (host) => `this machine has no address ${host}. Set HTTP_HOST to one that it has`,
  EAI_AGAIN: (host) => `the host ${host} cannot be looked up. Set HTTP_HOST to an address of this machine`,
  ENOTFOUND: (host) => `there is no host ${host}. Set HTTP_HOST to an address of this machine`,
};

/** Explains the error of a server that could not listen; null: the error is another one. */
export function cannotListen(host: string, port: number, error: unknown): KhabarshyError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const describe = Object.hasOwn(troubles, code) ? troubles[code] : undefined;
  if (describe === undefined) return null;
  return new KhabarshyError('PORT_TAKEN', `The page cannot be served: ${describe(host, port)}.`, {
    cause: error,
  });
}

/** Probes are for machines. They answer whatever the Host header says, and name nothing of the newsroom. */
const probes: Readonly<Record<string, (pages: Pages) => Promise<Probe>>> = {
  '/livez': () => Promise.resolve({ isWell: true, body: { status: 'ok' } }),
  '/readyz': async ({ readiness }) => {
    const body = await readiness.check();
    return { isWell: body.database === 'ok' && body.telegram === 'ok', body };
  },
  '/healthz': async ({ readHealth }) => {
    const { isWell, channels, troubles, lastPollAt } = await readHealth();
    const uncertain = channels.reduce((sum, channel) => sum + channel.uncertain, 0);
    const status = isWell ? 'ok' : 'needs a person';
    return { isWell, body: { status, troubles: troubles.length, uncertain, lastPollAt } };
  },
};

interface Probe {
  isWell: boolean;
  body: object;
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: Pages): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const path = url.split('?', 1)[0] ?? '/';
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, 'text/plain', 'Only GET is answered here.\n');
  const probe = Object.hasOwn(probes, path) ? probes[path] : undefined;
  if (probe !== undefined) return sendProbe(response, await probe(pages).catch(() => null));
  if (!isOwnHost(headers.host, pages.host))
    return send(response, 421, 'text/plain', 'This host name is not known here. Set HTTP_HOST to it.\n');
  if (path !== '/') return send(response, 404, 'text/plain', 'There is nothing here.\n');
  const health = await pages.readHealth().catch(() => null);
  if (health === null) return send(response, 503, 'text/plain', 'The database does not answer.\n');
  return send(response, 200, 'text/html', renderHealth(health));
}

/** `probe`: null if the database does not answer. */
function sendProbe(response: ServerResponse, probe: Probe | null): void {
  const { isWell, body } = probe ?? { isWell: false, body: { status: 'the database does not answer' } };
  send(response, isWell ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

/**
 * Whether a page may answer to this Host header. A web page of somebody else can make its own name lead to this
 * machine (DNS rebinding) and read the answer; it cannot do so with an address, or with a name of this machine.
 */
function isOwnHost(given: string | undefined, host: string): boolean {
  const name = URL.parse(`http://${given ?? ''}`)?.hostname ?? '';
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
  const own = [
    'localhost',
    host.toLowerCase(),
    hostname().toLowerCase(),
    `${hostname().toLowerCase()}.local`,
  ];
  return own.includes(name) || name.endsWith('.localhost');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    server: programName,
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
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || portGiven || offset === portsTried) throw cannotListen(host, port, error) ?? error;
    }
  }
}
