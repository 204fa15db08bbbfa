import { sql, type Kysely, type Selectable } from 'kysely';
import { padded } from '../engines/lists.ts';
import { Prepared } from '../engines/prepared.ts';
import type { SourceStatesTable, Tables } from '../schema.ts';
import { momentOf, toRow, toState, type PolledState, type SourceState } from './source-state.ts';

/** A look at which nothing was new but its moment. */
export interface QuietLook {
  source: string;
  lookedAt: Date;
  nextAt: Date;
}

/** When a source is to be looked at, and whether its site wants to be left alone until then. */
export type DueState = Pick<SourceState, 'source' | 'nextAt' | 'failure'>;

/** Rows that are read or written at once. Thousands of them would hold up the lanes. */
const rowsAtOnce = 200;

/** The states of sources, by their names. */
export class SourceStates {
  readonly #db: Kysely<Tables>;
  readonly #found: Prepared<{ source: string }, Selectable<SourceStatesTable>>;
  readonly #quiet: Prepared<{ source: string; at: number; next: number }, unknown>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.#found = new Prepared((blank) =>
      db.selectFrom('source_states').selectAll().where('source', '=', blank('source')),
    );
    this.#quiet = new Prepared((blank) =>
      db
        .updateTable('source_states')
        .set({ looked_at: blank('at'), succeeded_at: blank('at'), next_at: blank('next') })
        .where('source', '=', blank('source'))
        // Somebody asked for a look meanwhile, or a later look has written everything.
        .where('next_at', 'is not', null)
        .where('looked_at', '<=', blank('at')),
    );
  }

  async all(): Promise<SourceState[]> {
    const rows = await this.#db.selectFrom('source_states').selectAll().orderBy('source').execute();
    return rows.map(toState);
  }

  /** null: it was never polled. */
  async find(source: string): Promise<SourceState | null> {
    const { rows } = await this.#found.run(this.#db, { source });
    const [row] = rows;
    return row === undefined ? null : toState(row);
  }

  /** When the sources are due. It is read in parts: there may be thousands, and one of them has a long text. */
  async *due(): AsyncGenerator<DueState[]> {
    for (let last = ''; ;) {
      const rows = await this.#db
        .selectFrom('source_states')
        .select(['source', 'next_at', 'failure'])
        .where('source', '>', last)
        .orderBy('source')
        .limit(rowsAtOnce)
        .execute();
      yield rows.map(({ source, next_at, failure }) => ({ source, nextAt: momentOf(next_at), failure }));
      const end = rows.at(-1);
      if (end === undefined || rows.length < rowsAtOnce) return;
      last = end.source;
    }
  }

  /** Until when the last of these sources waits whose last look failed with this code; null: none of them waits. */
  async failingUntil(sources: readonly string[], code: string, now: Date): Promise<Date | null> {
    const { until } = await this.#db
      .selectFrom('source_states')
      .select((e) => e.fn.max('next_at').as('until'))
      .where('source', 'in', padded(sources))
      .where('failure', 'like', `${code}:%`)
      .where('next_at', '>', now.getTime())
      .executeTakeFirstOrThrow();
    return until === null ? null : new Date(Number(until));
  }

  /** Earlier versions kept addresses with their passwords, also those of sources that are not polled any more. */
  async forgetPasswords(): Promise<void> {
    await this.#db.updateTable('source_states').set({ url: '' }).where('url', 'like', '%://%@%').execute();
  }

  /** Writes looks that found nothing new, many in one transaction. */
  async writeQuiet(looks: readonly QuietLook[]): Promise<void> {
    for (let at = 0; at < looks.length; at += rowsAtOnce) {
      await this.#db.transaction().execute(async (tx) => {
        for (const { lookedAt, nextAt, source } of looks.slice(at, at + rowsAtOnce))
          await this.#quiet.run(tx, { source, at: lookedAt.getTime(), next: nextAt.getTime() });
      });
    }
  }

  /** The look that was asked for begins. Whoever asks from now on wants another one. */
  async takeAsk(source: string, now: Date): Promise<void> {
    await this.#db
      .updateTable('source_states')
      .set({ next_at: now.getTime() })
      .where('source', '=', source)
      .where('next_at', 'is', null)
      .execute();
  }

  /**
   * Writes what a poll found out. If somebody asked for a look meanwhile, the source stays due. If an editor lifted the
   * brakes meanwhile, the document still has to be read anew: `brakeLiftedUntil` is what the poll knew of that.
   */
  async write(state: PolledState): Promise<void> {
    const { source, ...changes } = toRow(state);
    const lifted = state.brakeLiftedUntil?.getTime() ?? null;
    const unlessLifted = <T>(column: 'etag' | 'last_modified' | 'body_hash' | 'next_at') =>
      sql<T | null>`case when source_states.brake_lifted_until is not distinct from cast(${lifted} as bigint)
        then ${sql.ref(`excluded.${column}`)} end`;
    await this.#db
      .insertInto('source_states')
      .values({ source, ...changes })
      .onConflict((conflict) =>
        conflict.column('source').doUpdateSet({
          ...changes,
          etag: unlessLifted<string>('etag'),
          last_modified: unlessLifted<string>('last_modified'),
          body_hash: unlessLifted<string>('body_hash'),
          next_at: sql<
            number | null
          >`case when source_states.next_at is not null then ${unlessLifted<number>('next_at')} end`,
        }),
      )
      .execute();
  }

  /** Pauses a source. @returns false: it is paused already, or was never polled. */
  async pause(source: string, by: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('source_states')
      .set({ paused_at: now.getTime(), paused_by: by })
      .where('source', '=', source)
      .where('paused_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** @returns false: it is not paused. */
  async resume(source: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('source_states')
      .set({ paused_at: null, paused_by: null, next_at: null })
      .where('source', '=', source)
      .where('paused_at', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Has a source looked at as soon as its site allows it. @returns false: it was never polled, and is due anyway. */
  async askNow(source: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('source_states')
      .set({ next_at: null })
      .where('source', '=', source)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** The sources that somebody wants to be looked at now. */
  async askedNow(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('source_states')
      .select('source')
      .where('next_at', 'is', null)
      .where('paused_at', 'is', null)
      .execute();
    return rows.map(({ source }) => source);
  }

  /**
   * Switches the brakes off until then, and has what they kept back read anew: the next poll asks without conditions, and
   * the items of a flood are no longer known.
   */
  async liftBrake(source: string, until: Date): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      await tx
        .updateTable('source_states')
        .set({
          brake_lifted_until: until.getTime(),
          etag: null,
          last_modified: null,
          body_hash: null,
          next_at: null,
        })
        .where('source', '=', source)
        .execute();
      await tx
        .deleteFrom('item_keys')
        .where('source', '=', source)
        .where('article_id', 'is', null)
        .where('is_flood', '=', 1)
        .execute();
    });
  }
}
