import { createHash } from 'node:crypto';
import { isTaken } from '../../plan/filter.ts';
import type { Article } from '../../news/article.ts';
import { sectionKey } from '../../news/section.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Button } from '../../deliver/messenger.ts';
import { acknowledge, outdated, replace, say, type Answer } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { listOf } from '../chat/cards.ts';
import { channelNamed, type Desk, type Subject } from '../chat/desk.ts';
import { articleWords } from '../../words/articles.ts';
import { generalWords } from '../../words/general.ts';

const usualCount = 5;

/** More articles would not fit into one message. */
const mostCount = 10;

/** How many of the newest articles are searched for those of a channel or a section. */
const searched = 2_000;
const searchedAtOnce = 250;

/** Nobody needs more pages. */
const lastPage = 50;

const latestExample = '/latest 5 Sport';

/** `/latest [n] [channel or section]` and `/find <words>`, with pages. */
export const articlesSubject: Subject = {
  commands: [
    {
      name: 'latest',
      who: 'editor',
      description: (language) => articleWords[language].commands.latest,
      examples: [latestExample, '/latest', '/latest 10', '/latest CHANNEL'],
      async handle(context, desk, { text }) {
        const asked = readLatest(text, desk);
        await say(context, await latest(context, desk, { ...asked, until: desk.clock.now(), page: 0 }));
      },
    },
    {
      name: 'find',
      who: 'editor',
      description: (language) => articleWords[language].commands.find,
      examples: ['/find Алматы', '/find bridge Almaty'],
      async handle(context, desk, { text }) {
        if (text === '') return say(context, articleWords[context.language].findWhat);
        await say(context, await find(context, desk, text, 0));
      },
    },
  ],
  buttons: [
    {
      data: /^latest:(\d{1,2}):(\d{1,2}):([0-9a-z]{1,9}):(c-[a-z0-9_-]{1,32}|s-[0-9a-f]{8}|-)$/,
      async handle(context, desk, [page, count, until = '', filter = '']) {
        const asked = {
          page: Number(page),
          count: Number(count),
          until: new Date(Math.min(parseInt(until, 36), desk.clock.now().getTime())),
          filter,
        };
        await acknowledge(context);
        if (asked.page > lastPage || asked.count < 1 || asked.count > mostCount) return;
        await replace(context, await latest(context, desk, asked));
      },
    },
    {
      data: /^find:(\d{1,2})$/,
      async handle(context, desk, [number]) {
        const page = Number(number);
        const query = queryOf(context);
        if (query === null || page > lastPage) return outdated(context);
        await acknowledge(context);
        await replace(context, await find(context, desk, query, page));
      },
    },
  ],
};

interface Latest {
  count: number;
  /** `c-` and the name of a channel, `s-` and the hash of a section, or `-` for all articles. */
  filter: string;
  /** Later articles are left out, so that the pages do not shift. */
  until: Date;
  page: number;
}

function readLatest(text: string, desk: Desk): Pick<Latest, 'count' | 'filter'> {
  const [, number, rest = ''] = /^(\d{1,6})?\s*(.*)$/su.exec(text.trim()) ?? [];
  const count = Math.min(mostCount, Math.max(1, Number(number ?? usualCount)));
  const name = rest.trim();
  if (name === '') return { count, filter: '-' };
  const channel = channelNamed(desk.config.channels, name);
  return { count, filter: channel === null ? sectionMark(name, desk) : `c-${channel.name}` };
}

/** A hash, because the name of a section may be too long for the data of a button. */
function sectionMark(section: string, desk: Desk): string {
  const key = sectionKey(section, desk.config.sections);
  return `s-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
}

async function latest(context: DeskContext, desk: Desk, asked: Latest): Promise<Answer> {
  const words = articleWords[context.language];
  const isWanted = wantedBy(asked.filter, desk);
  const wantedUpTo = (asked.page + 1) * asked.count + 1;
  const found: Article[] = [];
  const step = asked.filter === '-' ? wantedUpTo : searchedAtOnce;
  for (let offset = 0; offset < searched && found.length < wantedUpTo; offset += step) {
    const articles = await desk.store.search.newest(asked.until, { offset, limit: step });
    found.push(...articles.filter(isWanted));
    if (articles.length < step) break;
  }
  const shown = found.slice(asked.page * asked.count, wantedUpTo - 1);
  if (shown.length === 0) {
    const none = asked.filter === '-' ? words.none : words.noneOf(latestExample);
    return { html: asked.page === 0 ? none : words.noMore };
  }
  const listed = await desk.store.search.withKeys(shown);
  const answer = await listOf(context, desk, `<b>${words.latest}</b>`, listed);
  const data = (page: number) =>
    `latest:${page}:${asked.count}:${asked.until.getTime().toString(36)}:${asked.filter}`;
  const turn = pages(context, asked.page, found.length >= wantedUpTo, data);
  return { html: answer.html, buttons: [...answer.buttons, turn] };
}

function wantedBy(filter: string, desk: Desk): (article: Article) => boolean {
  if (filter.startsWith('s-'))
    return ({ section }) => section !== null && sectionMark(section, desk) === filter;
  if (!filter.startsWith('c-')) return () => true;
  const channel = desk.config.channels.find(({ name }) => name === filter.slice(2));
  return (article) => channel !== undefined && isTaken(article, channel);
}

async function find(context: DeskContext, desk: Desk, query: string, page: number): Promise<Answer> {
  const words = articleWords[context.language];
  const limit = usualCount + 1;
  const found: Listed[] = await desk.store.search.find(query, { offset: page * usualCount, limit });
  if (found.length === 0) return { html: page === 0 ? words.nothingFound : words.noMore };
  const title = `🔎 <b>${shortened(query, longestQuery)}</b>`;
  const answer = await listOf(context, desk, title, found.slice(0, usualCount));
  const turn = pages(context, page, found.length > usualCount, (number) => `find:${number}`);
  return { html: answer.html, buttons: [...answer.buttons, turn] };
}

const longestQuery = 200;

/** The query is read from the title of the list: it may be too long for a button, and must outlast a restart. */
function queryOf(context: DeskContext): string | null {
  const message = context.callbackQuery?.message;
  const text = message !== undefined && 'text' in message ? message.text : undefined;
  const [, query] = /^🔎 (.+)$/mu.exec(text?.split('\n', 1)[0] ?? '') ?? [];
  return query ?? null;
}

/** The buttons for the next and the previous page. */
function pages(
  context: DeskContext,
  page: number,
  hasMore: boolean,
  data: (page: number) => string,
): Button[] {
  const words = generalWords[context.language];
  const row: Button[] = [];
  if (page > 0) row.push({ text: words.newer, data: data(page - 1) });
  if (hasMore && page < lastPage) row.push({ text: words.older, data: data(page + 1) });
  return row;
}
