import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createServer as createHttpsServer } from 'node:https';
import { onTestFinished } from 'vitest';
import { acceptSocks, type Login } from './socks.ts';

/**
 * A certificate for telegram.test, proxy.test, pictures.test and this machine, with its key. Only tests trust it. Made by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -addext subjectAltName=…`.
 */
export const certificateFile = join(import.meta.dirname, 'tls/certificate.pem');
export const tls = {
  cert: readFileSync(certificateFile),
  key: readFileSync(join(import.meta.dirname, 'tls/key.pem')),
};

/** A proxy on this machine, with what it was asked for. It connects every name to this machine. */
export interface TestProxy {
  port: number;
  /** `CONNECT host:port`, `GET http://…`, `SOCKS host:port`. */
  asked: string[];
}

/** Ends a server and its connections with the test. @returns its port. */
export async function listenHere(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port; // it listens on a port
}

function joinSockets(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

/** An HTTP proxy: CONNECT for tunnels, whole addresses for plain requests. */
export async function startHttpProxy(options: { login?: Login; isTls?: boolean } = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const answer = (incoming: IncomingMessage, response: ServerResponse) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isWelcome(incoming, options.login)) return void response.writeHead(407).end('<h1>Who are you?</h1>');
    const url = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(
      {
        port: url.port,
        host: '127.0.0.1',
        method: incoming.method,
        path: url.pathname + url.search,
        headers,
      },
      (result) => {
        response.writeHead(result.statusCode ?? 0, result.headers);
        result.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };
  const server = options.isTls ? createHttpsServer(tls, answer) : createHttpServer(answer);
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isWelcome(incoming, options.login)) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    const onward = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1');
    onward.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      joinSockets(socket, onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return { port: await listenHere(server), asked };
}

function isWelcome({ headers }: IncomingMessage, login?: Login): boolean {
  if (login === undefined) return true;
  const credentials = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return headers['proxy-authorization'] === `Basic ${credentials}`;
}

/** A SOCKS5 proxy, RFC 1928 and 1929. */
export async function startSocksProxy(login?: Login): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    serveSocks(socket, asked, login).catch(() => socket.destroy());
  });
  return { port: await listenHere(server), asked };
}

async function serveSocks(socket: Socket, asked: string[], login?: Login): Promise<void> {
  const onward = await acceptSocks(socket, asked, login);
  if (onward !== null) joinSockets(socket, onward);
}

/** Takes the TLS off and passes everything on to a port of this machine. */
export async function startTlsFront(port: number): Promise<number> {
  return listenHere(createTlsServer(tls, (socket) => joinSockets(socket, connect(port, '127.0.0.1'))));
}
