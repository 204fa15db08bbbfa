import type { Article } from '../news/article.ts';
import type { OverrideField } from '../news/override.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';
import { isOfOthersToo } from './rights.ts';

/** Limits of characters; a post shows no more of them. */
export const longestWords: Readonly<Record<OverrideField, number>> = { headline: 300, summary: 900 };

/** How much of a text the audit keeps. */
const mostNoted = 200;

/** What became of a correction. `same`: it says so already, or the article is gone. */
export type Overriding = 'done' | 'same' | 'of others';

/** Puts an editor's words in place of a field, for every channel that shows the article. */
export async function overrideField(
  editor: Editor,
  editing: Editing,
  article: Article,
  field: OverrideField,
  text: string,
): Promise<Overriding> {
  const { clock, events, store } = editing;
  const before = article[field];
  if (await concernsOthers(editor, editing, article, { ...article, [field]: text })) return 'of others';
  if (before === text) return 'same';
  if (!(await store.overrides.set(article.id, field, text, editor.name, clock.now()))) return 'same';
  const entry = { before: before?.slice(0, mostNoted) ?? null, after: text.slice(0, mostNoted) };
  await noteBy(editor, editing, { action: 'edit', subject: article.id, ...entry });
  events.announce({ kind: 'articles changed' });
  return 'done';
}

/** The filters of other channels may take the words that are there, or those that come. */
async function concernsOthers(
  editor: Editor,
  editing: Editing,
  article: Article,
  changed: Article,
): Promise<boolean> {
  if (await isOfOthersToo(editor, editing, article)) return true;
  return isOfOthersToo(editor, editing, changed);
}

/** The field says again what the newsroom wrote. `same`: it did already. */
export async function revokeOverride(
  editor: Editor,
  editing: Editing,
  article: Article,
  field: OverrideField,
): Promise<Overriding> {
  const { events, store } = editing;
  const own = (await store.overrides.original(article.id, field)) ?? article[field];
  if (await concernsOthers(editor, editing, article, { ...article, [field]: own })) return 'of others';
  if (!(await store.overrides.revoke(article.id, field))) return 'same';
  const after = (await store.articles.find(article.id))?.[field] ?? null;
  const entry = {
    before: article[field]?.slice(0, mostNoted) ?? null,
    after: after?.slice(0, mostNoted) ?? null,
  };
  await noteBy(editor, editing, { action: 'edit', subject: article.id, ...entry });
  events.announce({ kind: 'articles changed' });
  return 'done';
}
