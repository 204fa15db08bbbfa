import { html } from 'hono/html';
import { readersByDay, type ReadersByDay } from '../../../readers/readers-by-day.ts';
import type { PostStatistics } from '../../../store/posts/statistics.ts';
import { lastDays } from '../../../time/local-clock.ts';
import { counts } from '../../../words/counts.ts';
import { statisticsWords } from '../../../words/statistics.ts';
import { webWords } from '../../../words/web/web.ts';
import { columns, countScale, lines, type Series } from '../charts.ts';
import { pageFor, type Html } from '../layout.ts';
import type { SiteBot, Visit } from '../site-parts.ts';

const days = 14;

/** Lines of more channels could not be told apart. */
const mostChannels = 6;

/** How long a chart is good enough: the numbers of a busy fortnight are many to count. */
const freshMs = 60_000;

/** What the charts show. */
interface Numbers {
  dates: Date[];
  posts: PostStatistics;
  readers: ReadersByDay[];
}

/** The last numbers of each bot, or of some of its channels. */
export class Charts {
  readonly #known = new Map<string, { atMs: number; numbers: Promise<Numbers> }>();

  /** How much was posted, how fast, and what readers did. */
  async page(visit: Visit): Promise<Html> {
    const { language } = visit.editor;
    const words = webWords[language];
    const { dates, posts, readers } = await this.#read(visit);
    const span = counts[language].days(days);
    const { formats } = statisticsWords[language];
    const labels = dates.map((date) => formats.date(date, { day: 'numeric', month: 'short' }));
    const isAny = posts.channels.some(({ sent }) => sent.some((count) => count > 0));
    const title = words.sections.charts;
    const shown = isAny
      ? html`<section>
            <h2>${words.perDay}</h2>
            ${columns(seriesOf(visit, posts), labels, words.chartPosts(span))} ${table(visit, posts)}
          </section>
          <section>
            <h2>${words.toChannel}</h2>
            ${lines(delaysOf(visit, posts), labels, words.chartDelays(span), (ms) => formats.duration(ms))}
          </section>`
      : html`<p class="quiet">${words.noData}</p>`;
    return pageFor(visit, {
      section: 'charts',
      title,
      body: html`<h1>${title}</h1>
        ${shown} ${readersOf(visit, readers, labels, span)}`,
    });
  }

  async #read({ bot, now }: Visit): Promise<Numbers> {
    const key = [bot.name, ...bot.config.channels.map(({ name }) => name)].join(' ');
    const known = this.#known.get(key);
    const nowMs = bot.clock.steadyMs();
    if (known !== undefined && nowMs - known.atMs < freshMs) return known.numbers;
    const numbers = count(bot, now);
    this.#known.set(key, { atMs: nowMs, numbers });
    numbers.catch(() => this.#known.delete(key));
    return numbers;
  }
}

async function count(bot: SiteBot, now: Date): Promise<Numbers> {
  const { channels, sections, timeZone } = bot.config;
  const { bounds, dates } = lastDays(timeZone, days, now);
  const names = channels.map(({ name }) => name);
  const posts = await bot.store.statistics.posts(names, bounds, sections);
  return { dates, posts, readers: await readersByDay(bot.store, names, { bounds, dates }) };
}

/** Subscribers and reactions; nothing before anybody was counted. */
function readersOf(
  visit: Visit,
  readers: readonly ReadersByDay[],
  labels: readonly string[],
  span: string,
): Html {
  const { language } = visit.editor;
  const words = webWords[language];
  const { formats } = statisticsWords[language];
  const number = (value: number) => formats.number(value);
  const counted = readers.filter(({ subscribers }) => subscribers.some((each) => each !== null));
  const most = ({ subscribers }: ReadersByDay) => Math.max(...subscribers.map((each) => each ?? 0));
  const shown = counted.toSorted((one, other) => most(other) - most(one)).slice(0, mostChannels);
  const subscribers = shown.map(({ channel, subscribers: values }) => ({ name: channel, values }));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const reactions = grouped(
    readers.map(({ channel, reactions: values }) => ({ channel, sent: values })),
    (others) => statisticsWords[language].others(others),
  );
  const isAny = readers.some((each) => total(each.reactions) + total(each.comments) > 0);
  return html`${
    shown.length === 0
      ? ''
      : html`<section>
          <h2>${words.subscribers}</h2>
          ${lines(subscribers, labels, words.chartSubscribers(span), number, countScale)}
          ${readersTable(visit, readers)}
        </section>`
  }
  ${
    isAny
      ? html`<section>
          <h2>${words.reactionsPerDay}</h2>
          ${columns(reactions, labels, words.chartReactions(span))}
        </section>`
      : ''
  }`;
}

