import type { Article } from '../news/article.ts';
import type { DraftDecision } from '../news/decisions.ts';
import type { Draft } from '../store/sources/push-records.ts';
import { killArticle, releaseArticle, type StatusChange } from './article-status.ts';
import type { Editing, Editor } from './editor.ts';
import { isOfOthersToo } from './rights.ts';

/** Posts a draft, or cancels its article. Of two editors the first one decides. */
export async function decideDraft(
  editor: Editor,
  editing: Editing,
  draft: Draft,
  article: Article,
  decision: DraftDecision,
): Promise<StatusChange> {
  if (await isOfOthersToo(editor, editing, article, true)) return { kind: 'of others' };
  if (article.status !== 'withheld')
    return { kind: 'left as is', status: article.status, by: draft.decidedBy };
  const act = decision === 'post' ? releaseArticle : killArticle;
  const change = await act(editor, editing, article);
  if (change.kind === 'done')
    await editing.store.drafts.decide(draft.number, editor.name, editing.clock.now());
  return change;
}
