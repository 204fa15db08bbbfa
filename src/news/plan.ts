import type { PostState, Priority } from './post.ts';

/** Why a post was not sent, on purpose. */
export const dropReasons = [
  'too old',
  'filtered out',
  'withheld',
  'canceled',
  'editor',
  'cannot be composed',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** What the planner needs to know of a post that exists already. */
export interface KnownPost {
  id: number;
  articleId: string;
  channel: string;
  state: PostState;
  reason: string | null;
  dueChange: 'edit' | 'kill' | null;
  priority: Priority;
}

/** What the planner decided about one revision of one article; recorded in one transaction. */
export interface ArticlePlan {
  articleId: string;
  /** null: the row of the article was deleted. */
  revision: number | null;
  promises: { channel: string; priority: Priority; sortAt: Date }[];
  /** Posts not sent yet whose place in the order may have changed; a dropped one is promised again. */
  renewals: { postId: number; priority: Priority; sortAt: Date }[];
  drops: { postId: number; reason: DropReason }[];
  /** Posts that have left to mend or take back, not before `at`; a correction that waits already keeps its moment. */
  dueChanges: { postId: number; dueChange: 'edit' | 'kill'; at: Date }[];
}
