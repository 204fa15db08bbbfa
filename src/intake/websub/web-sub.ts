import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Events } from '../../events.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { Logger } from '../../log.ts';
import type { Source } from '../../news/source.ts';
import { readSourceDocument } from '../../sources/source-reader.ts';
import type { Subscription } from '../../store/sources/subscriptions.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Intake } from '../intake.ts';
import { trustInFound } from '../pages/found-pages.ts';
import type { HubLinks } from './hub-links.ts';

export interface WebSubParts {
  store: Store;
  http: HttpClient;
  intake: Intake;
  sources: readonly Source[];
  /** Under which hubs reach the program; null: they cannot, and are only remembered. */
  publicUrl: string | null;
  events: Events;
  clock: Clock;
  log: Logger;
}

/** What a hub asks before it sends anything. */
export interface HubQuestion {
  mode: string;
  topic: string;
  challenge: string;
  leaseSeconds: number | null;
}

/** What a hub sends. */
export interface HubNews {
  body: Buffer;
  contentType: string | null;
  /** `X-Hub-Signature`; null: there is none. */
  signature: string | null;
}

const dayMs = 86_400_000;

/** For how long we subscribe; the hub may choose otherwise. */
const leaseMs = 10 * dayMs;
const [leastLeaseMs, mostLeaseMs] = [60_000, 90 * dayMs];

/** A subscription is renewed when this part of its time is over. */
const renewedAfter = 0.8;

/** A hub that did not ask back is asked again after this long. */
const askAgainMs = 3_600_000;

/** When a hub was asked that was not asked yet. */
const notYet = new Date(0);

/** How often it is seen whether something has to be renewed. */
const lookMs = 60_000;

const longestChallenge = 1_024;

/**
 * Subscribes to the hubs of feeds (WebSub), which then send what is new at once. The feeds are polled all the same: a hub
 * may forget us.
 */
export class WebSub {
  readonly #parts: WebSubParts;
  /** By their sources, as they stand in the store. */
  #known: ReadonlyMap<string, Subscription> = new Map();

  constructor(parts: WebSubParts) {
    this.#parts = parts;
  }

  /** Reads which hubs are known: a feed that did not change since the last run names none. */
  async load(): Promise<void> {
    const all = await this.#parts.store.subscriptions.all();
    this.#known = new Map(all.map((subscription) => [subscription.source, subscription]));
  }

  /** Since when the hub of a source sends what is new; null: it does not. */
  since({ name }: Source, now: Date): Date | null {
    const { expiresAt = null, verifiedAt = null } = this.#known.get(name) ?? {};
    const isActive = this.#parts.publicUrl !== null && expiresAt !== null && expiresAt > now;
    return isActive ? verifiedAt : null;
  }

