import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PushToken } from '../../config/sources/push-tokens.ts';

/** How a request says who sends it. The signatures are made of the body, so it has to be read before. */
export type Scheme = 'bearer' | 'standard webhook' | 'hub' | 'ghost';

/** Who sends a request. */
export interface Sender {
  token: PushToken;
  /** By which a repeated webhook is recognised; null: the sender names none. */
  webhook: string | null;
}

/** How far the clock of a sender may be off: five minutes. An older webhook is a replay. */
const driftMs = 300_000;

const longestWebhookId = 256;

/** How a request says who sends it; null: it does not. A token counts nowhere but in `Authorization`. */
export function schemeOf(headers: IncomingHttpHeaders): Scheme | null {
  if (headers.authorization !== undefined) return 'bearer';
  if (headers['webhook-signature'] !== undefined) return 'standard webhook';
  if (headers['x-hub-signature-256'] !== undefined) return 'hub';
  return headers['x-ghost-signature'] === undefined ? null : 'ghost';
}

/** The sender of a request with a bearer token; null: nobody whom we know. */
export function senderByToken(headers: IncomingHttpHeaders, tokens: readonly PushToken[]): Sender | null {
  const [, given = ''] = /^Bearer +(\S+) *$/iu.exec(headers.authorization ?? '') ?? [];
  const digest = digestOf(given);
  const token = whichever(tokens, (each) => timingSafeEqual(digestOf(each.token), digest));
  return token === null ? null : { token, webhook: null };
}

/** The sender of a request that is signed; null: nobody whom we know, or the signature is too old. */
export function senderBySignature(
  scheme: Exclude<Scheme, 'bearer'>,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  tokens: readonly PushToken[],
  now: Date,
): Sender | null {
  if (scheme === 'standard webhook') return byStandardWebhook(headers, body, tokens, now);
  return scheme === 'hub' ? byHub(headers, body, tokens) : byGhost(headers, body, tokens, now);
}

/** Source: the specification of Standard Webhooks, "Webhook headers" and "Signature scheme". */
function byStandardWebhook(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  tokens: readonly PushToken[],
  now: Date,
): Sender | null {
  const [id, stamp] = [headerOf(headers, 'webhook-id'), headerOf(headers, 'webhook-timestamp')];
  if (id === '' || id.length > longestWebhookId || !/^\d{1,12}$/u.test(stamp)) return null;
  if (!isNear(Number(stamp) * 1000, now)) return null;
  const signatures = headerOf(headers, 'webhook-signature')
    .split(/\s+/u)
    .slice(0, 10)
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []));
  const token = whichever(tokens, ({ token: secret }) => {
    const expected = hmac(keyOfSecret(secret), `${id}.${stamp}.`, body);
    return isOneOf(signatures, expected);
  });
  return token === null ? null : { token, webhook: `id ${id}` };
}

function byHub(headers: IncomingHttpHeaders, body: Uint8Array, tokens: readonly PushToken[]): Sender | null {
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/iu.exec(headerOf(headers, 'x-hub-signature-256')) ?? [];
  const given = [Buffer.from(hex, 'hex')];
  const token = whichever(tokens, ({ token: secret }) => isOneOf(given, hmac(secret, '', body)));
  return token === null ? null : { token, webhook: null };
}

/** Versions of Ghost sign the body, or the body followed by the moment. */
function byGhost(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  tokens: readonly PushToken[],
  now: Date,
): Sender | null {
  const written = headerOf(headers, 'x-ghost-signature');
  const [, hex = '', stamp = ''] = /^sha256=([0-9a-f]{64})\s*,\s*t=(\d{1,15})$/iu.exec(written) ?? [];
  if (stamp === '' || !isNear(Number(stamp), now)) return null;
  const given = [Buffer.from(hex, 'hex')];
  const token = whichever(tokens, ({ token: secret }) => {
    const ofBoth = isOneOf(given, hmac(secret, '', body, stamp));
    return isOneOf(given, hmac(secret, '', body)) || ofBoth;
  });
  return token === null ? null : { token, webhook: `ghost ${hex.toLowerCase()} ${stamp}` };
}

/** Looks at all tokens, so that the time tells nothing of them. */
function whichever(tokens: readonly PushToken[], fits: (token: PushToken) => boolean): PushToken | null {
  let found: PushToken | null = null;
  for (const token of tokens) if (fits(token)) found = token;
  return found;
}

function isOneOf(given: readonly Uint8Array[], expected: Uint8Array): boolean {
  let isFound = false;
  for (const each of given)
    if (each.length === expected.length && timingSafeEqual(each, expected)) isFound = true;
  return isFound;
}

/** A secret of Standard Webhooks is `whsec_` and base64. */
function keyOfSecret(secret: string): Uint8Array {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

function hmac(key: string | Uint8Array, before: string, body: Uint8Array, after = ''): Buffer {
  return createHmac('sha256', key).update(before).update(body).update(after).digest();
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isNear(ms: number, now: Date): boolean {
  return Math.abs(now.getTime() - ms) <= driftMs;
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}
