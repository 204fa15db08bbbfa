import { channelOf } from '../src/config/channel-schema.ts';
import { isTimeZone } from '../src/config/setting-values.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showMoment } from '../src/cli/terminal.ts';
import { printable } from '../src/terminal-text.ts';
import { composeArticle } from '../src/compose/composer.ts';
import { chooseSummary } from '../src/compose/text/summary.ts';
import type { Article, NewArticle } from '../src/news/article.ts';
import type { Channel } from '../src/news/channel.ts';
import { KhabarshyError } from '../src/news/errors.ts';
import { listFolder } from '../src/sources/file-bytes.ts';
import { readArticles } from '../src/sources/reader.ts';
import { Events } from '../src/events.ts';
import { Intake } from '../src/intake/intake.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { CommandLine } from './arguments.ts';

const usage = `Usage: npm run editorial -- <folder> [--timezone Asia/Almaty]

Imports a folder of saved pages into a database that is thrown away. For each page it prints the headline, date,
language and the post, and the reasons why a summary was chosen or passed over. Nothing is sent.

  --timezone <name>   The time zone of dates without one. Default: UTC.
`;

/** A file, and what was read from it. */
interface Page {
  file: string;
  article: NewArticle | null;
  remarks: string[];
}

const channel: Channel = channelOf(
  { name: 'editorial', id: '@editorial' },
  { maxAgeMs: null, postsPerMinute: 0 },
);

/** Enough to recognise a text that was passed over, in characters. */
const mostShown = 110;

const line = new CommandLine('editorial', usage);

function readOptions(): { folder: string; timeZone: string } {
  const { values, positionals } = line.read({
    allowPositionals: true,
    options: { timezone: { type: 'string', default: 'UTC' } },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) return line.refuse('It needs one folder');
  if (!isTimeZone(values.timezone))
    return line.refuse(
      `--timezone is a name such as Asia/Almaty or UTC, not ${JSON.stringify(values.timezone)}`,
    );
  return { folder, timeZone: values.timezone };
}

/** The files of the folder. A folder without any is a mistake of whoever named it. */
async function listFiles(folder: string): ReturnType<typeof listFolder> {
  try {
    return await listFolder(folder);
  } catch (error) {
    if (error instanceof KhabarshyError) return line.refuse(error.message);
    throw error;
  }
}

async function main(): Promise<void> {
  const { folder, timeZone } = readOptions();
  const pages = await readPages(folder, timeZone);
  const place = mkdtempSync(join(tmpdir(), 'khabarshy-editorial-'));
  const store = await openStore(`sqlite:${join(place, 'pages.db')}`);
  try {
    await judgePages(pages, store, timeZone);
  } finally {
    await store.close();
    rmSync(place, { recursive: true });
  }
}

async function readPages(folder: string, timeZone: string): Promise<Page[]> {
  const { files, refusals } = await listFiles(folder);
  const pages: Page[] = refusals.map(({ name, reason }) => ({
    file: name,
    article: null,
    remarks: [reason],
  }));
  for (const { name } of files) {
    for await (const batch of readArticles(name, { timeZone })) {
      const remarks = [...batch.refusals, ...batch.notices].map(({ reason }) => reason);
      if (batch.articles.length === 0) pages.push({ file: name, article: null, remarks });
      for (const article of batch.articles) pages.push({ file: name, article, remarks });
    }
  }
  return pages;
}

async function judgePages(pages: readonly Page[], store: Store, timeZone: string): Promise<void> {
  const now = new Date();
  const read = pages.flatMap(({ article }) => (article === null ? [] : [article]));
  const kept = await store.siteDescriptions.withoutGeneral(read, now);
  await new Intake(store, new Events()).import(kept, now);
  let number = 0;
  const tally = new Map<string, number>();
  for (const { file, article, remarks } of pages) {
    number += 1;
    print(`\n━━ ${number} of ${pages.length} · ${file}`);
    const stored = article === null ? null : await store.articles.find(article.id);
    const isGeneral = article?.summary != null && stored?.summary === null;
    if (isGeneral) remarks.push(`other pages of the site have this description: ${article.summary}`);
    for (const remark of remarks) print(`   ! ${remark}`);
    if (stored !== null) count(tally, showPage(stored, timeZone));
    else count(tally, 'refused');
  }
  const counted = [...tally].map(([kind, many]) => `${kind} ${many}`).join(', ');
  print(`\nPages: ${pages.length}. Summaries: ${counted}.`);
}

/** Prints a page. Returns where its summary comes from. */
function showPage(article: Article, timeZone: string): string {
  const { text, photo } = composeArticle(article, channel);
  const choice = chooseSummary(article);
  print(`   headline  ${article.headline}`);
  print(`   date      ${showMoment(article.publishedAt, timeZone)} ${timeZone}`);
  print(`   language  ${article.language}`);
  print(`   also      ${detailsOf(article)}`);
  print(`   summary   ${choice.from}`);
  for (const { text: passed, reason } of choice.passedOver) print(`   – ${reason}: ${shortened(passed)}`);
  const shown = (photo?.caption ?? text).shown;
  process.stdout.write(`${printable(shown).replaceAll(/^/gmu, '   │ ')}\n`);
  return choice.from;
}

function detailsOf({ section, author, imageCredit, url, keywords }: Article): string {
  const given = { section, author, imageCredit, keywords: keywords.join(', '), url };
  return Object.entries(given)
    .flatMap(([name, value]) => (value === null || value === '' ? [] : [`${name}: ${value}`]))
    .join(' · ');
}

function shortened(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}

function count(tally: Map<string, number>, kind: string): void {
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
}

/** One line. A text from outside cannot break it or repaint the screen. */
function print(line: string): void {
  process.stdout.write(`${printable(line.replaceAll(/(?<=.)\s*\n\s*/gu, ' '))}\n`);
}

await main();
