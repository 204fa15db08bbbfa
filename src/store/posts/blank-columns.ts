import { noLateAnswer } from './prepared-moves.ts';

/** Clears a killed post, so that the new one cannot be mistaken for it. */
export const blank = {
  message: null,
  form: null,
  picture: null,
  revision: 0,
  message_id: null,
  message_ids: null,
  not_before: null,
  chat_id: null,
  link: null,
  floor: null,
  unsure_tries: 0,
  sweep_from: null,
  due_change: null,
  anew: 0,
  other_bot: null,
  claimed_at: null,
  unsure_at: null,
  uncertain_at: null,
  sent_at: null,
  edited_at: null,
  ...noLateAnswer,
} as const;
