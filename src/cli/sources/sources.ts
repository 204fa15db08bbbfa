import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment, secretsOf, type Config } from '../../config/config.ts';
import { isSourceUrl, likelyUrl } from '../../config/sources/source-addresses.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { scrub } from '../../secrets.ts';
import { feedsOfOpml } from '../../sources/feed/feed-links.ts';
import { printable, printableLine } from '../../terminal-text.ts';
import { addToFile, howToGoOn } from './source-adding.ts';
import { listSources } from './source-list.ts';
import { lookOnce, sourceAt, sourceNamed, type Found } from './source-look.ts';
import { pollNow } from './source-poll.ts';
import { reportOf } from './source-report.ts';

export const usage = `Usage: khabarshy sources
       khabarshy sources test <url|name>
       khabarshy sources add <url> [--name <name>] [--own] [--private]
       khabarshy sources poll <name>
       khabarshy sources import <file.opml>

Shows where news comes from: the state of each source, when something was new, the next look, and failures.

  test     Look at a feed and show what would be stored. Of a page, show the feeds that it names. Nothing is stored.
  add      Write a feed into the sources file (sources.yaml, or SOURCES_FILE), and show its last headlines. What stands
           in the file stays. Of a page, its first feed is added.
  poll     Look at a source now. A running khabarshy does it, as soon as the site allows it.
  import   Write all feeds of an OPML file, as feed readers export it, into the sources file.

  --name <name>   The name of the new source. Without it, it is named after its host.
  --own           With add: it is your own site. It is looked at every few seconds, and hints of caches are ignored.
  --private       With test and add: this host and port may be on a private network.

Exit code: 0 all is well, 1 the source fails, 2 the command or a setting is wrong.
`;

const shownHeadlines = 3;
const shownItems = 10;

export async function execute(args: string[]): Promise<number> {
  const options = {
    name: { type: 'string' },
    own: { type: 'boolean' },
    private: { type: 'boolean' },
  } as const;
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
  const [action, subject, ...rest] = positionals;
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  const write = (lines: readonly string[]) =>
    void process.stdout.write(`${printable(scrub(lines.join('\n'), secretsOf(config)))}\n`);
  if (action === undefined) {
    write([(await listSources(config)).trimEnd()]);
    return 0;
  }
  if (!['test', 'add', 'poll', 'import'].includes(action) || subject === undefined || rest.length > 0) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      'sources knows test, add, poll and import, each with one argument; see khabarshy sources --help.',
    );
  }
  if (action === 'test') return test(subject, config, values.private === true, write);
  if (action === 'add') {
    const wanted = {
      wantedName: values.name ?? null,
      isOwn: values.own === true,
      isPrivate: values.private === true,
    };
    return add(subject, config, wanted, write);
  }
  if (action === 'import') return importFile(subject, config, write);
  const { isWell, text } = await pollNow(sourceNamed(config, subject), config);
  write([`${subject}: ${text}`]);
  return isWell ? 0 : 1;
}

type Write = (lines: readonly string[]) => void;

async function test(subject: string, config: Config, isPrivate: boolean, write: Write): Promise<number> {
  const known = config.sources.find(({ name }) => name === subject);
  const found = await lookOnce(known ?? sourceAt(addressOf(subject), 'test', config, isPrivate), config);
  write(reportOf(found, config.timeZone, shownItems));
  // A page is well where somebody looks for the feeds that it names, and not where the settings name a feed.
  const isWell = found.kind === 'no feed' ? known === undefined && found.feeds.length > 0 : isRead(found);
  return isWell ? 0 : 1;
}

function isRead(found: Found): boolean {
  return found.kind === 'feed' && found.cut === null;
}

async function add(
  subject: string,
  config: Config,
  wanted: { wantedName: string | null; isOwn: boolean; isPrivate: boolean },
  write: Write,
): Promise<number> {
  const url = addressOf(subject);
  const look = (address: string) =>
    lookOnce(sourceAt(address, 'test', config, wanted.isPrivate && isSameHost(address, url)), config);
  const { found, feed } = await feedOf(url, look);
  write(reportOf(found, config.timeZone, shownHeadlines));
  if (found.kind !== 'feed') return 1;
  const isPrivate = wanted.isPrivate && isSameHost(feed, url);
  const named = [{ url: feed, title: null }];
  const { added, file } = await addToFile(named, config, readEnvironment(), { ...wanted, isPrivate });
  write([added.length === 0 ? 'It is in the settings already.' : printableLine(howToGoOn(file, added))]);
  return 0;
}

/** Of a page, the first feed that it names. */
async function feedOf(
  url: string,
  look: (address: string) => Promise<Found>,
): Promise<{ found: Found; feed: string }> {
  const first = await look(url);
  const named = first.kind === 'no feed' ? first.feeds[0] : undefined;
  if (named === undefined) return { found: first, feed: url };
  return { found: await look(named.url), feed: named.url };
}

/** A page that may stand on a private network opens no other host there. */
function isSameHost(one: string, other: string): boolean {
  return URL.parse(one)?.host === URL.parse(other)?.host;
}

async function importFile(path: string, config: Config, write: Write): Promise<number> {
  const feeds = feedsOfOpml(readOpml(path)).filter(({ url }) => isSourceUrl(url));
  if (feeds.length === 0)
    throw new KhabarshyError(
      'FILE_UNREADABLE',
      `${path} names no feed: an OPML file has <outline xmlUrl="…"/>.`,
    );
  const { added, file } = await addToFile(feeds, config, readEnvironment());
  const known = feeds.length - added.length;
  const already = known === 0 ? '' : ` ${known} stood in the settings already.`;
  write([
    added.length === 0 ? `Nothing is new.${already}` : `${printableLine(howToGoOn(file, added))}${already}`,
  ]);
  return 0;
}

function readOpml(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KhabarshyError('FILE_UNREADABLE', `${path} cannot be read: ${reason}`);
  }
}

/** @throws KhabarshyError COMMAND_WRONG */
function addressOf(text: string): string {
  if (isSourceUrl(text)) return text;
  const likely = likelyUrl(text);
  if (likely !== null) return likely;
  throw new KhabarshyError(
    'COMMAND_WRONG',
    `${JSON.stringify(text)} is no http or https address, and no name of a source.`,
  );
}
