import { createHash } from 'node:crypto';
import { Composer } from 'grammy/web';
import type { Article } from '../../news/article.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Button } from '../../watch/log-chat.ts';
import { replace, say, shortened, type Answer } from '../chat/answer.ts';
import { listOf } from '../chat/cards.ts';
import { channelNamed, type DeskPorts } from '../chat/ports.ts';
import { articleWords } from '../../words/articles.ts';
import { commandExamples, generalWords } from '../../words/general.ts';

const usualCount = 5;

/** More would not fit into one message with what is said of each. */
const mostCount = 10;

/** So many of the newest articles are looked through for those of a channel or a section. */
const searched = 2_000;
const searchedAtOnce = 250;

/** Pages further back than anybody turns. */
const lastPage = 50;

/** `/latest [n] [channel or section]` and `/find <words>`, with pages to turn. */
export function articlesDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('latest', async (context) => {
    const asked = readLatest(context.match, ports);
    await say(context, await latest(context, ports, { ...asked, until: ports.now(), page: 0 }));
  });
  desk.callbackQuery(
    /^latest:(\d{1,2}):(\d{1,2}):([0-9a-z]{1,9}):(c-[a-z0-9_-]{1,32}|s-[0-9a-f]{8}|-)$/,
    async (context) => {
      const [, page = '', count = '', until = '', filter = ''] = context.match;
      const asked = {
        page: Number(page),
        count: Number(count),
        until: new Date(Math.min(parseInt(until, 36), ports.now().getTime())),
        filter,
      };
      await context.answerCallbackQuery();
      if (asked.page > lastPage || asked.count < 1 || asked.count > mostCount) return;
      await replace(context, await latest(context, ports, asked));
    },
  );
  desk.command('find', async (context) => {
    const query = context.match.trim();
    if (query === '') return say(context, articleWords[context.language].findWhat);
    await say(context, await find(context, ports, query, 0));
  });
  desk.callbackQuery(/^find:(\d{1,2})$/, async (context) => {
    const page = Number(context.match[1]);
    const query = queryOf(context);
    if (query === null || page > lastPage) {
      await context.answerCallbackQuery({ text: generalWords[context.language].outdated });
      return;
    }
    await context.answerCallbackQuery();
    await replace(context, await find(context, ports, query, page));
  });
  return desk;
}

interface Latest {
  count: number;
  /** `c-` and a channel's name, `s-` and a mark of a section's name, or `-` for all. */
  filter: string;
  /** The page stands still while new articles come. */
  until: Date;
  page: number;
}

function readLatest(text: string, ports: DeskPorts): Pick<Latest, 'count' | 'filter'> {
  const [, number, rest = ''] = /^(\d{1,6})?\s*(.*)$/su.exec(text.trim()) ?? [];
  const count = Math.min(mostCount, Math.max(1, Number(number ?? usualCount)));
  const name = rest.trim();
  if (name === '') return { count, filter: '-' };
  const channel = channelNamed(ports.channels, name);
  return { count, filter: channel === null ? sectionMark(name) : `c-${channel.name}` };
}

/** A section's name may be longer than a button holds. */
function sectionMark(section: string): string {
  const folded = section.normalize('NFC').toLowerCase().trim();
  return `s-${createHash('sha256').update(folded).digest('hex').slice(0, 8)}`;
}

async function latest(context: DeskContext, ports: DeskPorts, asked: Latest): Promise<Answer> {
  const words = articleWords[context.language];
  const isWanted = wantedBy(asked.filter, ports);
  const wantedUpTo = (asked.page + 1) * asked.count + 1;
  const found: Article[] = [];
  const step = asked.filter === '-' ? wantedUpTo : searchedAtOnce;
  for (let offset = 0; offset < searched && found.length < wantedUpTo; offset += step) {
    const articles = await ports.store.search.newest(asked.until, { offset, limit: step });
    found.push(...articles.filter(isWanted));
    if (articles.length < step) break;
  }
  const shown = found.slice(asked.page * asked.count, wantedUpTo - 1);
  if (shown.length === 0) {
    const none = asked.filter === '-' ? words.none : words.noneOf(commandExamples.latest);
    return { html: asked.page === 0 ? none : words.noMore };
  }
  const listed = await ports.store.search.withKeys(shown);
  const answer = await listOf(context, ports, `<b>${words.latest}</b>`, listed);
  const data = (page: number) =>
    `latest:${page}:${asked.count}:${asked.until.getTime().toString(36)}:${asked.filter}`;
  const turn = pages(context, asked.page, found.length >= wantedUpTo, data);
  return { html: answer.html, buttons: [...answer.buttons, turn] };
}

function wantedBy(filter: string, ports: DeskPorts): (article: Article) => boolean {
  if (filter.startsWith('s-')) return ({ section }) => section !== null && sectionMark(section) === filter;
  if (!filter.startsWith('c-')) return () => true;
  const channel = ports.channels.find(({ name }) => name === filter.slice(2));
  return (article) => channel !== undefined && ports.isTaken(article, channel);
}

async function find(context: DeskContext, ports: DeskPorts, query: string, page: number): Promise<Answer> {
  const words = articleWords[context.language];
  const limit = usualCount + 1;
  const found: Listed[] = await ports.store.search.find(query, { offset: page * usualCount, limit });
  if (found.length === 0) return { html: page === 0 ? words.nothingFound : words.noMore };
  const title = `🔎 <b>${shortened(query, longestQuery)}</b>`;
  const answer = await listOf(context, ports, title, found.slice(0, usualCount));
  const turn = pages(context, page, found.length > usualCount, (number) => `find:${number}`);
  return { html: answer.html, buttons: [...answer.buttons, turn] };
}

const longestQuery = 200;

/** The words stand in the title of the list: a button is too small for them, and memory ends with the program. */
function queryOf(context: DeskContext): string | null {
  const message = context.callbackQuery?.message;
  const text = message !== undefined && 'text' in message ? message.text : undefined;
  const [, query] = /^🔎 (.+)$/mu.exec(text?.split('\n', 1)[0] ?? '') ?? [];
  return query ?? null;
}

/** A row with the ways to the pages before and after. */
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
