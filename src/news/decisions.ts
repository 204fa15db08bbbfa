/** An editor's answers to the question about a post: post it, drop it, ask me again later. */
export const approvalDecisions = ['post', 'drop', 'later'] as const;
export type ApprovalDecision = (typeof approvalDecisions)[number];

/** An editor's decisions about an uncertain post: it is there, post it again, drop it. */
export const uncertainDecisions = ['there', 'again', 'drop'] as const;
export type UncertainDecision = (typeof uncertainDecisions)[number];

/** An owner's answers about many articles without a date: post all, only those that come from now on, or drop them. */
export const burstDecisions = ['all', 'new', 'drop'] as const;
export type BurstDecision = (typeof burstDecisions)[number];

/** What a person decides about a chat to which the name of a channel leads now: it is the channel, or a stranger's. */
export const chatDecisions = ['ours', 'strange'] as const;
export type ChatDecision = (typeof chatDecisions)[number];

/** What an editor decides about what was kept back of a source: take it, or leave it so. */
export const brakeDecisions = ['lift', 'keep'] as const;
export type BrakeDecision = (typeof brakeDecisions)[number];

/** What an editor decides about a draft. */
export const draftDecisions = ['post', 'drop'] as const;
export type DraftDecision = (typeof draftDecisions)[number];
