import type { AnswerHeaders } from '../../http/answer.ts';
import { resolveAddress } from '../../sources/feed/feed-item.ts';
import type { DocumentFacts } from '../../sources/source-document.ts';

/** Where a feed says that it can be subscribed to. */
export interface HubLinks {
  hub: string;
  /** The address under which the hub knows the feed. */
  topic: string;
}

/** The hub of a feed: what the headers say counts before what the feed says. null: it has none. */
export function hubLinksOf(headers: AnswerHeaders, facts: DocumentFacts, url: string): HubLinks | null {
  const links = linksIn(headers['link'] ?? '', url);
  const hub = links.get('hub') ?? facts.hub;
  return hub === null ? null : { hub, topic: links.get('self') ?? facts.self ?? url };
}

/** Reads a Link header (RFC 8288): the first address of each relation. */
function linksIn(header: string, base: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const [, written = '', parameters = ''] of header.matchAll(/<([^<>]*)>((?:\s*;[^,<]*)*)/gu)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/iu.exec(parameters) ?? [];
    const url = resolveAddress(written, base);
    for (const rel of (quoted ?? bare ?? '').toLowerCase().split(/\s+/u))
      if (url !== null && rel !== '' && !links.has(rel)) links.set(rel, url);
  }
  return links;
}
