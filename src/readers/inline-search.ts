import { escapeHtml } from '../compose/fitting.ts';
import { labelLine } from '../compose/label-line.ts';
import type { AddressBook } from '../deliver/addresses/address-book.ts';
import type { Channel } from '../news/channel.ts';
import type { PostedArticle } from '../store/readers/posted-search.ts';
import type { Store } from '../store/store.ts';

/** One result as Telegram takes it. Source: https://core.telegram.org/bots/api#inlinequeryresultarticle */
export interface InlineResult {
  type: 'article';
  id: string;
  title: string;
  description: string;
  url: string;
  input_message_content: {
    message_text: string;
    parse_mode: 'HTML';
    link_preview_options: { url: string };
  };
}

export interface InlineAnswer {
  results: InlineResult[];
  /** Where the next page begins; '': there is none. */
  nextOffset: string;
}

export interface InlineSearchParts {
  config: { channels: readonly Channel[] };
  addresses: Pick<AddressBook, 'placeOf'>;
  store: Pick<Store, 'readers'>;
  /** Sends the answer. */
  answer: (queryId: string, answer: InlineAnswer) => Promise<void>;
  /** Told of what failed, without the words of the reader. */
  onFailure: (error: unknown) => void;
}

interface Query {
  id: string;
  words: string;
  offset: number;
}

const pageSize = 20;

/** How many readers may wait. Whoever waits longest is left without an answer: they are typing on. */
const mostWaiting = 50;

/** Limits of letters. */
const mostOfTitle = 200;
const mostOfSummary = 300;

/**
 * Search for readers: `@bot words` in any chat. Queries are answered one after the other, so that a flood of them keeps
 * nobody else waiting; of one reader only the last one counts, because each letter that is typed is a query. Neither the
 * words nor who asks are kept.
 */
export class InlineSearch {
  readonly #parts: InlineSearchParts;
  /** By the reader. */
  readonly #waiting = new Map<number, Query>();
  #working: Promise<void> | null = null;

  constructor(parts: InlineSearchParts) {
    this.#parts = parts;
  }

  /** Takes an update that is such a query; any other is left alone. It never throws. */
  take(update: unknown): void {
    const query = queryOf(update);
    if (query === null) return;
    this.#waiting.delete(query.userId);
    this.#waiting.set(query.userId, query);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > mostWaiting && oldest !== undefined) this.#waiting.delete(oldest);
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  /** Finishes the answer that is under way, and gives no other. */
  async stop(): Promise<void> {
    this.#waiting.clear();
    await this.#working;
  }

  async #work(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [userId, query] = next;
      this.#waiting.delete(userId);
      try {
        await this.#parts.answer(query.id, await this.#find(query));
      } catch (error) {
        this.#parts.onFailure(error);
      }
    }
  }

  async #find({ offset, words }: Query): Promise<InlineAnswer> {
    const { addresses, config, store } = this.#parts;
    const open = config.channels.filter(({ name }) => addresses.placeOf(name)?.username != null);
    const names = open.map(({ name }) => name);
    // One more shows whether there is another page.
    const found = await store.readers.posted.find(words, names, { offset, limit: pageSize + 1 });
    return {
      results: found.slice(0, pageSize).flatMap((posted) => {
        const channel = open.find(({ name }) => name === posted.channel);
        return channel === undefined ? [] : [resultOf(posted, channel)];
      }),
      nextOffset: found.length > pageSize ? String(offset + pageSize) : '',
    };
  }
}

/** A label of the law stands here too. */
function resultOf({ article, link, postId }: PostedArticle, channel: Channel): InlineResult {
  const title = cut(article.headline, mostOfTitle);
  const summary = cut((article.summary ?? '').replaceAll(/\s+/gu, ' ').trim(), mostOfSummary);
  const labels = labelLine(article, channel);
  const heading = `<a href="${escapeHtml(link)}"><b>${escapeHtml(title)}</b></a>`;
  const text = [escapeHtml(labels), heading, escapeHtml(summary)].filter((part) => part !== '').join('\n\n');
  return {
    type: 'article',
    id: String(postId),
    title,
    description: [labels, summary].filter((part) => part !== '').join(' · '),
    url: link,
    input_message_content: {
      message_text: text,
      parse_mode: 'HTML',
      link_preview_options: { url: link },
    },
  };
}

function cut(text: string, letters: number): string {
  const all = Array.from(text);
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** null: the update is none, or nobody can say what it means. Source: https://core.telegram.org/bots/api#inlinequery */
function queryOf(update: unknown): (Query & { userId: number }) | null {
  const query = isRecord(update) ? update['inline_query'] : null;
  if (!isRecord(query)) return null;
  const { from, id, offset, query: words } = query;
  const userId = isRecord(from) ? from['id'] : null;
  if (typeof id !== 'string' || typeof words !== 'string' || typeof userId !== 'number') return null;
  // The offset is ours, or that of a stranger's program.
  const begin = typeof offset === 'string' && /^\d{1,4}$/.test(offset) ? Number(offset) : 0;
  return { id, words: words.slice(0, 256), offset: begin, userId };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
