import type { ArticleStatus } from './article.ts';
import type { Fault } from './fault.ts';
import type { PostState, Priority } from './post.ts';

/** Reasons for dropping a post. */
export const dropReasons = [
  'too old',
  'filtered out',
  'withheld',
  'canceled',
  'editor',
  'cannot be composed',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** A post that exists already, as far as the planner needs to know it. */
export interface KnownPost {
  id: number;
  articleId: string;
  channel: string;
  state: PostState;
  reason: string | null;
  dueChange: 'edit' | 'kill' | null;
  priority: Priority;
  /** The revision of the article from which its message was composed. */
  revision: number;
}

/** What is known of an article whose row cannot be read. */
export interface UnreadableArticle {
  id: string;
  revision: number;
  fault: Fault;
  /** null: that cannot be read either. */
  status: ArticleStatus | null;
}

/** The planner's decisions about one revision of one article. They are recorded in one transaction. */
export interface ArticlePlan {
  articleId: string;
  /** null: the row of the article was deleted. */
  revision: number | null;
  /** What stood in `planned_revision` when the planner looked. absent: it does not matter. */
  plannedRevision?: number;
  /** A channel would have taken it if it were younger, and no channel gets it. */
  isTooOld?: true;
  /** Why its row cannot be read; absent: it can. */
  fault?: Fault;
  promises: { channel: string; priority: Priority; sortAt: Date }[];
  /** Posts that have not left and whose place in the order may have changed. A dropped one is promised again. */
  renewals: { postId: number; priority: Priority; sortAt: Date }[];
  drops: { postId: number; reason: DropReason }[];
  /** Posts that have left, to correct or kill not before `at`. A correction that is due already keeps its moment. */
  dueChanges: { postId: number; dueChange: 'edit' | 'kill'; at: Date }[];
}
