import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import { withoutUtm } from '../../compose/links.ts';
import { mediaOf, uniqueIdIn } from '../../news/medium.ts';
import { spellingsOfKey, urlKey } from '../../news/url-key.ts';
import { padded } from '../engines/lists.ts';
import { standsIn } from './post-row.ts';
import { spellingsOf } from './link-spellings.ts';
import { movePosts } from './state-writes.ts';
import type { Tables } from '../schema.ts';

/** A message that was read back from a channel and is not in the ledger. */
export interface UnknownPost {
  channel: string;
  messageId: number;
  shown: string;
  /** The first link under its words; null: it has none. */
  link: string | null;
  /** null: not known, an earlier version noted it. */
  isPhoto: boolean | null;
}

/**
 * The messages that were read from the channels after an old copy of the database was restored. Some are posts that
 * this ledger does not know, and that must not be posted again.
 */
export class UnknownPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add({ messageId, isPhoto, ...rest }: UnknownPost): Promise<void> {
    const photo = isPhoto === null ? null : Number(isPhoto);
    await this.#db
      .insertInto('sightings')
      .values({ ...rest, message_id: messageId, is_photo: photo })
      .onConflict((conflict) => conflict.columns(['channel', 'message_id']).doNothing())
      .execute();
  }

  /**
   * Finds the newest message that shows one of these texts, or else the first one with this link (a digest that lists
   * the article came after it). A digest has no link of its own. It is found by its title and one of its headlines,
   * because its text may have been different. What an editor wrote by hand has none either, and only its text tells it.
   */
  async find(
    channel: string,
    link: string | null,
    shown: readonly string[],
    isDigest: boolean,
  ): Promise<UnknownPost | null> {
    // The same text with another link belongs to another article. A plain text contains its link.
    const texts = link === null ? shown : shown.filter((text) => /https?:\/\//.test(text));
    const same = texts.length === 0 ? undefined : await this.#showing(channel, link, texts);
    if (same !== undefined) return toUnknownPost(same);
    if (link !== null) {
      const linked = await this.#of(channel)
        .where('link', 'in', padded(usualSpellings(link)))
        .limit(1)
        .executeTakeFirst();
      return linked === undefined ? null : toUnknownPost(linked);
    }
    if (!isDigest) return null;
    const [title = ''] = (shown[0] ?? '').split('\n', 1);
    const listed = new Set(shown.flatMap(listedIn));
    const titled = await this.#of(channel)
      .where((e) =>
        e(e.fn<string>('substr', ['shown', e.lit(1), e.lit(title.length + 1)]), '=', `${title}\n`),
      )
      .execute();
    const seen = titled.find((row) => listedIn(row.shown).some((headline) => listed.has(headline)));
    return seen === undefined ? null : toUnknownPost(seen);
  }

  /** The messages that show one of these texts above this link, the first one first. */
  async showing(channel: string, link: string | null, shown: readonly string[]): Promise<UnknownPost[]> {
    const rows = await this.#of(channel)
      .where('shown', 'in', shown)
      .where('link', link === null ? 'is' : '=', link)
      .execute();
    return rows.map(toUnknownPost);
  }

  #showing(channel: string, link: string | null, texts: readonly string[]) {
    return this.#of(channel, 'desc')
      .where('shown', 'in', texts)
      .$if(link !== null, (query) => query.where('link', 'is', null))
      .limit(1)
      .executeTakeFirst();
  }

  #of(channel: string, order: 'asc' | 'desc' = 'asc') {
    const all = this.#db.selectFrom('sightings').selectAll().where('channel', '=', channel);
    return all.orderBy('message_id', order);
  }

  /** Whether a message shows a post that is queued in the channel: by its link, or by a headline in one of its lines. */
  async isQueued(channel: string, links: readonly string[], lines: readonly string[]): Promise<boolean> {
    const row = await this.#queued(channel)
      .select('posts.id')
      .where((e) =>
        e.or([
          e('articles.headline', 'in', padded(lines)),
          ...(links.length === 0 ? [] : [e('articles.url', 'in', spellingsOf(links))]),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The files by which posts without words that are queued in the channel are known: those of their first media. */
  async queuedFiles(channel: string): Promise<string[]> {
    const rows = await this.#queued(channel)
      .select('articles.media')
      .where('articles.written', 'is not', null)
      .execute();
    return rows.flatMap(({ media }) => {
      const [first] = (media === null ? null : mediaOf(media)) ?? [];
      return (first === undefined ? null : uniqueIdIn(first.url)) ?? [];
    });
  }

  #queued(channel: string) {
    return this.#db
      .selectFrom('posts')
      .innerJoin('articles', 'articles.id', 'posts.article_id')
      .where('channel', '=', channel)
      .where('turn', 'is not', null)
      .where('state', 'in', ['promised', 'ready']);
  }

  /**
   * The articles with these links were canceled, and their posts stand in the channel: they are promised to be killed
   * there. Articles that are not indexed yet are few.
   */
  async wantKill(channel: string, links: readonly string[], now: Date): Promise<void> {
    if (links.length === 0) return;
    const urls = spellingsOf(links);
    const of = (table: 'article_keys' | 'unindexed_articles') =>
      this.#db
        .selectFrom(table)
        // SQLite keeps the order of a cross join. In an inner one it begins with all articles.
        .crossJoin('articles')
        .select('articles.id')
        .whereRef('articles.id', '=', `${table}.article_id`)
        .where('articles.url', 'in', urls)
        .where('articles.status', '=', 'canceled');
    const known = of('article_keys').where('article_keys.url', 'in', urls);
    for (const { id } of await known.union(of('unindexed_articles')).execute()) {
      await promiseKill(this.#db, channel, id, now);
    }
  }

  /** Whether a message was noted under this number. */
  async has(channel: string, messageId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('sightings')
      .select('message_id')
      .where('channel', '=', channel)
      .where('message_id', '=', messageId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async remove(channel: string, messageId: number): Promise<void> {
    await this.#db
      .deleteFrom('sightings')
      .where('channel', '=', channel)
      .where('message_id', '=', messageId)
      .execute();
  }

  /** The last message number that we know in this chat of a channel, posted or seen. null: none. */
  async lastNumber(channel: string, chatId?: string): Promise<number | null> {
    const numbers: number[] = [];
    for (const table of ['posts', 'sightings'] as const) {
      const row = await this.#db
        .selectFrom(table)
        .select('message_id')
        .where('channel', '=', channel)
        .where('message_id', 'is not', null)
        .$if(table === 'posts' && chatId !== undefined, (query) => query.where(standsIn('posts', chatId)))
        .orderBy('message_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row?.message_id != null) numbers.push(row.message_id);
    }
    return numbers.length === 0 ? null : Math.max(...numbers);
  }
}

function toUnknownPost(row: Selectable<Tables['sightings']>): UnknownPost {
  const { message_id: messageId, is_photo: photo, ...rest } = row;
  return { ...rest, messageId, isPhoto: photo === null ? null : photo !== 0 };
}

/** The headlines of a digest, without the numbers that it gives them. */
function listedIn(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\d+\. (.+)$/.exec(line)?.[1] ?? []);
}

/** A canceled article whose post stands in a channel: the ledger gets a post of it, to find and kill it. */
async function promiseKill(db: Kysely<Tables>, channel: string, articleId: string, now: Date): Promise<void> {
  const kill = { due_change: 'kill' as const, wake_at: null };
  const revived = { ...kill, reason: null, ended_at: null };
  await movePosts(db, 'planner', 'promised', revived, ['dropped'])
    .where('channel', '=', channel)
    .where('article_id', '=', articleId)
    .execute();
  const moments = { sort_at: now.getTime(), promised_at: now.getTime() };
  await db
    .insertInto('posts')
    .values({ ...kill, ...moments, channel, article_id: articleId, state: 'promised', priority: 2 })
    .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
    .execute();
}

/**
 * A feed may have given the article another spelling of its address this time: http or https, with `www.` or a last
 * slash. A fragment names a part of a page, which may be another article.
 */
function usualSpellings(link: string): string[] {
  const key = link.includes('#') ? null : urlKey(link);
  return key === null ? [link] : [...new Set([link, ...spellingsOfKey(key)])];
}

/**
 * Promises the kills of canceled articles whose posts were seen in a channel. After a restore the channel may be read
 * before the newsroom writes its articles again, and one that comes back canceled is promised to no channel.
 */
export async function killSighted(
  tx: Kysely<Tables>,
  articleIds: readonly string[],
  now: Date,
): Promise<void> {
  if (articleIds.length === 0) return;
  const any = await tx.selectFrom('sightings').select('message_id').limit(1).executeTakeFirst();
  if (any === undefined) return;
  const canceled = await tx
    .selectFrom('articles')
    .select(['id', 'url', 'headline'])
    .where('id', 'in', padded(articleIds))
    .where('status', '=', 'canceled')
    .execute();
  for (const { id, ...article } of canceled) {
    const seen = await tx
      .selectFrom('sightings')
      .select('channel')
      .distinct()
      .where(isSightedAs(article, usualSpellings))
      .execute();
    for (const { channel } of seen) await promiseKill(tx, channel, id, now);
  }
}

/** A sighting that shows an article: by its link, or by its headline in a line where it has none. */
export function isSightedAs(
  { headline, url }: { headline: string; url: string | null },
  spell: (link: string) => readonly string[] = (link) => [link],
): RawBuilder<boolean> {
  if (url !== null) {
    const links = padded(linksFor(url).flatMap(spell));
    return sql<boolean>`sightings.link in (${sql.join(links)})`;
  }
  // Both engines have no other way in common to find a text within a text.
  const text = sql`(${'\n'} || sightings.shown || ${'\n'})`;
  return sql<boolean>`replace(${text}, ${`\n${headline}\n`}, '') <> ${text}`;
}

/** The link of an article as its newsroom wrote it, and as it stands in a post. Empty: it has none. */
export function linksFor(url: string | null): string[] {
  if (url === null) return [];
  const address = URL.parse(url)?.href ?? url;
  return [url, address, withoutUtm(address)];
}
