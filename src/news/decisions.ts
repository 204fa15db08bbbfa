/** What an editor may answer to the question about a post: post it, drop it, ask me again later. */
export const approvalDecisions = ['post', 'drop', 'later'] as const;
export type ApprovalDecision = (typeof approvalDecisions)[number];

/** What an editor may decide about an uncertain post: it is there, post it again, drop it. */
export const uncertainDecisions = ['there', 'again', 'drop'] as const;
export type UncertainDecision = (typeof uncertainDecisions)[number];

/** What an editor can change. */
export const auditActions = [
  'post',
  'drop',
  'now',
  'hold',
  'release',
  'kill',
  'pause',
  'resume',
  'uncertain',
  'editor-add',
  'editor-remove',
  'language',
  'backup',
  'approval',
  'quiet',
  'digest',
] as const;
export type AuditAction = (typeof auditActions)[number];
