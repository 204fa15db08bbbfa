import type { MessageForm, Outcome, Post } from '../../news/post.ts';
import type { Address } from '../messenger.ts';

/** What stops a search half-way; the post stays as it is, and the search begins again later. */
type Interruption = { kind: 'rest'; outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> };

export type Finding =
  | { kind: 'found'; messageId: number; form: MessageForm }
  | { kind: 'absent' }
  | { kind: 'unreadable'; reason: string }
  /** Not before this moment of the steady clock. */
  | { kind: 'wait'; untilMs: number }
  | Interruption;

/** Two ways to see a channel: reading its numbers back, and a second bot in it. */
export interface Searcher {
  /** Whether an unsure post stands in its channel; of several copies, where there may be some, the last one. */
  find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding>;
  /** After a resend: deletes each earlier copy between the last known number and the new one. */
  sweep(post: Post, channel: Address, signal: AbortSignal): Promise<Finding | { kind: 'swept' }>;
}