/** The same in numbers. */
function readersTable(visit: Visit, readers: readonly ReadersByDay[]): Html {
  const { language } = visit.editor;
  const words = webWords[language];
  const { formats } = statisticsWords[language];
  const sum = (values: readonly number[]) => formats.number(values.reduce((all, value) => all + value, 0));
  const last = (values: readonly (number | null)[]) => {
    const value = values.findLast((each) => each !== null);
    return value === undefined || value === null ? '—' : formats.number(value);
  };
  return figuresTable(
    words.subscribers,
    [words.channel, words.subscribers, words.joined, words.left, words.reactions, words.comments],
    readers.map(({ channel, comments, joins, leaves, reactions, subscribers }) => [
      channel,
      last(subscribers),
      sum(joins),
      sum(leaves),
      sum(reactions),
      sum(comments),
    ]),
  );
}

function seriesOf(visit: Visit, { channels }: PostStatistics): Series[] {
  return grouped(channels, (others) => statisticsWords[visit.editor.language].others(others));
}

/** The busiest channels, and the others together. */
function grouped(
  channels: readonly { channel: string; sent: readonly number[] }[],
  nameOfOthers: (count: number) => string,
): Series[] {
  const total = (sent: readonly number[]) => sent.reduce((sum, count) => sum + count, 0);
  const sorted = channels.toSorted((one, other) => total(other.sent) - total(one.sent));
  const shown = sorted.slice(0, mostChannels).map(({ channel, sent }) => ({ name: channel, values: sent }));
  const rest = sorted.slice(mostChannels);
  if (rest.length === 0) return shown;
  const values = (rest[0]?.sent ?? []).map((_, day) => total(rest.map(({ sent }) => sent[day] ?? 0)));
  return [...shown, { name: nameOfOthers(rest.length), values }];
}

function delaysOf(visit: Visit, { delaysByPeriod }: PostStatistics): Series[] {
  const words = webWords[visit.editor.language];
  return [
    { name: words.half, values: delaysByPeriod.map((delays) => delays?.medianMs ?? null) },
    { name: words.most, values: delaysByPeriod.map((delays) => delays?.p95Ms ?? null) },
  ];
}

/** The same in numbers. */
function table(visit: Visit, posts: PostStatistics): Html {
  const { language } = visit.editor;
  const words = webWords[language];
  const { formats } = statisticsWords[language];
  return figuresTable(
    words.perDay,
    [words.channel, words.total, words.refused, words.half, words.most],
    posts.channels.map(({ channel, delays, refused, sent }) => [
      channel,
      formats.number(sent.reduce((sum, count) => sum + count, 0)),
      formats.number(refused),
      delays === null ? '—' : formats.duration(delays.medianMs),
      delays === null ? '—' : formats.duration(delays.p95Ms),
    ]),
  );
}

/**
 * Each row begins with its name. On a phone a row becomes a card, in which each figure stands beside the heading of its
 * column. The roles are said because a browser may forget them where a table is not shown as one.
 */
function figuresTable(
  label: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  return html`<div class="scroll">
    <table class="figures" role="table" aria-label="${label}">
      <thead role="rowgroup">
        <tr role="row">
          ${headings.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          ([name, ...figures]) =>
            html`<tr role="row">
              <th scope="row" role="rowheader">${name}</th>
              ${figures.map((figure, at) => html`<td role="cell" data-label="${headings[at + 1]}">${figure}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
