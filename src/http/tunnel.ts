import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { basicCredentials, type ProxyServer } from '../config/proxy-settings.ts';

/**
 * A host may have several addresses, and each gets this long before the next one is tried. Node's own 250 ms are too
 * short for a slow network: when the other address is dead, no connection comes about (nodejs/node issue 54359).
 */
export const attemptTimeoutMs = 2_500;

/** The place to which a proxy connects us. The proxy resolves the name. */
export interface Target {
  /** A name, or an IP address without brackets. */
  host: string;
  port: number;
}

/** Limit of a proxy's answer to CONNECT. */
const mostHeaderBytes = 16_384;

/**
 * Opens a connection to a target through a proxy. When it fails, the target has received nothing.
 * @throws Error with the proxy's host and port, and without its password.
 */
export async function openTunnel(proxy: ProxyServer, target: Target, signal: AbortSignal): Promise<Socket> {
  const name = `the proxy ${proxy.host}:${proxy.port}`;
  const socket = connectTo(proxy);
  const abort = () => void socket.destroy(new Error('timeout of the connection'));
  signal.addEventListener('abort', abort);
  try {
    await once(socket, proxy.protocol === 'https' ? 'secureConnect' : 'connect');
    if (proxy.protocol === 'socks5') await greetSocks(socket, proxy, target);
    else await askToConnect(socket, proxy, target);
    return socket;
  } catch (error) {
    socket.destroy();
    throw new Error(`${name} ${wordsOf(error)}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The proxy answered, and will not connect us. */
class Refused extends Error {}

function wordsOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  const { code = '', message } = error as NodeJS.ErrnoException; // Node's own errors, or the one of `abort`
  return `cannot be reached: ${message === '' ? code : message}`;
}

function connectTo({ protocol, host, port }: ProxyServer): Socket {
  const options = { host, port, autoSelectFamilyAttemptTimeout: attemptTimeoutMs };
  if (protocol !== 'https') return connect(options);
  return connectTls({ ...options, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

/** Source: RFC 9110, 9.3.6. */
async function askToConnect(socket: Socket, proxy: ProxyServer, { host, port }: Target): Promise<void> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const credentials = proxy.user === null ? '' : `Proxy-Authorization: Basic ${basicCredentials(proxy)}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
  const header = await readUntil(socket, (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? null : end + 4;
  });
  const [, status = '', reason = ''] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?/.exec(header.toString()) ?? [];
  if (!status.startsWith('2')) {
    throw new Refused(status === '' ? 'does not speak HTTP' : `answered ${status} ${reason}`.trimEnd());
  }
}

/** Source: RFC 1928, 6. */
const socksReplies: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'does not allow this connection',
  3: 'cannot reach the network',
  4: 'cannot reach the host',
  5: 'was refused by the host',
  6: 'got no answer in time',
  7: 'does not know the command',
  8: 'does not know this kind of address',
};

const noAuthentication = 0;
const byPassword = 2;

/** Source: RFC 1928, and RFC 1929 for the password. */
async function greetSocks(socket: Socket, proxy: ProxyServer, target: Target): Promise<void> {
  const methods = proxy.user === null ? [noAuthentication] : [noAuthentication, byPassword];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await readUntil(socket, (bytes) => (bytes.length < 2 ? null : 2));
  if (version !== 5) throw new Refused('does not speak SOCKS5');
  if (method === byPassword && proxy.user !== null) await authenticate(socket, proxy);
  else if (method !== noAuthentication) throw new Refused('asks for a user and a password');
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), addressOf(target.host), portOf(target.port)]));
  const reply = await readUntil(socket, lengthOfReply);
  const code = reply[1] ?? 1;
  if (code !== 0) throw new Refused(socksReplies[code] ?? `answered with the code ${code}`);
}

async function authenticate(socket: Socket, { user, password }: ProxyServer): Promise<void> {
  const parts = [user ?? '', password ?? ''].map((text) => Buffer.from(text));
  const fields = parts.flatMap((part) => [Buffer.from([part.length]), part]);
  socket.write(Buffer.concat([Buffer.from([1]), ...fields]));
  const [, status] = await readUntil(socket, (bytes) => (bytes.length < 2 ? null : 2));
  if (status !== 0) throw new Refused('does not accept the user or the password');
}

function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIP(host) === 6) return Buffer.from([4, ...bytesOfIpv6(host)]);
  const name = Buffer.from(host);
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

/** `host` is a correct IPv6 address, so that the parts before and after `::` are hexadecimal groups. */
function bytesOfIpv6(host: string): number[] {
  const plain = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [before = '', after] = plain.split('::', 2);
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((part) => parseInt(part, 16)));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 255]);
}

function portOf(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255]);
}

/** The reply ends with an address whose length its kind tells. */
function lengthOfReply(bytes: Buffer): number | null {
  if (bytes.length < 5) return null;
  const addressBytes = { 1: 4, 3: 1 + (bytes[4] ?? 0), 4: 16 }[bytes[3] ?? 0] ?? 4;
  const length = 4 + addressBytes + 2;
  return bytes.length < length ? null : length;
}

/**
 * Reads from a socket until `lengthOf` says how many bytes belong together; null: not all are there. What follows them
 * stays in the socket.
 */
async function readUntil(socket: Socket, lengthOf: (bytes: Buffer) => number | null): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const chunk = socket.read() as Buffer | null; // a socket without an encoding gives buffers
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed) throw new Refused('closed the connection');
      await readableOrEnded(socket);
      continue;
    }
    bytes = Buffer.concat([bytes, chunk]);
    const length = lengthOf(bytes);
    if (length !== null) {
      if (length < bytes.length) socket.unshift(bytes.subarray(length));
      return bytes.subarray(0, length);
    }
    if (bytes.length > mostHeaderBytes) throw new Refused('sends an answer without an end');
  }
}

function readableOrEnded(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      for (const name of ['readable', 'end', 'close']) socket.off(name, onEvent);
      socket.off('error', settle);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onEvent = () => settle();
    for (const name of ['readable', 'end', 'close']) socket.once(name, onEvent);
    socket.once('error', settle);
  });
}
