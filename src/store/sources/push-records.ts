import type { Kysely } from 'kysely';
import type { ArticleStatus } from '../../news/article.ts';
import type { Tables } from '../schema.ts';

/** What a push said last of an article. */
export interface PushedState {
  /** The moment of its version; null: the CMS does not tell it. */
  versionAt: Date | null;
  /** null: it said none. */
  status: ArticleStatus | null;
}

/** An article that an editor has to decide about before it is posted. */
export interface Draft {
  number: number;
  articleId: string;
  /** The name of the token with which it came. */
  pushedBy: string;
  decidedAt: Date | null;
  /** The name of the editor. */
  decidedBy: string | null;
}

/** A webhook is sent again for hours, and not for days: 24 hours. */
const rememberedMs = 86_400_000;

/** Reads and writes what is known of pushed articles, within one transaction. */
export class PushRecords {
  readonly #tx: Kysely<Tables>;

  constructor(tx: Kysely<Tables>) {
    this.#tx = tx;
  }

  async isWebhookKnown(key: string): Promise<boolean> {
    const row = await this.#tx.selectFrom('webhooks').select('key').where('key', '=', key).executeTakeFirst();
    return row !== undefined;
  }

  /** Notes a webhook, and forgets old ones. */
  async noteWebhook(key: string, now: Date): Promise<void> {
    const oldest = now.getTime() - rememberedMs;
    await this.#tx.deleteFrom('webhooks').where('seen_at', '<', oldest).execute();
    await this.#tx
      .insertInto('webhooks')
      .values({ key, seen_at: now.getTime() })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }

  /** null: no push said anything of it. */
  async state(articleId: string): Promise<PushedState | null> {
    const row = await this.#tx
      .selectFrom('pushed_articles')
      .selectAll()
      .where('article_id', '=', articleId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { versionAt: row.version_at === null ? null : new Date(row.version_at), status: row.status };
  }

  async writeState(articleId: string, { status, versionAt }: PushedState): Promise<void> {
    const changes = { version_at: versionAt?.getTime() ?? null, status };
    await this.#tx
      .insertInto('pushed_articles')
      .values({ article_id: articleId, ...changes })
      .onConflict((conflict) => conflict.column('article_id').doUpdateSet(changes))
      .execute();
  }

  async draft(articleId: string): Promise<Draft | null> {
    const row = await this.#tx
      .selectFrom('drafts')
      .selectAll()
      .where('article_id', '=', articleId)
      .executeTakeFirst();
    return row === undefined ? null : toDraft(row);
  }

  async addDraft(articleId: string, pushedBy: string, now: Date): Promise<void> {
    await this.#tx
      .insertInto('drafts')
      .values({ article_id: articleId, pushed_by: pushedBy, received_at: now.getTime() })
      .execute();
  }

  /** Whether an editor said last that this article is held or killed. */
  async isHeldByEditor(articleId: string): Promise<boolean> {
    const row = await this.#tx
      .selectFrom('audit')
      .select('action')
      .where('subject', '=', articleId)
      .where('action', 'in', ['hold', 'kill', 'release'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.action === 'hold' || row?.action === 'kill';
  }
}

export function toDraft(row: {
  number: number;
  article_id: string;
  pushed_by: string;
  decided_at: number | null;
  decided_by: string | null;
}): Draft {
  return {
    number: row.number,
    articleId: row.article_id,
    pushedBy: row.pushed_by,
    decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
    decidedBy: row.decided_by,
  };
}
