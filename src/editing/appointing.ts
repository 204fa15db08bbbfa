import type { Editor as Appointed, Reach } from '../store/records/editors.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';

/** How the audit writes that somebody commands all channels. */
export const allChannels = 'all';

/** The channels of an editor as the audit keeps them. */
function textOf({ channels }: Reach): string {
  return channels === null ? allChannels : channels.join(', ');
}

/** Makes somebody an editor. @returns false: they were one already. */
export async function appoint(
  owner: Editor,
  editing: Editing,
  person: Pick<Appointed, 'channels' | 'name' | 'userId'>,
): Promise<boolean> {
  const { clock, events, store } = editing;
  if (!(await store.editors.add({ ...person, addedBy: owner.userId, addedAt: clock.now() }))) return false;
  events.announce({ kind: 'editors changed' });
  const after = `${person.name} (${textOf(person)})`;
  await noteBy(owner, editing, { action: 'editor-add', subject: String(person.userId), before: null, after });
  return true;
}

/** Gives an editor other channels. @returns false: somebody else changed them since they were read. */
export async function changeReach(
  owner: Editor,
  editing: Editing,
  editor: Pick<Appointed, 'channels' | 'userId'>,
  reach: Reach,
): Promise<boolean> {
  const { events, store } = editing;
  if (!(await store.editors.limit(editor.userId, editor, reach))) return false;
  events.announce({ kind: 'editors changed' });
  const entry = { before: textOf(editor), after: textOf(reach) };
  await noteBy(owner, editing, { action: 'editor-channels', subject: String(editor.userId), ...entry });
  return true;
}

/** Takes all rights away. @returns the name of who was an editor; null: there was none. */
export async function dismiss(owner: Editor, editing: Editing, userId: number): Promise<string | null> {
  const { events, store } = editing;
  const name = await store.editors.remove(userId);
  if (name === null) return null;
  events.announce({ kind: 'editors changed' });
  const subject = String(userId);
  await noteBy(owner, editing, { action: 'editor-remove', subject, before: name, after: null });
  return name;
}
