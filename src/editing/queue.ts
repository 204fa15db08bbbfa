import type { Placed } from '../store/posts/orders/editor-orders.ts';
import { postSubject } from '../store/records/audit.ts';
import { channelWords } from '../words/channels.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';

/** Moves a queued post to the front, or drops it. @returns what to say, as plain text. */
export async function changeQueued(
  editor: Editor,
  editing: Editing,
  post: Placed,
  action: 'now' | 'drop' | 'up',
): Promise<string> {
  const words = channelWords[editor.language];
  const { clock, events, store } = editing;
  const subject = postSubject(post.articleId, post.channel);
  if (action === 'up') {
    if (!(await store.queues.moveUp(post.id))) return words.cannotMoveUp;
    await noteBy(editor, editing, { action, subject, before: null, after: null });
    events.announce({ kind: 'posts changed' });
    return words.movedUp;
  }
  if (action === 'now' && post.articleId !== null)
    await store.writings.bringForward(post.articleId, clock.now());
  const isDone =
    action === 'now' ? await store.queues.hasten(post.id) : await store.queues.drop(post.id, clock.now());
  if (isDone) {
    const after = action === 'now' ? 'promised' : 'dropped';
    await noteBy(editor, editing, { action, subject, before: post.state, after });
    events.announce({ kind: 'posts changed' });
    return action === 'now' ? words.first(editor.name) : words.dropped(editor.name);
  }
  const by = await store.audit.last(subject, ['now', 'drop', 'post', 'new']);
  if (by === null) return words.waitsNoMore(null);
  const isFirst = ['promised', 'ready'].includes(post.state);
  return isFirst ? words.first(by.name) : words.waitsNoMore(by.name);
}
