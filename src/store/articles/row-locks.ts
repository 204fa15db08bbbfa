import type { Kysely } from 'kysely';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

export interface LockedArticles {
  /** The revisions of those that are locked from here on, until the end of the transaction. */
  locked: Map<string, number>;
  /** Those that somebody else is changing. What is in neither of both is deleted. */
  busy: Set<string>;
}

/**
 * Locks the rows of these articles on an engine with row locks, and waits for nobody: so it needs no order of locks, and
 * no newsroom that changes several rows can get into a deadlock with it.
 */
export async function lockArticles(db: Kysely<Tables>, ids: readonly string[]): Promise<LockedArticles> {
  if (ids.length === 0) return { locked: new Map(), busy: new Set() };
  const rows = db.selectFrom('articles').select(['id', 'revision']).where('id', 'in', padded(ids));
  const free = await rows.forNoKeyUpdate().skipLocked().execute();
  const locked = new Map(free.map(({ id, revision }) => [id, revision]));
  if (ids.every((id) => locked.has(id))) return { locked, busy: new Set() };
  const present = (await rows.execute()).map(({ id }) => id);
  return { locked, busy: new Set(present.filter((id) => !locked.has(id))) };
}
