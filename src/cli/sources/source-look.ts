import type { Config } from '../../config/config.ts';
import { sourceOf } from '../../config/sources/source-schema.ts';
import { HttpClient } from '../../http/http-client.ts';
import { readUserAgent } from '../../http/user-agent.ts';
import { allowedHostsOf } from '../../intake/polling/source-trust.ts';
import { failureOf, failureOfCut, type SourceFailure } from '../../intake/polling/source-failure.ts';
import { KhabarshyError, type SourceFailureCode } from '../../news/errors.ts';
import type { Refusal, Source, SourceDocument } from '../../news/source.ts';
import { askedAddress } from '../../sources/cms/wordpress-address.ts';
import { readSourceDocument } from '../../sources/source-reader.ts';
import { newSourceState } from '../../store/sources/source-state.ts';
import { feedsOfPage, type FeedLink } from '../../sources/feed/feed-links.ts';

/** What stands at an address. Nothing is stored. */
export type Found =
  | {
      kind: 'feed';
      title: string | null;
      document: SourceDocument;
      refusals: readonly Refusal[];
      /** How old the answer of a cache in between was, seconds; null: it does not say. */
      ageSeconds: number | null;
      freshSeconds: number | null;
      /** Its end is missing: what a poll would say of that. */
      cut: SourceFailure | null;
    }
  /** A page, or something else, with the feeds that it names. */
  | { kind: 'no feed'; reason: string; feeds: FeedLink[] }
  | { kind: 'failed'; code: SourceFailureCode; reason: string };

/** A source that is not in the settings, for an address from the command line. */
export function sourceAt(url: string, name: string, { timeZone }: Config, isPrivate: boolean): Source {
  return sourceOf({ url, name, private: isPrivate, first_run: { kind: 'none' } }, timeZone, null);
}

/** Looks once at what a source shows. */
export async function lookOnce(source: Source, { proxies }: Config): Promise<Found> {
  if (source.kind === 'sql') return queryOnce(source);
  const http = new HttpClient({ proxies, userAgent: readUserAgent() });
  const fetched = await http.fetch(askedAddress(source, source.url, null), {
    isConfigured: true,
    allowed: allowedHostsOf(source),
    headers: source.headers,
    limits: { keepsBeginning: source.kind === 'feed' },
    ...(source.ca === null ? {} : { ca: source.ca }),
  });
  if (fetched.kind === 'unchanged') throw new Error('no conditions were sent');
  if (fetched.kind !== 'read') {
    const failure = failureOf(fetched);
    return failure === null
      ? { kind: 'failed', code: 'SOURCE_UNREACHABLE', reason: 'the request was given up' }
      : failed(failure);
  }
  const { body, contentType, headers, isCut, url } = fetched;
  const reading = await readSourceDocument(source, { body, contentType, url }, new Date());
  if (reading.kind === 'refused') {
    if (isCut) return failed(failureOfCut(true));
    return { kind: 'no feed', reason: reading.reason, feeds: feedsOfPage(body, contentType, url) };
  }
  const [, fresh = null] = /max-age=(\d+)/iu.exec(headers['cache-control'] ?? '') ?? [];
  const age = /^\d+$/u.exec(headers['age'] ?? '')?.[0] ?? null;
  return {
    kind: 'feed',
    title: reading.facts.title,
    document: reading.document,
    refusals: reading.refusals,
    ageSeconds: age === null ? null : Number(age),
    freshSeconds: fresh === null ? null : Number(fresh),
    cut: reading.document.isWhole ? null : failureOfCut(isCut),
  };
}

/** Runs the query of a source once. Its driver is loaded only then. */
async function queryOnce(source: Source): Promise<Found> {
  const { DatabaseLooks } = await import('../../intake/polling/database-looks.ts');
  const looks = new DatabaseLooks();
  const state = newSourceState(source.name, source.url);
  const look = await looks.ask(source, state, new Date(), new AbortController().signal);
  looks.close();
  if (look.kind === 'failed') return failed(look.failure);
  const { document, refusals } = look.reading;
  return { kind: 'feed', title: null, document, refusals, ageSeconds: null, freshSeconds: null, cut: null };
}

function failed({ code, reason }: SourceFailure): Found {
  return { kind: 'failed', code, reason };
}

/** @throws KhabarshyError COMMAND_WRONG */
export function sourceNamed({ sources }: Config, name: string): Source {
  const source = sources.find((each) => each.name === name);
  if (source !== undefined) return source;
  const known = sources.map((each) => each.name).join(', ');
  const there = known === '' ? 'There are none in the settings.' : `There are: ${known}.`;
  throw new KhabarshyError('COMMAND_WRONG', `No source is named ${JSON.stringify(name)}. ${there}`);
}
