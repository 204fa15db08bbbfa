import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { Events } from '../events.ts';
import { Intake } from '../intake/intake.ts';
import { loadConfig, readEnvironment, type Config } from '../config/config.ts';
import { dueAt, type NewArticle } from '../news/article.ts';
import { KhabarshyError } from '../news/errors.ts';
import { languageOfTag } from '../news/language.ts';
import type { Refusal } from '../news/source.ts';
import { oldestTaken } from '../plan/planner.ts';
import { readArticles, type ArticleHints, type PageHints, type ReadBatch } from '../sources/reader.ts';
import { missingFile, openStore, type Store } from '../store/store.ts';
import type { SaveResult } from '../store/articles/saving.ts';
import { ProgressBar } from './progress-bar.ts';
import { tellOnStderr } from './terminal.ts';
import { printableLine } from '../terminal-text.ts';

export const usage = `Usage: khabarshy import <file|folder|-> … [options]

Imports articles into the store: from JSON (one article, a list, or one article per line, with the store's column
names), from saved news pages in text or HTML, and from saved feeds (RSS, Atom, RDF, JSON Feed). A folder is read with
all its subfolders; - is the standard input. Importing the same article again changes nothing, and
a field that a file does not name keeps its value. A running khabarshy posts
new articles at once.

  --url <address>      The address of the page or the feed, if the file does not contain it. Only with one file.
  --language <code>    kk, ru, en, …, if the file does not name it. Without it the language is detected.
  --section <name>     The section, if the file does not name it.

Refused files and articles are listed with the reason. All others are imported.
Exit code: 0 everything was imported, 1 something was refused, 2 the command line is wrong.
`;

/** How many articles had each result. */
interface Tally extends Record<SaveResult, number> {
  refused: number;
  /** Inserted, but too old for every channel. */
  tooOld: number;
}

interface Run {
  store: Store;
  intake: Intake;
  channels: Config['channels'];
  hints: PageHints;
  bar: ProgressBar;
  tally: Tally;
}

export async function execute(args: string[]): Promise<number> {
  const { paths, hints } = readArguments(args);
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  const { databaseUrl, channels, timeZone } = config;
  // What is imported here never reaches the newsroom's own channels.
  if (config.installationSigns.length > 0 && !config.databaseUrlGiven)
    process.stderr.write(
      `notice: BOT_TOKEN is not set, so this is the database of the sandbox: ${databaseUrl}\n`,
    );
  const bar = new ProgressBar(process.stderr);
  const tally: Tally = { inserted: 0, updated: 0, unchanged: 0, refused: 0, tooOld: 0 };
  endWhenInterrupted(bar, tally);
  const made = missingFile(databaseUrl);
  const store = await openStore(databaseUrl, tellOnStderr);
  // The wrong folder or a mistake in DATABASE_URL would otherwise stay unnoticed.
  if (made !== null) process.stderr.write(`notice: created the new database ${made}\n`);
  const intake = new Intake(store, new Events());
  let isWhole = false;
  try {
    for (const path of paths)
      await importPath(path, { store, intake, channels, hints: { timeZone, ...hints }, bar, tally });
    isWhole = true;
  } finally {
    // Also after a failure such as a full disk: the articles that were counted are in the store.
    bar.clear();
    if (isWhole || Object.values(tally).some((count) => count > 0)) summarise(tally);
    await store.close();
  }
  return tally.refused === 0 ? 0 : 1;
}

/** Exits at once. Each article in the store is complete, and the standard input may never end. */
function endWhenInterrupted(bar: ProgressBar, tally: Tally): void {
  const end = (signal: NodeJS.Signals): void => {
    bar.clear();
    process.stderr.write(
      'notice: interrupted. The articles that are counted here are in the store. Import again for the rest.\n',
    );
    summarise(tally);
    process.exit(128 + constants.signals[signal]);
  };
  process.once('SIGINT', end).once('SIGTERM', end);
}

