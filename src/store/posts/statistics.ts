import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sectionKey, type Section } from '../../news/section.ts';
import { momentOf, textOf } from '../articles/faults.ts';
import type { Tables } from '../schema.ts';

/** From publication to channel, milliseconds; an embargoed article counts as published when its embargo ends. */
export interface Delays {
  medianMs: number;
  /** 95 of 100 posts were at least as fast. */
  p95Ms: number;
}

export interface ChannelStatistics {
  channel: string;
  /** Posts sent, one number per period asked for; killed ones were sent too. */
  sent: number[];
  refused: number;
  /** null: only digests were sent. */
  delays: Delays | null;
}

export interface SectionStatistics {
  /** As the newest article spells it; null: articles without a section. */
  section: string | null;
  sent: number[];
}

export interface PostStatistics {
  /** In the order in which they were asked for. */
  channels: ChannelStatistics[];
  /** Those with most posts first. */
  sections: SectionStatistics[];
  /** Digests belong to no section. */
  digests: number[];
  delays: Delays | null;
  /** Of all channels, one per period; null: only digests were sent, or nothing. */
  delaysByPeriod: (Delays | null)[];
}

/** Rows read in one step. SQLite reads in our own thread, so this limits how long everything else waits. */
const pageSize = 1_000;

/** What was posted, counted over periods of time. */
export class Statistics {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Counts the posts of these channels over consecutive periods: `bounds` are the beginnings of each and the
   * end of the last, ascending, so that days may be of any length that a time zone gives them. `sections` have several
   * names, under which they are counted together.
   */
  async posts(
    channels: readonly string[],
    bounds: readonly Date[],
    sections: readonly Section[] = [],
  ): Promise<PostStatistics> {
    const count = new PostCount(bounds, sections);
    const result: ChannelStatistics[] = [];
    const allDelays: number[] = [];
    const byPeriod: number[][] = bounds.slice(1).map(() => []);
    for (const channel of channels) {
      const sent = count.none();
      const delays: number[] = [];
      for await (const rows of this.#pages(channel, bounds)) {
        for (const row of rows) {
          const delay = count.add(row, sent);
          if (delay === null) continue;
          delays.push(delay.ms);
          byPeriod[delay.period]?.push(delay.ms);
        }
      }
      const refused = await this.#refused(channel, bounds);
      result.push({ channel, sent, refused, delays: quantiles(delays) });
      for (const delayMs of delays) allDelays.push(delayMs);
      await setImmediate();
    }
    const delays = quantiles(allDelays);
    // Sorting takes time, and so does the next step of the caller.
    await setImmediate();
    return {
      channels: result,
      sections: count.sections(),
      digests: count.digests,
      delays,
      delaysByPeriod: byPeriod.map(quantiles),
    };
  }

  /** The sent posts of a channel within the bounds in the order of their sending, by the index `posts_sent`. */
  async *#pages(channel: string, bounds: readonly Date[]): AsyncGenerator<SentRow[]> {
    const until = bounds.at(-1)?.getTime() ?? 0;
    let after = { sentAt: (bounds[0]?.getTime() ?? 0) - 1, id: Number.MAX_SAFE_INTEGER };
    for (;;) {
      const { sentAt, id } = after;
      const rows = await this.#db
        .selectFrom('posts')
        .leftJoin('articles', 'articles.id', 'posts.article_id')
        .select(['posts.id', 'sent_at', 'sort_at', 'article_id', 'section', 'state'])
        .where('channel', '=', channel)
        .where('sent_at', 'is not', null)
        // The index starts at the first condition; the second one skips posts of the same millisecond.
        .where('sent_at', '>=', sentAt)
        .where((e) => e.or([e('sent_at', '>', sentAt), e('posts.id', '>', id)]))
        .where('sent_at', '<', until)
        .orderBy('sent_at')
        .orderBy('posts.id')
        .limit(pageSize)
        .execute();
      // A killed post that an editor ordered again keeps its moment until it is sent anew.
      yield rows.filter(({ state }) => state === 'sent' || state === 'killed');
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      after = { sentAt: last.sent_at ?? until, id: last.id };
      await setImmediate();
    }
  }

  async #refused(channel: string, bounds: readonly Date[]): Promise<number> {
    const { count } = await this.#db
      .selectFrom('posts')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('channel', '=', channel)
      .where('state', '=', 'refused')
      .where('ended_at', '>=', bounds[0]?.getTime() ?? 0)
      .where('ended_at', '<', bounds.at(-1)?.getTime() ?? 0)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** When the last articles up to `now` were published, newest first: for the rule of silence. */
  async publications(now: Date, limit: number): Promise<Date[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select('published_at')
      .where('published_at', '<=', now.toISOString())
      .orderBy('published_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => momentOf(String(row.published_at))).filter((moment) => moment !== null);
  }
}

interface SentRow {
  id: number;
  sent_at: number | null;
  sort_at: number;
  article_id: string | null;
  section: string | null;
}

/** Counts rows by period. Sections are compared without regard to case. */
class PostCount {
  readonly digests: number[];
  readonly #starts: readonly number[];
  readonly #known: readonly Section[];
  readonly #sections = new Map<string | null, SectionStatistics>();

  constructor(bounds: readonly Date[], known: readonly Section[]) {
    this.#known = known;
    this.#starts = bounds.slice(0, -1).map(Number);
    this.digests = this.none();
  }

  none(): number[] {
    return this.#starts.map(() => 0);
  }

  /** @returns the post's delay, and the period in which it was sent; null: a digest. */
  add(row: SentRow, channel: number[]): { ms: number; period: number } | null {
    const sentAt = row.sent_at ?? 0;
    const period = this.#starts.findLastIndex((start) => start <= sentAt);
    raise(channel, period);
    if (row.article_id === null) {
      raise(this.digests, period);
      return null;
    }
    const section = textOf(row.section)?.trim() || null;
    const key = section === null ? null : sectionKey(section, this.#known);
    const known = this.#sections.get(key) ?? { section, sent: this.none() };
    raise(known.sent, period);
    this.#sections.set(key, { section, sent: known.sent });
    return { ms: Math.max(sentAt - row.sort_at, 0), period };
  }

  sections(): SectionStatistics[] {
    const total = ({ sent }: SectionStatistics) => sent.reduce((sum, count) => sum + count, 0);
    return [...this.#sections.values()].sort((one, other) => total(other) - total(one));
  }
}

function raise(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** Nearest rank: each quantile is a delay that really happened. */
function quantiles(delays: readonly number[]): Delays | null {
  if (delays.length === 0) return null;
  const sorted = Float64Array.from(delays).sort();
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}
