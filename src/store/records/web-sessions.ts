import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { spokenLanguage, type SpokenLanguage } from '../../news/language.ts';
import type { Tables, WebSessionsTable } from '../schema.ts';

/** Somebody who logs in, or is logged in. */
export interface WebPerson {
  /** The bot of which the person is an editor or an owner. */
  bot: string;
  userId: number;
  name: string;
  /** Of the person's Telegram. The language that was chosen with `/lang` comes first. */
  language: SpokenLanguage;
}

export interface WebSession extends WebPerson {
  /** Names it in the list of sessions, and opens nothing. */
  id: string;
  madeAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

/** A link to log in works so long, and once. */
export const loginMs = 10 * 60_000;

/** A session ends after this long without a request, and in any case after `longestSessionMs`. */
const idleSessionMs = 7 * 86_400_000;
const longestSessionMs = 30 * 86_400_000;

/** A request is noted at most this often, so that reading a page writes nothing. */
const seenEveryMs = 5 * 60_000;

/** Older links of a person are forgotten with more. */
const mostLogins = 5;

/** Who is logged in on the page, and the links by which one logs in. A secret is only ever given out, never read back. */
export class WebSessions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** @returns the secret of a link by which this person logs in. */
  async makeLogin({ bot, language, name, userId }: WebPerson, now: Date): Promise<string> {
    await this.#forgetOld(now);
    const secret = newSecret();
    const person = { bot, user_id: userId, name, language };
    await this.#db
      .insertInto('web_logins')
      .values({ token_hash: hashOf(secret), ...person, ...lifeOf(now, loginMs) })
      .execute();
    const rows = await this.#db
      .selectFrom('web_logins')
      .select('token_hash')
      .where('bot', '=', bot)
      .where('user_id', '=', userId)
      .orderBy('made_at', 'desc')
      .execute();
    const surplus = rows.slice(mostLogins).map(({ token_hash }) => token_hash);
    if (surplus.length > 0)
      await this.#db.deleteFrom('web_logins').where('token_hash', 'in', surplus).execute();
    return secret;
  }

  /** Whose link it is, without using it up. null: it is unknown, used or too old. */
  async personOfLogin(secret: string, now: Date): Promise<WebPerson | null> {
    const row = await this.#db
      .selectFrom('web_logins')
      .selectAll()
      .where('token_hash', '=', hashOf(secret))
      .where('expires_at', '>', now.getTime())
      .executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  /** Uses a link up. Of two requests at once only one gets the person. */
  async useLogin(secret: string, now: Date): Promise<WebPerson | null> {
    const row = await this.#db
      .deleteFrom('web_logins')
      .where('token_hash', '=', hashOf(secret))
      .where('expires_at', '>', now.getTime())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  /** @returns the secret of a new session. */
  async open({ bot, language, name, userId }: WebPerson, now: Date): Promise<string> {
    const secret = newSecret();
    const life = { ...lifeOf(now, longestSessionMs), seen_at: now.getTime() };
    await this.#db
      .insertInto('web_sessions')
      .values({ token_hash: hashOf(secret), bot, user_id: userId, name, language, ...life })
      .execute();
    return secret;
  }

  /** The session of a secret, which is noted as seen. null: there is none, or not any more. */
  async find(secret: string, now: Date): Promise<WebSession | null> {
    const row = await this.#db
      .selectFrom('web_sessions')
      .selectAll()
      .where('token_hash', '=', hashOf(secret))
      .where('expires_at', '>', now.getTime())
      .where('seen_at', '>', now.getTime() - idleSessionMs)
      .executeTakeFirst();
    if (row === undefined) return null;
    // A moment in the future: the clock was set back.
    if (Math.abs(now.getTime() - row.seen_at) >= seenEveryMs) {
      await this.#db
        .updateTable('web_sessions')
        .set({ seen_at: now.getTime() })
        .where('token_hash', '=', row.token_hash)
        .execute();
    }
    return toSession(row);
  }

  /** Those of a bot that are open, the last seen first. */
  async list(bot: string, now: Date): Promise<WebSession[]> {
    const rows = await this.#db
      .selectFrom('web_sessions')
      .selectAll()
      .where('bot', '=', bot)
      .where('expires_at', '>', now.getTime())
      .where('seen_at', '>', now.getTime() - idleSessionMs)
      .orderBy('seen_at', 'desc')
      .execute();
    return rows.map(toSession);
  }

  async end(bot: string, id: string): Promise<void> {
    await this.#db.deleteFrom('web_sessions').where('bot', '=', bot).where('token_hash', '=', id).execute();
  }

  /** Ends the sessions that a person, or everybody (null), has with a bot, with the links that were not used. @returns how many sessions. */
  async endAllOf(bot: string, userId: number | null): Promise<number> {
    await this.#db
      .deleteFrom('web_logins')
      .where('bot', '=', bot)
      .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? 0))
      .execute();
    const { numDeletedRows } = await this.#db
      .deleteFrom('web_sessions')
      .where('bot', '=', bot)
      .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? 0))
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  async #forgetOld(now: Date): Promise<void> {
    const nowMs = now.getTime();
    await this.#db.deleteFrom('web_logins').where('expires_at', '<=', nowMs).execute();
    await this.#db
      .deleteFrom('web_sessions')
      .where((e) => e.or([e('expires_at', '<=', nowMs), e('seen_at', '<=', nowMs - idleSessionMs)]))
      .execute();
  }
}

/** 256 bits, as a part of an address. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The secrets are random, so a hash without salt is enough. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function lifeOf(now: Date, lifeMs: number) {
  return { made_at: now.getTime(), expires_at: now.getTime() + lifeMs };
}

function personOf({
  language,
  name,
  bot,
  user_id: userId,
}: Pick<Selectable<WebSessionsTable>, 'bot' | 'language' | 'name' | 'user_id'>): WebPerson {
  return { bot, userId, name, language: spokenLanguage(language) };
}

function toSession(row: Selectable<WebSessionsTable>): WebSession {
  return {
    ...personOf(row),
    id: row.token_hash,
    madeAt: new Date(row.made_at),
    seenAt: new Date(row.seen_at),
    expiresAt: new Date(row.expires_at),
  };
}
