import type { Message, MessageForm } from '../../news/post.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { Place } from '../pacer.ts';

/** A post that leaves, with the text that was fixed at its claim. */
export interface Departure extends NextWork {
  message: Message;
  /** The form that is tried first. */
  form: MessageForm;
  isSilent: boolean;
  claimedAt: Date;
  /** The number of the post that it follows. It is looked up before the claim: nothing stands between claim and request. */
  replyTo: number | null;
  /** The first request's place in the pace. */
  place: Place;
}
