import { lettersOf } from '../../sources/text/letters.ts';
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { NewArticle } from '../../news/article.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

/** Limits of rows. A site's general description is met again within a day's articles. */
const mostPerHost = 200;
const mostRows = 20_000;
const pruneFrom = mostRows + 2_000;

interface Described {
  article: NewArticle;
  digest: string;
  host: string;
  headline: string;
}

/**
 * Descriptions of pages that were imported. A description that another page of the same site has, under another
 * headline, tells of the site and not of the article.
 */
export class SiteDescriptions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * The articles of pages without those summaries that are general descriptions of their sites. An article that is stored
   * with such a summary keeps it: importing the same page again changes nothing.
   */
  async withoutGeneral(articles: readonly NewArticle[], now: Date): Promise<NewArticle[]> {
    const described = articles.flatMap(describe);
    if (described.length === 0) return [...articles];
    return this.#db.transaction().execute(async (tx) => {
      const general = await remember(tx, described, now.getTime());
      const stored = await storedSummaries(tx, general);
      await prune(tx, new Set(described.map(({ host }) => host)));
      return articles.map((article) => {
        if (!general.has(article.id) || stored.get(article.id) === article.summary) return article;
        const { summary: _general, ...rest } = article;
        return rest;
      });
    });
  }
}

function describe(article: NewArticle): Described[] {
  const summary = lettersOf(article.summary ?? '');
  const host = URL.parse(article.url)?.hostname.replace(/^(?:www|m|amp)\./u, '') ?? '';
  // A page that does not tell its address belongs to no known site.
  if (summary === '' || !host.includes('.')) return [];
  return [
    { article, host, digest: hashOf(`${host}\n${summary}`), headline: hashOf(lettersOf(article.headline)) },
  ];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Notes the descriptions. The ids of the articles whose description is general. */
async function remember(tx: Kysely<Tables>, described: readonly Described[], now: number) {
  const general = new Set<string>();
  const known = await knownRows(tx, described);
  for (const [digest, group] of Map.groupBy(described, (one) => one.digest)) {
    const [first] = group;
    if (first === undefined) continue;
    const seen = known.get(digest) ?? {
      is_general: 0,
      article_id: first.article.id,
      headline: first.headline,
    };
    const isMetElsewhere = group.some(
      ({ article, headline }) => article.id !== seen.article_id && headline !== seen.headline,
    );
    const isGeneral = seen.is_general === 1 || isMetElsewhere;
    if (isGeneral) for (const { article } of group) general.add(article.id);
    const news = { is_general: isGeneral ? 1 : 0, met_at: now };
    await tx
      .insertInto('site_descriptions')
      .values({
        digest,
        host: first.host,
        article_id: seen.article_id,
        headline: seen.headline,
        ...news,
      })
      .onConflict((conflict) => conflict.column('digest').doUpdateSet(news))
      .execute();
  }
  return general;
}

async function knownRows(tx: Kysely<Tables>, described: readonly Described[]) {
  const digests = padded([...new Set(described.map(({ digest }) => digest))]);
  const rows = await tx
    .selectFrom('site_descriptions')
    .select(['digest', 'is_general', 'article_id', 'headline'])
    .where('digest', 'in', digests)
    .execute();
  return new Map(rows.map((row) => [row.digest, row]));
}

async function storedSummaries(tx: Kysely<Tables>, ids: ReadonlySet<string>) {
  if (ids.size === 0) return new Map<string, string | null>();
  const rows = await tx
    .selectFrom('articles')
    .select(['id', 'summary'])
    .where('id', 'in', padded([...ids]))
    .execute();
  return new Map(rows.map(({ id, summary }) => [id, summary]));
}

async function prune(tx: Kysely<Tables>, hosts: ReadonlySet<string>): Promise<void> {
  for (const host of hosts) {
    await tx
      .deleteFrom('site_descriptions')
      .where('host', '=', host)
      .where('digest', 'not in', (e) =>
        e
          .selectFrom('site_descriptions')
          .select('digest')
          .where('host', '=', host)
          .orderBy('is_general', 'desc')
          .orderBy('met_at', 'desc')
          .limit(mostPerHost),
      )
      .execute();
  }
  const { count } = await tx
    .selectFrom('site_descriptions')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) < pruneFrom) return;
  await tx
    .deleteFrom('site_descriptions')
    .where('digest', 'not in', (e) =>
      e.selectFrom('site_descriptions').select('digest').orderBy('met_at', 'desc').limit(mostRows),
    )
    .execute();
}
