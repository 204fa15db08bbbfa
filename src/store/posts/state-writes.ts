import type { Kysely, UpdateObject } from 'kysely';
import { canMove, postStates, type PostState } from '../../news/post.ts';
import type { Fence } from '../lanes/fence.ts';
import type { Tables } from '../schema.ts';

/**
 * Who changes a post. A lane writes with its fence. The planner and the desk may change posts of every lane, whoever
 * holds it, and so may somebody who takes the lanes over. A late answer is noted after the lane was lost.
 */
export type Writer = Fence | 'planner' | 'desk' | 'takeover' | 'late answer';

type Changes = Omit<UpdateObject<Tables, 'posts'>, 'state'>;

/** The states from which a post may move to `to`. */
export function statesBefore(to: PostState): PostState[] {
  return postStates.filter((from) => canMove(from, to));
}

/** An update of posts that leaves their state. The caller adds which posts it means. */
export function changePosts(db: Kysely<Tables>, by: Writer, changes: Changes) {
  const update = db.updateTable('posts').set(changes);
  return typeof by === 'string' ? update : update.where(by.isOurs);
}

/**
 * An update that moves posts to a state. It is the only way to write `posts.state` of a post that exists: the type of
 * the column refuses any other. The caller adds which posts it means; one in another state than `from` stays as it is.
 * @param through a state that is passed in the same write, as a claim composes a promised post and sends it.
 * @throws Error when the table of news/post.ts does not have a move from one of `from`: a mistake in the program.
 */
export function movePosts(
  db: Kysely<Tables>,
  by: Writer,
  to: PostState,
  changes: Changes,
  from: readonly PostState[] = statesBefore(to),
  through?: PostState,
) {
  const mayMove = (start: PostState) =>
    canMove(start, to) || (through !== undefined && canMove(start, through) && canMove(through, to));
  const forbidden = from.filter((start) => !mayMove(start));
  if (forbidden.length > 0) throw new Error(`a post never moves from ${forbidden.join(', ')} to ${to}`);
  // The one place that may: the type of the column takes no updates.
  const set = { ...changes, state: to } as Changes;
  return changePosts(db, by, set).where('state', 'in', from);
}
