/** An editor's answers to the question about a post: post it, drop it, ask me again later. */
export const approvalDecisions = ['post', 'drop', 'later'] as const;
export type ApprovalDecision = (typeof approvalDecisions)[number];

/** An editor's decisions about an uncertain post: it is there, post it again, drop it. */
export const uncertainDecisions = ['there', 'again', 'drop'] as const;
export type UncertainDecision = (typeof uncertainDecisions)[number];
