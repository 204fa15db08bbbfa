import type { Config } from '../../config/config.ts';
import type { SourceFailureCode } from '../../news/errors.ts';
import { veilFoundUrl } from '../../secrets.ts';
import type { Source } from '../../news/source.ts';
import { lookOnce, type Found } from '../sources/source-look.ts';
import { itemCount } from '../sources/source-report.ts';
import type { Finding } from './finding.ts';

/** More sources are not asked: a doctor should answer before a person loses patience. */
const mostAsked = 50;

/** An answer that caches keep longer than this makes news late, seconds. */
const longFreshSeconds = 120;

/** Looks at each source once: whether it can be read, and how late its caches make the news. */
export async function* checkSources(config: Config): AsyncGenerator<Finding> {
  const { sources } = config;
  for (const source of sources.slice(0, mostAsked)) yield judge(source, await lookOnce(source, config));
  const more = sources.length - mostAsked;
  if (more <= 0) return;
  const text = `${more} more were not asked; khabarshy sources test <name> looks at one`;
  yield { verdict: 'unchecked', subject: 'sources', text };
}

function judge({ isOwn, name }: Source, found: Found): Finding {
  const subject = `source ${name}`;
  if (found.kind === 'failed') {
    return { verdict: 'wrong', subject, text: failureText(found) };
  }
  if (found.kind === 'no feed') {
    const [feed] = found.feeds;
    const advice = feed === undefined ? '' : `. The page names a feed: ${veilFoundUrl(feed.url)}`;
    return { verdict: 'wrong', subject, text: `SOURCE_IS_NO_FEED: ${found.reason}${advice}` };
  }
  if (found.cut !== null) return { verdict: 'wrong', subject, text: failureText(found.cut) };
  const { document, freshSeconds, refusals } = found;
  const newest = document.items[0]?.article.headline;
  const facts = [
    itemCount(document.items.length),
    ...(newest === undefined ? [] : [`the first: ${newest}`]),
    ...(refusals.length === 0 ? [] : [`${refusals.length} are no articles`]),
  ];
  if (!isOwn || freshSeconds === null || freshSeconds <= longFreshSeconds) {
    return { verdict: 'well', subject, text: facts.join('; ') };
  }
  const late = `its caches keep it for ${freshSeconds} s, so news is that late. Let the site set Cache-Control: max-age=10`;
  return { verdict: 'unchecked', subject, text: [...facts, late].join('; ') };
}

function failureText({ code, reason }: { code: SourceFailureCode; reason: string }): string {
  return `${code}: ${reason}. docs/errors.md says what to do about ${code}.`;
}
