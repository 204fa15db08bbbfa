import { decideDraft } from '../../editing/drafts.ts';
import type { DraftDecision } from '../../news/decisions.ts';
import { botWords } from '../../words/bots.ts';
import { draftWords } from '../../words/drafts.ts';
import { conclude, conclusionOf, outdated, toast } from '../chat/answer.ts';
import { editorOf, nameOf } from '../chat/context.ts';
import type { ButtonContext, Desk, Subject } from '../chat/desk.ts';

/** The buttons under the card of a draft. Two presses, or two editors, decide once. */
export const draftsSubject: Subject = {
  buttons: [{ data: /^draft:(\d{1,15}):(\d{1,9}):(post|drop)$/, handle: decide }],
};

async function decide(
  context: ButtonContext,
  desk: Desk,
  [number, revision, choice]: readonly string[],
): Promise<void> {
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const decision = choice as DraftDecision; // the pattern allows nothing else
  const draft = await desk.store.drafts.find(Number(number));
  const article = draft === null ? null : await desk.store.articles.find(draft.articleId);
  if (draft === null || article === null) return outdated(context);
  if (article.status === 'withheld' && article.revision !== Number(revision))
    return toast(context, draftWords[context.language].changed);
  // In the log chat the answer is in the language of the log chat.
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  const change = await decideDraft(editorOf(context), desk, draft, article, decision);
  if (change.kind === 'of others') return toast(context, botWords[context.language].articleOfOthers);
  const verdict =
    change.kind === 'done'
      ? draftWords[language].decided(decision, nameOf(context))
      : draftWords[language].decidedAlready(change.kind === 'left as is' ? change.by : null);
  await toast(context, verdict);
  await conclude(context, verdict);
}
