import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface MetricsAccess {
  /** The address on which the page listens. */
  host: string;
  /** null: nobody may read the metrics from elsewhere. */
  metricsToken: string | null;
  /** null: nothing outside of this machine leads here. */
  publicUrl: string | null;
}

/** What a proxy adds to the requests of others. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether a request may read the metrics. They name the channels, so they are for this machine, and from elsewhere for
 * whoever has the token. With a public address a web server on this machine passes on what strangers ask.
 */
export function mayReadMetrics(
  { headers, socket }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  { host, metricsToken, publicUrl }: MetricsAccess,
): boolean {
  const isForwarded = forwarding.some((name) => headers[name] !== undefined);
  const isHere = isLoopback(host) && isLoopback(socket.remoteAddress ?? '');
  if (isHere && !isForwarded && publicUrl === null) return true;
  const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return metricsToken !== null && given !== undefined && isSame(given, metricsToken);
}

function isLoopback(address: string): boolean {
  return /^(?:localhost|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/i.test(address);
}

/** In constant time. The hashes have the same length, whatever was given. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
