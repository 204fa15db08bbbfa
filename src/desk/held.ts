import { Composer } from 'grammy';
import type { DeskContext } from './access.ts';
import { heldDecisions, type HeldDecision, type Store } from '../store/store.ts';
import type { Words } from './words.ts';

/** A button under a message, and what it says to the bot when it is pressed; 64 bytes at most. */
export interface Button {
  text: string;
  data: string;
}

/** The question under a post of which nobody knows whether it stands in its channel. */
export function heldButtons(postId: number, words: Words): Button[] {
  return heldDecisions.map((decision) => ({
    text: words.heldButtons[decision],
    data: `held:${postId}:${decision}`,
  }));
}

/** Editors decide about held posts; a button pressed twice, or by two of them, decides once. */
export function heldDesk(ledger: Store['ledger'], onDecided: () => void): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.callbackQuery(/^held:(\d{1,15}):(there|again|drop)$/, async (context) => {
    const { words } = context;
    const [, postId, choice] = context.match;
    const decision = choice as HeldDecision; // the pattern allows nothing else
    const isDecided = await ledger.decideHeld(Number(postId), decision, new Date());
    if (!isDecided) {
      await context.answerCallbackQuery({ text: words.decidedAlready });
      return;
    }
    onDecided();
    const verdict = words.heldDecided(decision, context.from.first_name);
    await context.answerCallbackQuery({ text: verdict });
    const question = context.msg?.text;
    if (question !== undefined) await context.editMessageText(`${question}\n\n${verdict}`);
  });
  return desk;
}