function readArguments(args: string[]): { paths: string[]; hints: ArticleHints } {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { url: { type: 'string' }, language: { type: 'string' }, section: { type: 'string' } },
  });
  const { url, language, section } = values;
  if (positionals.length === 0) throw wrong('import needs a file, a folder, or - for the standard input');
  if (url !== undefined && positionals.length > 1) {
    throw wrong(`--url is the address of one page, but ${positionals.length} paths were given`);
  }
  const tag = language === undefined ? undefined : languageOfTag(language);
  if (tag === null) {
    throw wrong(`--language is ${JSON.stringify(language)}; expected a language tag, such as kk, ru or en`);
  }
  if (section?.trim() === '') throw wrong('--section is empty');
  const hints = {
    ...(url === undefined ? {} : { url }),
    ...(tag === undefined ? {} : { language: tag }),
    ...(section === undefined ? {} : { section }),
  };
  return { paths: positionals, hints };
}

function wrong(what: string): KhabarshyError {
  return new KhabarshyError('COMMAND_WRONG', `${what}; see khabarshy import --help.`);
}

/** An unreadable path counts as refused, and the other paths are still imported. */
async function importPath(path: string, run: Run): Promise<void> {
  const { hints, bar, tally } = run;
  const onProgress = ({ bytesRead, bytesTotal }: { bytesRead: number; bytesTotal: number | null }): void =>
    bar.update({ doneBytes: bytesRead, totalBytes: bytesTotal, label: path });
  try {
    const pages: NewArticle[] = [];
    for await (const batch of readArticles(path, hints, { stdin: process.stdin, onProgress })) {
      tell(batch, run);
      if (batch.isPage !== true) await importArticles(path, batch.articles, run);
      else if (pages.push(...batch.articles) >= pagesAtOnce) await importPages(path, pages.splice(0), run);
    }
    await importPages(path, pages, run);
  } catch (error) {
    if (!(error instanceof KhabarshyError) || error.code !== 'FILE_UNREADABLE') throw error;
    tally.refused += 1;
    report(bar, 'refused', { name: path, reason: error.message });
  }
}

function tell(batch: ReadBatch, { bar, tally }: Run): void {
  for (const refusal of batch.refusals) report(bar, 'refused', refusal);
  for (const notice of batch.notices) report(bar, 'notice', notice);
  tally.refused += batch.refusals.length;
}

/** Pages of one site are saved together, so that a description that several of them have is recognised on the first. */
const pagesAtOnce = 200;

async function importPages(path: string, articles: readonly NewArticle[], run: Run): Promise<void> {
  if (articles.length === 0) return;
  await importArticles(path, await run.store.siteDescriptions.withoutGeneral(articles, new Date()), run);
}

async function importArticles(path: string, articles: readonly NewArticle[], run: Run): Promise<void> {
  const { intake, channels, bar, tally } = run;
  const now = new Date();
  const oldest = oldestTaken(channels, now);
  for (const [index, result] of (await intake.import(articles, now)).entries()) {
    if (result instanceof KhabarshyError) {
      tally.refused += 1;
      report(bar, 'refused', { name: path, reason: result.message });
      continue;
    }
    tally[result] += 1;
    if (result === 'inserted' && isTooOld(articles[index], oldest)) tally.tooOld += 1;
  }
}

function isTooOld(article: NewArticle | undefined, oldest: Date | null): boolean {
  const { publishedAt, embargoedUntil = null, status = 'usable' } = article ?? {};
  if (oldest === null || publishedAt === undefined || status !== 'usable') return false;
  return dueAt({ publishedAt, embargoedUntil }) < oldest;
}

function report(bar: ProgressBar, kind: 'refused' | 'notice', { name, reason }: Refusal): void {
  bar.print(printableLine(`${kind} ${name}: ${reason}`));
}

function summarise({ inserted, updated, unchanged, refused, tooOld }: Tally): void {
  if (tooOld > 0) {
    process.stderr.write(
      `notice: ${tooOld} of the inserted articles will not be posted: they are too old for every channel (MAX_AGE).\n`,
    );
  }
  process.stdout.write(
    `inserted ${inserted}, updated ${updated}, unchanged ${unchanged}, refused ${refused}\n`,
  );
}
