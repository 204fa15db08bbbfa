import { dueAt, isBreaking, type Article, type ArticleStatus } from '../news/article.ts';
import { isAlive, type PostState } from '../news/post.ts';
import { isTaken } from '../plan/filter.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';
import { isOfOthersToo } from './rights.ts';
import { isForChannel } from './targets.ts';

/** What became of a command about the status of an article. */
export type StatusChange =
  | { kind: 'done' }
  /** It has another status than the command needs. `by`: who set it; null: not an editor. */
  | { kind: 'left as is'; status: ArticleStatus; by: string | null }
  /** It is also the concern of channels that the editor does not command. */
  | { kind: 'of others' }
  /** So many posts in the channels of the editor are killed or dropped. The article is also the concern of others. */
  | { kind: 'killed here'; posts: number };

/** Changes that concern every channel that shows the article. */
type WholeChange = Exclude<StatusChange, { kind: 'killed here' }>;

/** Which of the changes an editor can make to an article at all; the others need not be offered. */
export interface PossibleChanges {
  hold: boolean;
  release: boolean;
  kill: boolean;
}

/** `posts`: the posts of the article in the channels of the editor. */
export async function possibleChanges(
  editor: Editor,
  editing: Editing,
  article: Article,
  posts: readonly { channel: string; state: PostState }[],
): Promise<PossibleChanges> {
  const { status } = article;
  const isOfOthers = await isOfOthersToo(editor, editing, article, status === 'withheld');
  const isHere =
    posts.some(({ state }) => isAlive(state)) ||
    editing.config.channels.some(
      (each) => isForChannel(article, each) && !posts.some(({ channel }) => channel === each.name),
    );
  return {
    hold: status === 'usable' && !isOfOthers,
    release: status === 'withheld' && !isOfOthers,
    kill: status !== 'canceled' && (isHere || !isOfOthers),
  };
}

/** `hold`, `release` and `kill` change the status of the article. The planner and the lanes do the rest. */
export async function holdArticle(editor: Editor, editing: Editing, article: Article): Promise<WholeChange> {
  if (await isOfOthersToo(editor, editing, article)) return { kind: 'of others' };
  if (!(await editing.store.orders.setStatus(article.id, ['usable'], 'withheld')))
    return leftAsIs(editing, article, ['hold', 'kill']);
  return changed(editor, editing, article, 'hold', 'withheld');
}

/** The article is posted even if it became too old: an editor held it, so the editor decides. */
export async function releaseArticle(
  editor: Editor,
  editing: Editing,
  article: Article,
): Promise<WholeChange> {
  const { clock, config, store } = editing;
  if (await isOfOthersToo(editor, editing, article, true)) return { kind: 'of others' };
  const takers = config.everyChannel.filter((channel) => !channel.isDigestOnly && isTaken(article, channel));
  const promise = {
    channels: takers.map(({ name }) => name),
    priority: isBreaking(article) ? (1 as const) : (2 as const),
    sortAt: dueAt(article),
  };
  if (await store.orders.release(article.id, promise, clock.now()))
    return changed(editor, editing, article, 'release', 'usable');
  return leftAsIs(editing, article, article.status === 'usable' ? ['release'] : []);
}

/**
 * Cancels the article, so that its posts are killed everywhere. If it is also the concern of channels that the editor does
 * not command, only the posts in the channels of the editor are.
 */
export async function killArticle(editor: Editor, editing: Editing, article: Article): Promise<StatusChange> {
  if (article.status !== 'canceled' && (await isOfOthersToo(editor, editing, article)))
    return killHere(editor, editing, article);
  if (!(await editing.store.orders.setStatus(article.id, ['usable', 'withheld'], 'canceled')))
    return leftAsIs(editing, article, ['kill']);
  return changed(editor, editing, article, 'kill', 'canceled');
}

async function killHere(editor: Editor, editing: Editing, article: Article): Promise<StatusChange> {
  const { clock, config, events, store } = editing;
  const channels = config.channels.map(({ name }) => name);
  const coming = config.channels.filter((channel) => isForChannel(article, channel)).map(({ name }) => name);
  const posts = await store.orders.killIn(article.id, channels, coming, clock.now());
  if (posts > 0) {
    await noteBy(editor, editing, { action: 'kill', subject: article.id, before: null, after: null });
    events.announce({ kind: 'posts changed' });
  }
  return { kind: 'killed here', posts };
}

async function changed(
  editor: Editor,
  editing: Editing,
  article: Article,
  action: string,
  after: ArticleStatus,
): Promise<WholeChange> {
  await noteBy(editor, editing, { action, subject: article.id, before: article.status, after });
  editing.events.announce({ kind: 'articles changed' });
  return { kind: 'done' };
}

/** `actions`: by which an editor may have set the status. */
export async function leftAsIs(
  { store }: Editing,
  article: Article,
  actions: readonly string[],
): Promise<Extract<StatusChange, { kind: 'left as is' }>> {
  const status = (await store.articles.find(article.id))?.status ?? article.status;
  const by = actions.length === 0 ? null : await store.audit.last(article.id, actions);
  return { kind: 'left as is', status, by: by?.name ?? null };
}
