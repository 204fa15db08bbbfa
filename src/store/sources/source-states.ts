import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { SourceStatesTable, Tables } from '../schema.ts';

/** What is remembered of a source between two polls. */
export interface SourceState {
  source: string;
  /** The address of the settings for which this holds. With another one the validators count for nothing. */
  url: string;
  /** Of the last document that was read whole. */
  validators: { etag: string | null; lastModified: string | null };
  bodyHash: string | null;
  /** When it was asked for last without conditions. */
  unconditionalAt: Date | null;
  /** Where it redirects for good, since when, and in how many looks. */
  movedTo: string | null;
  movedSince: Date | null;
  movedLooks: number;
  /** The last poll, whatever became of it. */
  lookedAt: Date | null;
  /** When the document that was taken last was read. */
  documentAt: Date | null;
  /** The last poll with an answer that was right: also one that says that nothing changed. */
  succeededAt: Date | null;
  /** When an item was new last. */
  newAt: Date | null;
  nextAt: Date | null;
  /** How many polls failed since the last that succeeded, why the last one did, and since when. */
  failures: number;
  failure: string | null;
  failingSince: Date | null;
  isFirstRunDone: boolean;
  /** The moments of the last new items, oldest first: they tell how often to poll. */
  newItems: readonly Date[];
  /** Until then the brakes for floods and churn are off, because an editor said so. */
  brakeLiftedUntil: Date | null;
  pausedAt: Date | null;
  pausedBy: string | null;
}

/** The state of a source that was never polled. */
export function newSourceState(source: string, url: string): SourceState {
  return {
    source,
    url,
    validators: { etag: null, lastModified: null },
    bodyHash: null,
    unconditionalAt: null,
    movedTo: null,
    movedSince: null,
    movedLooks: 0,
    lookedAt: null,
    documentAt: null,
    succeededAt: null,
    newAt: null,
    nextAt: null,
    failures: 0,
    failure: null,
    failingSince: null,
    isFirstRunDone: false,
    newItems: [],
    brakeLiftedUntil: null,
    pausedAt: null,
    pausedBy: null,
  };
}

/** What a poll writes. What editors decide is written by methods of their own, so that neither undoes the other. */
export type PolledState = Omit<SourceState, 'pausedAt' | 'pausedBy'>;

/** The states of sources, by their names. */
export class SourceStates {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async all(): Promise<SourceState[]> {
    const rows = await this.#db.selectFrom('source_states').selectAll().orderBy('source').execute();
    return rows.map(toState);
  }

  /** null: it was never polled. */
  async find(source: string): Promise<SourceState | null> {
    const row = await this.#db
      .selectFrom('source_states')
      .selectAll()
      .where('source', '=', source)
      .executeTakeFirst();
    return row === undefined ? null : toState(row);
  }

  /**
   * Writes what a poll found out. If an editor lifted the brakes meanwhile, the document still has to be read anew:
   * `brakeLiftedUntil` is what the poll knew of that.
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
          next_at: unlessLifted<number>('next_at'),
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

function toState(row: Selectable<SourceStatesTable>): SourceState {
  return {
    source: row.source,
    url: row.url,
    validators: { etag: row.etag, lastModified: row.last_modified },
    bodyHash: row.body_hash,
    unconditionalAt: momentOf(row.unconditional_at),
    movedTo: row.moved_to,
    movedSince: momentOf(row.moved_since),
    movedLooks: row.moved_looks,
    lookedAt: momentOf(row.looked_at),
    documentAt: momentOf(row.document_at),
    succeededAt: momentOf(row.succeeded_at),
    newAt: momentOf(row.new_at),
    nextAt: momentOf(row.next_at),
    failures: row.failures,
    failure: row.failure,
    failingSince: momentOf(row.failing_since),
    isFirstRunDone: row.is_first_run_done === 1,
    newItems: toMoments(row.new_items),
    brakeLiftedUntil: momentOf(row.brake_lifted_until),
    pausedAt: momentOf(row.paused_at),
    pausedBy: row.paused_by,
  };
}

function toRow(state: PolledState): Insertable<SourceStatesTable> {
  return {
    source: state.source,
    url: state.url,
    etag: state.validators.etag,
    last_modified: state.validators.lastModified,
    body_hash: state.bodyHash,
    unconditional_at: msOf(state.unconditionalAt),
    moved_to: state.movedTo,
    moved_since: msOf(state.movedSince),
    moved_looks: state.movedLooks,
    looked_at: msOf(state.lookedAt),
    document_at: msOf(state.documentAt),
    succeeded_at: msOf(state.succeededAt),
    new_at: msOf(state.newAt),
    next_at: msOf(state.nextAt),
    failures: state.failures,
    failure: state.failure,
    failing_since: msOf(state.failingSince),
    is_first_run_done: state.isFirstRunDone ? 1 : 0,
    new_items:
      state.newItems.length === 0 ? null : JSON.stringify(state.newItems.map((moment) => moment.getTime())),
  };
}

function momentOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function msOf(moment: Date | null): number | null {
  return moment === null ? null : moment.getTime();
}

/** We write the list ourselves; one that is damaged only makes us poll at the usual pace. */
function toMoments(json: string | null): Date[] {
  const list: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(list) ? list.filter((ms) => typeof ms === 'number').map((ms) => new Date(ms)) : [];
}
