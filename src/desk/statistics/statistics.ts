import { Composer, InputFile } from 'grammy/web';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Store } from '../../store/store.ts';
import type { DeskContext } from '../chat/context.ts';
import { lastDays } from '../../time/local-clock.ts';
import { drawPng } from './drawing.ts';
import { drawStatistics, type StatisticsFacts } from './picture.ts';
import { sum } from './rows.ts';
import { statisticsWords, type CaptionFacts } from '../../words/statistics.ts';

export interface StatisticsPorts {
  statistics: Store['statistics'];
  /** The channels of the settings, in their order. */
  channels: readonly string[];
  timeZone: string;
  languageOf(context: DeskContext): SpokenLanguage;
  now(): Date;
  /** A picture that could not be drawn or sent; the editor was told. */
  onFailure(error: unknown): void;
}

const usualDays = 7;
const mostDays = 90;

/** "7d", "7 days", "7", and the same in Russian and Kazakh. */
const daysPattern = /^(\d{1,3}) ?(?:d|days?|д|дн|день|дня|дней|к|күн)?\.?$/iu;

/** How many days are asked for, 1 to 90, today included; null: that is not understood. */
export function parseDays(words: string): number | null {
  const asked = words.trim();
  if (asked === '') return usualDays;
  const days = Number(daysPattern.exec(asked)?.[1] ?? Number.NaN);
  return days >= 1 && days <= mostDays ? days : null;
}

/**
 * `/stats [7d]`: a picture of what was posted. Nobody else waits for it: it is drawn beside the other answers,
 * one at a time, and one for each chat.
 */
export function statisticsDesk(ports: StatisticsPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  const drawing = new Set<number>();
  let queue: Promise<void> = Promise.resolve();
  desk.command('stats', async (context) => {
    const language = ports.languageOf(context);
    const words = statisticsWords[language];
    const days = parseDays(context.match);
    if (days === null) return void (await context.reply(words.usage));
    const chatId = context.chat.id;
    if (drawing.has(chatId)) return void (await context.reply(words.busy));
    drawing.add(chatId);
    queue = queue
      .then(() => answer(context, days, language, ports))
      .catch(async (error: unknown) => {
        ports.onFailure(error);
        await context.reply(words.failed).catch((again: unknown) => ports.onFailure(again));
      })
      .finally(() => drawing.delete(chatId));
    await context.replyWithChatAction('upload_photo').catch(() => undefined);
  });
  return desk;
}

async function answer(
  context: DeskContext,
  days: number,
  language: SpokenLanguage,
  ports: StatisticsPorts,
): Promise<void> {
  const { dates, bounds } = lastDays(ports.timeZone, days, ports.now());
  const posts = await ports.statistics.posts(ports.channels, bounds);
  const facts = { posts, dates, timeZone: ports.timeZone };
  const png = await drawPng(drawStatistics(facts, language));
  await context.replyWithPhoto(new InputFile(png, 'statistics.png'), { caption: caption(facts, language) });
}

/** The main numbers in words, for those who cannot see the picture, and for search. */
export function caption({ posts, dates }: StatisticsFacts, language: SpokenLanguage): string {
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
  };
  return words.caption(facts);
}
