import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { KhabarshyError } from '../news/errors.ts';
import { Connections } from './connections.ts';
import type { Health } from './health.ts';
import { mayReadMetrics, type MetricsAccess } from './access/metrics-access.ts';
import type { Metrics, MetricsParts } from './metrics.ts';
import type { HubCallbacks } from './push/hub-callbacks.ts';
import type { PushApi } from './push/push-api.ts';
import type { Readiness } from './readiness.ts';
import type { openSite } from './site/site.ts';
import type { SiteParts } from './site/site-parts.ts';

export interface WebSettings extends MetricsAccess {
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
export interface Pages {
  readHealth: () => Promise<Health>;
  readiness: Readiness;
  /** null: nobody may push articles. */
  push: PushApi | null;
  /** null: no hub is subscribed to. */
  hubs: HubCallbacks | null;
  metrics: MetricsParts;
  /** For people. */
  site: Omit<SiteParts, 'address'>;
}

/** The pages, and what is made of them at the first request; null: nobody asked for it yet. */
interface Served extends Pages {
  settings: WebSettings;
  shownMetrics: Promise<Metrics> | null;
  shownSite: Promise<ReturnType<typeof openSite>> | null;
}

/**
 * A client that sends nothing, or very slowly, loses its connection, and can hold nobody up. Connections without a
 * request stay longer than the minute for which proxies and clients keep them, so that none is closed under a request.
 */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 75_000,
};

/** Who may wait to be let in while the program is busy. The system may allow fewer (net.core.somaxconn). */
const mostAtThePort = 2_500;

/** When somebody should try again who came while too many others were being answered. */
const tryAgain = { 'retry-after': '1', connection: 'close' };

/**
 * Serves the page for administrators, metrics, and three probes: `/livez` (200 while the process can work), `/readyz`
 * (503 while the database or Telegram cannot be reached) and `/healthz` (503 when something needs a person). Programs
 * of the newsroom push articles here. @returns the address, and what stops it.
 * @throws KhabarshyError PORT_TAKEN
 */
export async function startWeb(settings: WebSettings, pages: Pages) {
  const served: Served = { ...pages, settings, shownMetrics: null, shownSite: null };
  const { hubs, push } = pages;
  const server = createServer(patience, (request, response) => {
    if (!connections.admit(request, response)) turnAway(response);
    else if (push?.owns(pathOf(request)) === true) void push.answer(request, response, programName);
    else if (hubs?.owns(pathOf(request)) === true) void hubs.answer(request, response);
    else answer(request, response, served).catch(() => response.destroy());
  });
  const connections = new Connections(server);
  server.on('connection', () => push?.noteNewcomer());
  const port = await listen(server, settings);
  const close = async () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
    (await served.shownMetrics)?.close();
    (await served.shownSite)?.close();
  };
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

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const path = pathOf(request);
  const probe = Object.hasOwn(probes, path) ? probes[path] : undefined;
  const isForMachines = probe !== undefined || path === '/metrics';
  if (isForMachines && request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 405, 'text/plain', 'Only GET is answered here.\n');
  if (probe !== undefined) return sendProbe(response, await probe(served).catch(() => null));
  if (path === '/metrics') return sendMetrics(request, response, served);
  served.shownSite ??= import('./site/site.ts').then(({ openSite: open }) =>
    open({ ...served.site, address: served.settings }, programName),
  );
  await (await served.shownSite).answer(request, response);
}

/** Whoever may not read them learns nothing of them. */
async function sendMetrics(request: IncomingMessage, response: ServerResponse, site: Served): Promise<void> {
  if (!mayReadMetrics(request, site.settings)) {
    response.setHeader('www-authenticate', 'Bearer');
    return send(response, 401, 'text/plain', 'Set METRICS_TOKEN, and send it as a bearer token.\n');
  }
  site.shownMetrics ??= import('./metrics.ts').then(({ Metrics: Shown }) => new Shown(site.metrics));
  const metrics = await site.shownMetrics;
  const text = await metrics.read().catch(() => null);
  if (text === null) return send(response, 503, 'text/plain', 'The database does not answer.\n');
  response.setHeader('content-type', metrics.contentType);
  send(response, 200, null, text);
}

function turnAway(response: ServerResponse): void {
  for (const [name, value] of Object.entries(tryAgain)) response.setHeader(name, value);
  send(response, 503, 'application/json', '{"error":"Too many requests at once. Send this one again."}\n');
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

/** `probe`: null if the database does not answer. */
function sendProbe(response: ServerResponse, probe: Probe | null): void {
  const { isWell, body } = probe ?? { isWell: false, body: { status: 'the database does not answer' } };
  send(response, isWell ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

/** `type`: null if it is set already. */
function send(response: ServerResponse, status: number, type: string | null, body: string): void {
  response.writeHead(status, {
    ...(type === null ? {} : { 'content-type': `${type}; charset=utf-8` }),
    'cache-control': 'no-store',
    server: programName,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
  });
  response.end(body);
}

async function listen(
  server: Server,
  { host, port, portGiven }: Pick<WebSettings, 'host' | 'port' | 'portGiven'>,
): Promise<number> {
  for (let offset = 0; ; offset += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port: port + offset, host, backlog: mostAtThePort }, () => {
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
