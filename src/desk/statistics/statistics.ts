import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { SpokenLanguage } from '../../news/language.ts';
import { summariseReaders, sumOf } from '../../readers/reader-summary.ts';
import { sectionIn } from '../../news/section.ts';
import { say, sendPicture } from '../chat/answer.ts';
import { deskHere } from '../chat/arguments.ts';
import { startTask } from '../chat/background-tasks.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { lastDays } from '../../time/local-clock.ts';
import { drawStatistics, type StatisticsFacts } from './picture.ts';
import { sum } from './rows.ts';
import { spanUnits } from '../../words/moments.ts';
import { statisticsWords, type CaptionFacts } from '../../words/statistics.ts';

const usualDays = 7;
const mostDays = 90;

/** "7d", "7 days", "7", and the same in the other languages. */
const dayUnits = Object.values(spanUnits).flatMap(({ day }) => day);
const daysPattern = new RegExp(`^(\\d{1,3}) ?(?:${dayUnits.join('|')})?\\.?$`, 'iu');

/** How many days are asked for, 1 to 90, today included; null: the text is wrong. */
export function parseDays(words: string): number | null {
  const asked = words.trim();
  if (asked === '') return usualDays;
  const days = Number(daysPattern.exec(asked)?.[1] ?? Number.NaN);
  return days >= 1 && days <= mostDays ? days : null;
}

/** `/stats [7d]`: a picture of the posts of these days. Pictures are drawn one at a time, and one per chat. */
export const statisticsSubject: Subject = {
  commands: [
    {
      name: 'stats',
      who: 'editor',
      description: (language) => statisticsWords[language].commands.stats,
      examples: ['/stats 7d', '/stats', '/stats 30d'],
      async handle(context, desk, { text }) {
        const words = statisticsWords[context.language];
        const days = parseDays(text);
        if (days === null) return say(context, words.usage);
        const logText = 'the statistics could not be drawn';
        const here = await deskHere(context, desk);
        if (here === null) return;
        const names = { name: `stats ${context.chat?.id}`, line: 'stats', failed: words.failed, logText };
        const isStarted = startTask(context, desk, names, (stopping) => draw(context, here, days, stopping));
        if (!isStarted) return say(context, words.busy);
        await context.replyWithChatAction('upload_photo').catch(() => undefined);
      },
    },
  ],
};

async function draw(context: DeskContext, desk: Desk, days: number, stopping: AbortSignal): Promise<void> {
  const { language } = context;
  const { channels, sections, timeZone } = desk.config;
  const { dates, bounds } = lastDays(timeZone, days, desk.clock.now());
  const names = channels.map(({ name }) => name);
  const [since = new Date(0), until = new Date(0)] = [bounds[0], bounds.at(-1)];
  const readers = sumOf(await summariseReaders(desk.store, names, { since, until, timeZone }));
  const posts = await desk.store.statistics.posts(names, bounds, sections);
  const facts = { posts, dates, timeZone, readers };
  for (const row of facts.posts.sections) row.section &&= sectionIn(language, row.section, sections);
  const png = await drawPng(drawStatistics(facts, language), stopping);
  await sendPicture(context, png, 'statistics.png', caption(facts, language));
}

/** The main numbers in words, for those who cannot see the picture, and for search. */
export function caption({ posts, dates, readers }: StatisticsFacts, language: SpokenLanguage): string {
  const words = statisticsWords[language];
  const { formats } = words;
  const perDay = dates.map((_, day) => sum(posts.channels.map(({ sent }) => sent[day] ?? 0)));
  const most = Math.max(...perDay, 0);
  const busiest = dates[perDay.indexOf(most)];
  const facts: CaptionFacts = {
    days: dates.length,
    period: formats.period(dates[0] ?? new Date(0), dates.at(-1) ?? new Date(0)),
    posts: sum(perDay),
    refused: sum(posts.channels.map(({ refused }) => refused)),
    channels: posts.channels.filter(({ sent }) => sum(sent) > 0).length,
    delays: posts.delays && {
      median: formats.duration(posts.delays.medianMs),
      p95: formats.duration(posts.delays.p95Ms),
    },
    busiest:
      most < 2 || busiest === undefined
        ? null
        : { date: formats.date(busiest, { day: 'numeric', month: 'long' }), posts: most },
    readers,
  };
  return words.caption(facts);
}

/** Fifty times longer than it takes on a small machine. */
const drawingTimeoutMs = 10_000;

const drawer = new URL('drawer.js', import.meta.url);

/**
 * Draws an SVG as a PNG, 1280 pixels wide, in a process of its own. Its 85 MB of memory are free afterwards; a thread
 * would leave 60 MB of them in ours. The process gets no environment, and so no secrets.
 * @throws Error when it fails, takes too long, or is aborted.
 */
export async function drawPng(svg: string, signal?: AbortSignal): Promise<Buffer> {
  const child = spawn(process.execPath, [fileURLToPath(drawer)], {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: drawingTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  // If the child ends before it has read everything, its exit code and stderr tell why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(svg);
  const [png, complaint, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>, // documented: the code, or null after a signal
  ]);
  if (code === 0) return png;
  throw new Error(`the picture could not be drawn: ${complaint.trim() || 'the drawing process was ended'}`);
}
