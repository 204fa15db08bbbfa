import type { Config } from '../../config/config.ts';
import type { AddedSource } from '../../config/sources/adding.ts';
import { namesOfUrls } from '../../config/sources/source-addresses.ts';
import { sourceOf } from '../../config/sources/source-schema.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { urlKey } from '../../news/url-key.ts';
import { lookOnce, sourceAt, type Found } from '../sources/source-look.ts';
import { reportOf } from '../sources/source-report.ts';
import type { Dialogue } from './dialogue.ts';
import { urlOf, type Flags } from './flags.ts';

const shownHeadlines = 3;

/** What was found at an address, and how it would stand in the sources file. */
interface Candidate {
  found: Found;
  url: string;
  kind?: 'page';
}

/** @throws KhabarshyError COMMAND_WRONG if there is no news at one of the addresses. */
export async function sourcesOfFlags(
  flags: Flags,
  config: Config,
  dialogue: Dialogue,
): Promise<AddedSource[]> {
  const candidates: Candidate[] = [];
  for (const url of flags.sources) {
    const candidate = await discover(url, flags.isPrivate, config);
    const lines = reportOf(candidate.found, config.timeZone, shownHeadlines);
    if (candidate.found.kind !== 'feed')
      throw new KhabarshyError('COMMAND_WRONG', `--source ${url}: ${lines.join('\n')}`);
    dialogue.say(lines.join('\n'));
    candidates.push(candidate);
  }
  return named(candidates, flags, config);
}

/** Asks for the address of a feed or of a page. Enter alone skips it. */
export async function chooseSource(flags: Flags, config: Config, dialogue: Dialogue): Promise<AddedSource[]> {
  dialogue.say(
    '\nWhere does news come from? A feed (RSS, Atom or JSON Feed), or a page of your site that names one. A program of yours can also write articles with SQL; then there is nothing to do here.',
  );
  for (;;) {
    const typed = await dialogue.ask('An address, or Enter to skip: ');
    if (typed === '') return [];
    const url = urlOf(typed);
    if (url === null) {
      dialogue.say('This is no http or https address.');
      continue;
    }
    const candidate = await discover(url, flags.isPrivate, config);
    dialogue.say(reportOf(candidate.found, config.timeZone, shownHeadlines).join('\n'));
    if (candidate.found.kind !== 'feed') continue;
    const what =
      candidate.kind === 'page' ? 'Read the links of this page as articles' : `Use ${candidate.url}`;
    if (!(await dialogue.confirm(`${what}?`, true))) continue;
    return named([candidate], { ...flags, isOwn: await isOwnSite(flags, dialogue) }, config);
  }
}

/** To ask a site of somebody else every few seconds would be rude, so `--yes` does not answer this. */
async function isOwnSite({ isOwn, isYes }: Flags, dialogue: Dialogue): Promise<boolean> {
  if (isOwn || isYes) return isOwn;
  const meaning = 'Then I look every few seconds, and tell you when a page of it is gone';
  return dialogue.confirm(`Is this your own site? ${meaning}.`, false);
}

/** A feed, the first feed that a page names, or else the links of the page. */
async function discover(url: string, isPrivate: boolean, config: Config): Promise<Candidate> {
  const look = (address: string) => lookOnce(sourceAt(address, 'test', config, isPrivate), config);
  const found = await look(url);
  if (found.kind !== 'no feed') return { found, url };
  const [feed] = found.feeds;
  if (feed !== undefined) return { found: await look(feed.url), url: feed.url };
  const page = sourceOf(
    { url, name: 'test', kind: 'page', private: isPrivate, first_run: { kind: 'none' } },
    config.timeZone,
    null,
  );
  const links = await lookOnce(page, config);
  const hasLinks = links.kind === 'feed' && links.document.items.length > 0;
  return hasLinks ? { found: links, url, kind: 'page' } : { found, url };
}

/** Those that are not in the settings yet, with names. */
function named(
  candidates: readonly Candidate[],
  { isOwn, isPrivate }: Pick<Flags, 'isOwn' | 'isPrivate'>,
  { sources }: Pick<Config, 'sources'>,
): AddedSource[] {
  const known = new Set(sources.map(({ url }) => urlKey(url)));
  const fresh = candidates.filter(({ url }) => !known.has(urlKey(url)));
  const names = namesOfUrls(
    fresh.map(({ url }) => url),
    sources.map(({ name }) => name),
  );
  return fresh.map(({ kind, url }, index) => ({
    url,
    name: names[index] ?? 'feed',
    ...(kind === undefined ? {} : { kind }),
    ...(isOwn ? { own: true } : {}),
    ...(isPrivate ? { private: true } : {}),
  }));
}
