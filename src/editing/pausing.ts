import { noteBy, type Editing, type Editor } from './editor.ts';

/** No pause is longer, milliseconds. */
export const longestPauseMs = 30 * 24 * 3_600_000;

/**
 * Pauses a channel; `until` null: until somebody resumes it. @returns who paused it before without an end, so that
 * nothing changed; null: it is paused now.
 */
export async function pauseChannel(
  editor: Editor,
  editing: Editing,
  name: string,
  until: Date | null,
): Promise<{ by: string } | null> {
  const { clock, events, store } = editing;
  const now = clock.now();
  const before = await store.channels.pausedUntil(name, now);
  // Two editors may pause it at once: the write says who was first.
  if (!(await store.channels.pause(name, { at: now, until, by: editor.name }))) {
    const by = await store.audit.last(name, ['pause']);
    return { by: by?.name ?? '—' };
  }
  const after = until?.toISOString() ?? 'open';
  await noteBy(editor, editing, { action: 'pause', subject: name, before: momentText(before), after });
  events.announce({ kind: 'posts changed' });
  return null;
}

/** `tried`: it was not paused but closed to us, and is tried at once. */
export type Resumed = 'resumed' | 'tried' | 'ran already';

export async function resumeChannel(editor: Editor, editing: Editing, name: string): Promise<Resumed> {
  const { clock, events, store } = editing;
  const before = await store.channels.pausedUntil(name, clock.now());
  const isResumed = await store.channels.resume(name, clock.now());
  if (isResumed) {
    const entry = { action: 'resume', subject: name, before: momentText(before), after: 'running' };
    await noteBy(editor, editing, entry);
  }
  events.announce({ kind: 'posts changed' });
  // One that was closed to us may be mended.
  events.announce({ kind: 'channel mended', channel: name });
  if (isResumed) return 'resumed';
  const isClosed = (await store.channels.read()).get(name)?.closedAt != null;
  return isClosed ? 'tried' : 'ran already';
}

function momentText(until: Date | 'open' | null): string {
  if (until === null) return 'running';
  return until === 'open' ? 'open' : until.toISOString();
}
