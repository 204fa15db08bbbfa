import type { ClientRequest, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { basicCredentials, type NamedProxy, type Proxies } from '../config/proxy-settings.ts';
import { proxyFor } from './proxies.ts';
import { attemptTimeoutMs, openTunnel } from './tunnel.ts';

/** Not imported: an import reads every export of the module, its WebSocket too, which costs 30 ms and 13 MB. */
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http');

export interface RouteOptions {
  /** After this long without a request a connection is closed. */
  idleMs: number;
  /** The timeout of a connection through a proxy, until the target can be written to. */
  connectMs: number;
}

export interface OutgoingRequest {
  method: string;
  headers: Record<string, string | number>;
  /** Resolves the host; absent: as usual. A proxy resolves names itself. */
  lookup?: LookupFunction;
  /** Certificates that are trusted in place of the usual ones, PEM. */
  ca?: string;
}

type Agents = { http: InstanceType<typeof HttpAgent>; https: HttpsAgent };

/**
 * The ways by which requests leave: directly, or through the proxies of the settings. Connections are kept for the next
 * request.
 */
export class Routes {
  readonly #proxies: Proxies;
  readonly #options: RouteOptions;
  readonly #direct: Agents;
  readonly #throughProxy = new Map<NamedProxy, Agents>();

  constructor(proxies: Proxies, options: RouteOptions) {
    this.#proxies = proxies;
    this.#options = options;
    const settings = this.#settings();
    this.#direct = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
  }

  /** null: directly. */
  proxyFor(url: URL): NamedProxy | null {
    return proxyFor(url, this.#proxies);
  }

  /** Whether the connection is ready only after TLS: until then nothing of a request can have arrived. */
  isEncrypted(url: URL): boolean {
    const proxy = this.proxyFor(url);
    return url.protocol === 'https:' || (proxy !== null && proxy.protocol === 'https');
  }

  /** Begins a request; its body is not written yet. */
  request(url: URL, { method, headers, lookup, ca }: OutgoingRequest): ClientRequest {
    const proxy = this.proxyFor(url);
    const isPlain = url.protocol === 'http:';
    if (proxy !== null && isPlain && proxy.protocol !== 'socks5')
      return this.#ask(proxy, url, method, headers);
    const { http, https } = proxy === null ? this.#direct : this.#agentsOf(proxy);
    const options: RequestOptions = { method, headers, ...(lookup === undefined ? {} : { lookup }) };
    const trust = ca === undefined ? {} : { ca };
    return isPlain
      ? httpRequest(url, { ...options, agent: http })
      : httpsRequest(url, { ...options, ...trust, agent: https });
  }

  /** Without TLS the proxy is asked for the whole address: many proxies allow CONNECT for https only. */
  #ask(proxy: NamedProxy, url: URL, method: string, headers: OutgoingRequest['headers']): ClientRequest {
    const credentials =
      proxy.user === null ? {} : { 'proxy-authorization': `Basic ${basicCredentials(proxy)}` };
    const options = {
      method,
      host: proxy.host,
      port: proxy.port,
      path: `${url.origin}${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, ...credentials },
    };
    return proxy.protocol === 'https'
      ? httpsRequest({ ...options, agent: this.#direct.https })
      : httpRequest({ ...options, agent: this.#direct.http });
  }

  #agentsOf(proxy: NamedProxy): Agents {
    const known = this.#throughProxy.get(proxy);
    if (known !== undefined) return known;
    const { connectMs } = this.#options;
    const agents = {
      http: new PlainTunnelAgent(proxy, connectMs, this.#settings()),
      https: new TlsTunnelAgent(proxy, connectMs, this.#settings()),
    };
    this.#throughProxy.set(proxy, agents);
    return agents;
  }

  #settings() {
    return {
      keepAlive: true,
      timeout: this.#options.idleMs,
      autoSelectFamilyAttemptTimeout: attemptTimeoutMs,
    };
  }
}

type OnConnection = (error: Error | null, stream: Duplex) => void;

/** Node passes the host and the port of the request. */
interface Wanted {
  host?: string | null;
  port?: number | string | null;
}

function openPlain(proxy: NamedProxy, { host, port }: Wanted, signal: AbortSignal) {
  return openTunnel(proxy, { host: (host ?? '').replace(/^\[|\]$/g, ''), port: Number(port) }, signal);
}

/** Hands a connection over to Node when it is open. */
async function handOver(opening: Promise<Duplex>, callback?: OnConnection): Promise<void> {
  let stream: Duplex;
  try {
    stream = await opening;
  } catch (error) {
    // We throw nothing but errors, and Node reads the stream only where there is none.
    callback?.(error as Error, undefined as unknown as Duplex);
    return;
  }
  callback?.(null, stream);
}

/** Connections without TLS through a SOCKS5 proxy. */
class PlainTunnelAgent extends HttpAgent {
  readonly #proxy: NamedProxy;
  readonly #connectMs: number;

  constructor(proxy: NamedProxy, connectMs: number, settings: object) {
    super(settings);
    this.#proxy = proxy;
    this.#connectMs = connectMs;
  }

  override createConnection(options: Wanted, callback?: OnConnection): undefined {
    void handOver(openPlain(this.#proxy, options, AbortSignal.timeout(this.#connectMs)), callback);
  }
}

/** Connections with TLS to the target through any proxy. They are handed over when TLS trusts the other end. */
class TlsTunnelAgent extends HttpsAgent {
  readonly #proxy: NamedProxy;
  readonly #connectMs: number;

  constructor(proxy: NamedProxy, connectMs: number, settings: object) {
    super(settings);
    this.#proxy = proxy;
    this.#connectMs = connectMs;
  }

  override createConnection(options: ConnectionOptions & Wanted, callback?: OnConnection): undefined {
    void handOver(this.#open(options), callback);
  }

  async #open(options: ConnectionOptions & Wanted): Promise<Duplex> {
    const signal = AbortSignal.timeout(this.#connectMs);
    const socket = await openPlain(this.#proxy, options, signal);
    const host = (options.host ?? '').replace(/^\[|\]$/g, '');
    const secured = connectTls({ ...options, socket, ...(isIP(host) === 0 ? { servername: host } : {}) });
    return new Promise((resolve, reject) => {
      const abort = () => void secured.destroy(new Error('timeout of the connection'));
      signal.addEventListener('abort', abort);
      secured.once('error', reject);
      secured.once('secureConnect', () => {
        signal.removeEventListener('abort', abort);
        secured.off('error', reject);
        resolve(secured);
      });
    });
  }
}
