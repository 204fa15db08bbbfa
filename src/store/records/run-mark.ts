import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { mainBot } from '../../news/bot.ts';
import { Facts } from './facts.ts';
import type { Tables } from '../schema.ts';

/** Where a database keeps its run mark on disk. */
export interface MarkPlace {
  folder: string;
  /** Where versions up to 0.2.0 kept it. */
  oldFile: string;
}

/**
 * Says how far the ledger had come. A database that knows less than its mark is an older copy that was put back: posts
 * may stand in the channels of which it does not know. The mark is on disk, in a file that is named by an id in the
 * database, so that it is found again under another address or name of the database. It is also in a table of its own,
 * for a ledger that was put back alone.
 */
export class RunMark {
  readonly #db: Kysely<Tables>;
  readonly #facts: Facts;
  readonly #place: MarkPlace;
  #written = 0;

  constructor(db: Kysely<Tables>, place: MarkPlace) {
    this.#db = db;
    this.#facts = new Facts(db, mainBot);
    this.#place = place;
  }

  /** Whether the database is behind its mark, or says itself that it is a backup. */
  async isOlderCopy(): Promise<boolean> {
    if ((await this.#facts.get('backup_of')) !== null) return true;
    const marks = [
      Number(await this.#facts.get('run_mark')),
      readMark(this.#place.oldFile),
      readMark(await this.#file()),
    ];
    return Math.max(...marks) > (await this.#lastClaim());
  }

  /** The last moment of which the database knows: its last claim, or else when its tables were made. */
  async knownUntil(): Promise<Date> {
    const { rows } = await sql<{
      at: string | null;
    }>`select min(timestamp) as at from khabarshy_migrations`.execute(this.#db);
    const madeAt = Date.parse(rows[0]?.at ?? '');
    return new Date(Math.max(await this.#lastClaim(), Number.isNaN(madeAt) ? 0 : madeAt));
  }

  /** From now on this database is the one that counts; called when the channels have been read. */
  async accept(): Promise<void> {
    await this.#db.deleteFrom('facts').where('key', '=', 'backup_of').execute();
    this.#written = 0;
    await this.write();
    rmSync(this.#place.oldFile, { force: true });
  }

  /** Writes the mark down if the ledger has moved since. */
  async write(): Promise<void> {
    const claimedAt = await this.#lastClaim();
    if (claimedAt === this.#written) return;
    await this.#facts.set('run_mark', String(claimedAt));
    const file = await this.#file();
    mkdirSync(this.#place.folder, { recursive: true });
    // Renamed into place: half a mark would be worse than an old one.
    writeFileSync(`${file}.new`, `${claimedAt}\n`, { mode: 0o660 });
    renameSync(`${file}.new`, file);
    this.#written = claimedAt;
  }

  async #file(): Promise<string> {
    return join(this.#place.folder, `khabarshy-${await this.#id()}.mark`);
  }

  /** The same in every copy of this database. */
  async #id(): Promise<string> {
    const known = await this.#facts.get('run_id');
    if (known !== null) return known;
    await this.#db
      .insertInto('facts')
      .values({ key: 'run_id', value: randomUUID() })
      .onConflict((conflict) => conflict.columns(['bot', 'key']).doNothing())
      .execute();
    return this.#id();
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

/** 0: there is no mark yet, because it is a first run or another machine. */
function readMark(file: string): number {
  try {
    const claimedAt = Number(readFileSync(file, 'utf8'));
    return Number.isFinite(claimedAt) ? claimedAt : 0;
  } catch {
    return 0;
  }
}