  /** A feed names its hub, or none. It is asked, unless it was asked for this feed already. */
  async found({ name }: Source, links: HubLinks | null): Promise<void> {
    const { subscriptions } = this.#parts.store;
    if (this.#isKnown(name, links)) return;
    // Another process of a cluster may have noted it meanwhile.
    await this.load();
    if (this.#isKnown(name, links)) return;
    if (links === null) await subscriptions.remove(name);
    else await subscriptions.note(newSubscription(name, links));
    await this.load();
    const noted = this.#known.get(name);
    if (noted !== undefined && this.#parts.publicUrl !== null) await this.#request(noted);
  }

  #isKnown(name: string, links: HubLinks | null): boolean {
    const known = this.#known.get(name);
    return known?.hub === links?.hub && known?.topic === links?.topic;
  }

  /** Renews subscriptions until the program ends. */
  async run(stopping: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!stopping.aborted) {
      await this.renew().catch((error: unknown) => log.debug({ error }, 'no hub could be asked'));
      await clock.wait(lookMs, stopping);
    }
  }

  /** What to answer a hub that asks whether we want its news; null: we asked for nothing of the kind. */
  async confirm(callback: string, question: HubQuestion): Promise<string | null> {
    const { clock, log, store } = this.#parts;
    const { challenge, leaseSeconds, mode, topic } = question;
    const subscription = await store.subscriptions.at(callback);
    if (subscription === null || subscription.topic !== topic) return null;
    const { requestedAt, source, verifiedAt } = subscription;
    if (mode === 'denied') {
      await store.subscriptions.note({ ...subscription, requestedAt: clock.now() });
      await this.load();
      log.warn({ source }, 'a hub refuses to send the news of a source; it is polled as before');
      return '';
    }
    const isPending = verifiedAt === null || verifiedAt <= requestedAt;
    if (mode !== 'subscribe' || !isPending || challenge === '' || challenge.length > longestChallenge)
      return null;
    const givenMs = Math.min(Math.max((leaseSeconds ?? 0) * 1000 || leaseMs, leastLeaseMs), mostLeaseMs);
    const now = clock.now();
    await store.subscriptions.verify(callback, now, new Date(now.getTime() + givenMs));
    await this.load();
    log.info({ source }, 'a hub sends the news of a source from now on');
    return challenge;
  }

  /**
   * Takes what a hub sends. What is not signed as we asked is ignored, and nobody is told so.
   * @returns false: nobody was given this address.
   */
  async receive(callback: string, { body, contentType, signature }: HubNews): Promise<boolean> {
    const { clock, events, intake, log, sources, store } = this.#parts;
    const subscription = await store.subscriptions.at(callback);
    const source = sources.find(({ name }) => name === subscription?.source);
    if (subscription === null || source === undefined) return false;
    if (!isSigned(body, signature, subscription.secret)) {
      log.debug({ source: source.name }, 'a hub sent something without the right signature');
      return true;
    }
    const now = clock.now();
    await store.subscriptions.notePush(callback, now);
    const state = await store.sourceStates.find(source.name);
    const document = { body, contentType, url: subscription.topic };
    const reading = await readSourceDocument(source, document, now);
    // Before its first look nothing is known of a source, and a hub may send no more than "something is new".
    if (state?.isFirstRunDone === true && state.pausedAt === null && reading.kind === 'document') {
      const taken = await intake.take(source, reading.document, { now, state, isPartial: true });
      const { inserted, updated } = taken;
      log.info({ source: source.name, inserted, updated }, 'a hub sent news of a source');
    }
    await store.sourceStates.askNow(source.name);
    events.announce({ kind: 'sources changed' });
    return true;
  }

  /** Asks the hubs for what ends soon, and those that have not answered for long. */
  async renew(): Promise<void> {
    const { clock, publicUrl, sources, store } = this.#parts;
    const names = new Set(sources.map(({ name }) => name));
    await this.load();
    for (const subscription of this.#known.values()) {
      if (!names.has(subscription.source)) await store.subscriptions.remove(subscription.source);
      else if (publicUrl !== null && isDue(subscription, clock.now())) await this.#request(subscription);
    }
    await this.load();
  }

  async #request({ callback, hub, secret, source: name, topic }: Subscription): Promise<void> {
    const { clock, http, log, publicUrl, sources, store } = this.#parts;
    const source = sources.find((each) => each.name === name);
    if (source === undefined) return;
    // Before the request: the hub may ask back before it answers.
    await store.subscriptions.request(callback, clock.now());
    const { ca: _ca, headers: _headers, ...trust } = trustInFound(hub, source);
    const fetched = await http.fetch(hub, {
      ...trust,
      form: {
        'hub.callback': `${publicUrl ?? ''}/websub/${callback}`,
        'hub.mode': 'subscribe',
        'hub.topic': topic,
        'hub.secret': secret,
        'hub.lease_seconds': String(leaseMs / 1000),
      },
    });
    if (fetched.kind === 'read' || fetched.kind === 'unchanged') return;
    log.info({ source: source.name, reason: fetched.reason }, 'a hub could not be asked; it is tried again');
  }
}

function newSubscription(source: string, { hub, topic }: HubLinks): Subscription {
  return {
    source,
    topic,
    hub,
    callback: randomBytes(24).toString('base64url'),
    secret: randomBytes(32).toString('base64url'),
    requestedAt: notYet,
    verifiedAt: null,
    expiresAt: null,
  };
}

function isDue({ expiresAt, requestedAt, verifiedAt }: Subscription, now: Date): boolean {
  const askedMs = now.getTime() - requestedAt.getTime();
  if (verifiedAt === null || expiresAt === null || verifiedAt <= requestedAt) return askedMs >= askAgainMs;
  const wholeMs = expiresAt.getTime() - verifiedAt.getTime();
  return now.getTime() - verifiedAt.getTime() >= wholeMs * renewedAfter;
}

/** `sha256=<hex>`. Old hubs know `sha1` only, and the secret is ours alone. */
function isSigned(body: Buffer, signature: string | null, secret: string): boolean {
  const [, method = '', hex = ''] = /^(sha1|sha256|sha384|sha512)=([0-9a-f]+)$/iu.exec(signature ?? '') ?? [];
  if (method === '') return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
