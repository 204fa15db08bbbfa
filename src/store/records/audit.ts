import type { Kysely, Selectable } from 'kysely';
import type { AuditTable, Tables } from '../schema.ts';

/** One change by an editor: who, when, and the values before and after it. */
export interface AuditEntry {
  id: number;
  at: Date;
  userId: number;
  name: string;
  /** As the desk declares it: `hold`, `pause`, … */
  action: string;
  /** An article's id, `id → channel`, a channel's name, a person's number. */
  subject: string;
  before: string | null;
  after: string | null;
}

/** The name of a post in the audit. */
export function postSubject(articleId: string | null, channel: string): string {
  return `${articleId ?? '—'} → ${channel}`;
}

/** Everything that editors changed. Rows are never changed or removed. */
export class Audit {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async write(entry: Omit<AuditEntry, 'id'>): Promise<void> {
    const { userId, at, ...rest } = entry;
    await this.#db
      .insertInto('audit')
      .values({ ...rest, user_id: userId, at: at.getTime() })
      .execute();
  }

  /** The newest first. `before`: only entries with a smaller number. */
  async read(before: number | null, limit: number): Promise<AuditEntry[]> {
    const rows = await this.#db
      .selectFrom('audit')
      .selectAll()
      .$if(before !== null, (query) => query.where('id', '<', before ?? 0))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }

  /** The last entry about a subject with one of these actions. null: none. */
  async last(subject: string, actions: readonly string[]): Promise<AuditEntry | null> {
    const row = await this.#db
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', subject)
      .where(
        'action',
        'in',
        actions.flatMap((action) => [action, ...oldNamesOf(action)]),
      )
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : toEntry(row);
  }
}

/** Names of actions in earlier versions. Their entries stay as they are, and are read for ever. */
const oldNames: ReadonlyMap<string, string> = new Map([['held', 'uncertain']]);

function oldNamesOf(action: string): string[] {
  return [...oldNames].filter(([, present]) => present === action).map(([old]) => old);
}

function toEntry({ user_id, at, action, ...row }: Selectable<AuditTable>): AuditEntry {
  return { ...row, userId: user_id, at: new Date(at), action: oldNames.get(action) ?? action };
}
