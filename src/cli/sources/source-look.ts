import type { Config } from '../../config/config.ts';
import { sourceOf } from '../../config/sources/source-schema.ts';
import { HttpClient } from '../../http/http-client.ts';
import { readUserAgent } from '../../http/user-agent.ts';
import { allowedHostsOf } from '../../intake/polling/source-trust.ts';
import { failureOf } from '../../intake/polling/source-failure.ts';
import { KhabarshyError, type SourceFailureCode } from '../../news/errors.ts';
import type { Refusal, Source, SourceDocument } from '../../news/source.ts';
import { readFeedDocument } from '../../sources/feed/feed-document.ts';
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
  const http = new HttpClient({ proxies, userAgent: readUserAgent() });
  const fetched = await http.fetch(source.url, {
    isConfigured: true,
    allowed: allowedHostsOf(source),
    headers: source.headers,
    ...(source.ca === null ? {} : { ca: source.ca }),
  });
  if (fetched.kind === 'unchanged') throw new Error('no conditions were sent');
  if (fetched.kind !== 'read') {
    const failure = failureOf(fetched);
    return failure === null
      ? { kind: 'failed', code: 'SOURCE_UNREACHABLE', reason: 'the request was given up' }
      : { kind: 'failed', code: failure.code, reason: failure.reason };
  }
  const { body, contentType, headers, url } = fetched;
  const read = source.kind === 'feed' ? readFeedDocument : await sectionReader();
  const reading = await read(body, contentType, source, url, new Date());
  if (reading.kind === 'refused') {
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
  };
}

/** Its parser is loaded only for a source that needs it. */
async function sectionReader(): Promise<typeof readFeedDocument> {
  const { readSectionDocument } = await import('../../sources/page/section-page.ts');
  return readSectionDocument;
}

/** @throws KhabarshyError COMMAND_WRONG */
export function sourceNamed({ sources }: Config, name: string): Source {
  const source = sources.find((each) => each.name === name);
  if (source !== undefined) return source;
  const known = sources.map((each) => each.name).join(', ');
  const there = known === '' ? 'There are none in the settings.' : `There are: ${known}.`;
  throw new KhabarshyError('COMMAND_WRONG', `No source is named ${JSON.stringify(name)}. ${there}`);
}
