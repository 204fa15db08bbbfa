import { sql, type Kysely, type Selectable } from 'kysely';
import type { Scope } from '../posts/scope.ts';
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

/** Everything that the editors of a bot changed. Rows are never changed, and removed only by age: see records/retention.ts. */
export class Audit {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;
  readonly #channels: readonly string[] | null;

  /** `bot`: whose they are; `channels`: about which of its channels `read` tells. */
  constructor(db: Kysely<Tables>, { bot, channels }: Scope) {
    this.#db = db;
    this.#bot = bot;
    this.#channels = channels;
  }

  async write(entry: Omit<AuditEntry, 'id'>): Promise<void> {
    const { userId, at, ...rest } = entry;
    await this.#db
      .insertInto('audit')
      .values({ ...rest, bot: this.#bot, user_id: userId, at: at.getTime() })
      .execute();
  }

  /**
   * The newest first. `before`: only entries with a smaller number. If the scope has channels: what was done to these, to
   * posts there, and to articles that have posts there.
   */
  async read(before: number | null, limit: number): Promise<AuditEntry[]> {
    const channels = this.#channels;
    const rows = await this.#db
      .selectFrom('audit')
      .selectAll()
      .where('bot', '=', this.#bot)
      .$if(before !== null, (query) => query.where('id', '<', before ?? 0))
      .$if(channels !== null, (query) => query.where(isAbout(channels ?? [])))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }

  /** The newest entries about these subjects, the newest first. */
  async about(subjects: readonly string[], limit: number): Promise<AuditEntry[]> {
    const rows = await this.#db
      .selectFrom('audit')
      .selectAll()
      .where('subject', 'in', subjects)
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
      .where('bot', '=', this.#bot)
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

/** Actions whose subject is the name of a channel. Sources and people have names of the same kind. */
const onChannels = ['chat', 'digest', 'drop-older', 'link', 'pause', 'quiet', 'resume', 'retry', 'unlink'];

/** Actions whose subject is the id of an article. */
const onArticles = ['edit', 'hold', 'kill', 'release'];

function isAbout(channels: readonly string[]) {
  if (channels.length === 0) return sql<boolean>`1 = 0`;
  const names = sql.join(channels);
  const ofPosts = channels.map((name) => {
    const end = postSubject('', name);
    return sql<boolean>`substr(subject, length(subject) - ${sql.lit(end.length - 1)}) = ${end}`;
  });
  return sql<boolean>`(
    (action in (${sql.join(onChannels)}) and subject in (${names}))
    or (action not in (${sql.join([...onChannels, ...onArticles])}) and (${sql.join(ofPosts, sql` or `)}))
    or (action in (${sql.join(onArticles)}) and exists (
      select 1 from posts where posts.article_id = audit.subject and posts.channel in (${names}))))`;
}

/** Names of actions in earlier versions. Their entries stay as they are, and are read for ever. */
const oldNames: ReadonlyMap<string, string> = new Map([['held', 'uncertain']]);

function oldNamesOf(action: string): string[] {
  return [...oldNames].filter(([, present]) => present === action).map(([old]) => old);
}

function toEntry({ user_id, at, action, bot: _bot, ...row }: Selectable<AuditTable>): AuditEntry {
  return { ...row, userId: user_id, at: new Date(at), action: oldNames.get(action) ?? action };
}
