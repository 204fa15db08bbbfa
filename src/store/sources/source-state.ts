import { createHash } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import type { SourceStatesTable } from '../schema.ts';

/** What is remembered of a source between two polls. */
export interface SourceState {
  source: string;
  /** A print of the address for which this holds (`keptAddress`). With another one the validators count for nothing. */
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
  /** The newest change of an item, where a source tells it; null: it does not. */
  changedAt: Date | null;
  /** Until then the brakes for floods and churn are off, because an editor said so. */
  brakeLiftedUntil: Date | null;
  pausedAt: Date | null;
  pausedBy: string | null;
}

/** The state of a source that was never polled. */
export function newSourceState(source: string, url: string): SourceState {
  return {
    source,
    url: keptAddress(url),
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
    changedAt: null,
    brakeLiftedUntil: null,
    pausedAt: null,
    pausedBy: null,
  };
}

/**
 * The address as it is kept, only to see whether it is another one: it may have a password or a token in it. Earlier
 * versions kept addresses of feeds as they are (`isKeptAddress`).
 */
export function keptAddress(url: string): string {
  const kind = /^https?:/iu.test(url) ? 'http' : 'sql';
  return url === '' ? '' : `${kind}:${createHash('sha256').update(url).digest('hex').slice(0, 24)}`;
}

/** Whether this was kept of the address. */
export function isKeptAddress(kept: string, url: string): boolean {
  return kept === keptAddress(url) || kept === url;
}

/** What a poll writes. What editors decide is written by methods of their own, so that neither undoes the other. */
export type PolledState = Omit<SourceState, 'pausedAt' | 'pausedBy'>;

/** A row of the state of a source. */
export function toState(row: Selectable<SourceStatesTable>): SourceState {
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
    changedAt: momentOf(row.changed_at),
    brakeLiftedUntil: momentOf(row.brake_lifted_until),
    pausedAt: momentOf(row.paused_at),
    pausedBy: row.paused_by,
  };
}

/** What a poll writes of a state. */
export function toRow(state: PolledState): Insertable<SourceStatesTable> {
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
    changed_at: msOf(state.changedAt),
  };
}

/** A moment of a row. */
export function momentOf(ms: number | null): Date | null {
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
