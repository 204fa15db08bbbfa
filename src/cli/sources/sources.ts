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
       khabarshy sources add <url> [--name <name>] [--private]
       khabarshy sources poll <name>
       khabarshy sources import <file.opml>

Shows where news comes from: the state of each source, when something was new, the next look, and failures.

  test     Look at a feed and show what would be stored. Of a page, show the feeds that it names. Nothing is stored.
  add      Write a feed into the sources file (sources.yaml, or SOURCES_FILE), and show its last headlines. What stands
           in the file stays. Of a page, its first feed is added.
  poll     Look at a source now. A running khabarshy does it, as soon as the site allows it.
  import   Write all feeds of an OPML file, as feed readers export it, into the sources file.

  --name <name>   The name of the new source. Without it, it is named after its host.
  --private       With test: the address may be on a private network.

Exit code: 0 all is well, 1 the source fails, 2 the command or a setting is wrong.
`;

const shownHeadlines = 3;
const shownItems = 10;

export async function execute(args: string[]): Promise<number> {
  const options = { name: { type: 'string' }, private: { type: 'boolean' } } as const;
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
  const [action, subject, ...rest] = positionals;
  const config = await loadConfig(readEnvironment());
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
  if (action === 'add') return add(subject, config, values.name ?? null, write);
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
  return found.kind === 'failed' ? 1 : 0;
}

async function add(subject: string, config: Config, name: string | null, write: Write): Promise<number> {
  const url = addressOf(subject);
  const first = await lookOnce(sourceAt(url, 'test', config, false), config);
  const { found, feed } = await feedOf(first, url, config);
  write(reportOf(found, config.timeZone, shownHeadlines));
  if (found.kind !== 'feed') return 1;
  const { added, file } = await addToFile([{ url: feed, title: null }], config, readEnvironment(), name);
  write([added.length === 0 ? 'It is in the settings already.' : printableLine(howToGoOn(file, added))]);
  return 0;
}

/** Of a page, the first feed that it names. */
async function feedOf(first: Found, url: string, config: Config): Promise<{ found: Found; feed: string }> {
  const named = first.kind === 'no feed' ? first.feeds[0] : undefined;
  if (named === undefined) return { found: first, feed: url };
  return { found: await lookOnce(sourceAt(named.url, 'test', config, false), config), feed: named.url };
}

async function importFile(path: string, config: Config, write: Write): Promise<number> {
  const feeds = feedsOfOpml(readOpml(path)).filter(({ url }) => isSourceUrl(url));
  if (feeds.length === 0)
    throw new KhabarshyError(
      'FILE_UNREADABLE',
      `${path} names no feed: an OPML file has <outline xmlUrl="…"/>.`,
    );
  const { added, file } = await addToFile(feeds, config, readEnvironment(), null);
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
