import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/**
 * A small file beside the database that says how far the ledger had come. A database that is behind its mark is an
 * older copy that was restored: there may be posts in the channels that it does not know.
 */
export class RunMark {
  readonly #db: Kysely<Tables>;
  readonly #file: string;
  #written = 0;

  constructor(db: Kysely<Tables>, file: string) {
    this.#db = db;
    this.#file = file;
  }

  /** Whether the database is behind its mark, or says itself that it is a backup. */
  async isOlderCopy(): Promise<boolean> {
    const backup = await this.#db
      .selectFrom('facts')
      .select('value')
      .where('key', '=', 'backup_of')
      .executeTakeFirst();
    if (backup !== undefined) return true;
    const marked = this.#read();
    return marked !== null && marked > (await this.#lastClaim());
  }

  /** Accepts this database as the current one. Called when the channels have been read. */
  async accept(): Promise<void> {
    await this.#db.deleteFrom('facts').where('key', '=', 'backup_of').execute();
    this.#written = 0;
    await this.write();
  }

  /** Writes the mark down if the ledger has moved since. */
  async write(): Promise<void> {
    const claimedAt = await this.#lastClaim();
    if (claimedAt === this.#written) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    // Written beside it and renamed, because half a mark would be worse than an old one.
    writeFileSync(`${this.#file}.new`, `${claimedAt}\n`);
    renameSync(`${this.#file}.new`, this.#file);
    this.#written = claimedAt;
  }

  #read(): number | null {
    try {
      const claimedAt = Number(readFileSync(this.#file, 'utf8'));
      return Number.isFinite(claimedAt) ? claimedAt : null;
    } catch {
      return null; // no mark yet: a first run, or another machine
    }
  }

  async #lastClaim(): Promise<number> {
    const row = await this.#db
      .selectFrom('posts')
      .select('claimed_at')
      .where('claimed_at', 'is not', null)
      .orderBy('claimed_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.claimed_at ?? 0;
  }
}
