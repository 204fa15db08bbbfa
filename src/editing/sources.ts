import type { BrakeDecision } from '../news/decisions.ts';
import type { Source } from '../news/source.ts';
import { newSourceState } from '../store/sources/source-state.ts';
import { brakeKey } from '../watch/source-text.ts';
import { botWords } from '../words/bots.ts';
import { sourceWords } from '../words/sources.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';
import { commandsEvery } from './rights.ts';

export type SourceAction = 'pause' | 'resume' | 'poll';

export function sourceActionOf(word: string): SourceAction | null {
  return word === 'pause' || word === 'resume' || word === 'poll' ? word : null;
}

/** How long the brakes are off after an editor said that what was kept back is news. */
const liftedMs = 3_600_000;

/** Pauses, resumes, or has a source looked at. @returns what to say, as plain text. */
export async function changeSource(
  editor: Editor,
  editing: Editing,
  { name, url }: Source,
  action: SourceAction,
): Promise<string> {
  const words = sourceWords[editor.language];
  const { clock, events } = editing;
  if (action !== 'poll' && !(await commandsEvery(editor, editing)))
    return botWords[editor.language].sourcesOfAll;
  const states = editing.store.sourceStates;
  const isPaused = (await states.find(name))?.pausedAt != null;
  if (action === 'pause') {
    // One that was never looked at has no state yet.
    if ((await states.find(name)) === null) await states.write(newSourceState(name, url));
    if (!(await states.pause(name, editor.name, clock.now()))) return words.already.pause(name);
  } else if (action === 'resume') {
    if (!(await states.resume(name))) return words.already.resume(name);
  } else if (isPaused) return words.already.pause(name);
  else await states.askNow(name);
  const before = action === 'resume' ? 'paused' : 'running';
  const after = action === 'pause' ? 'paused' : 'running';
  await noteBy(editor, editing, { action: `source-${action}`, subject: name, before, after });
  events.announce({ kind: 'sources changed' });
  return words.done[action](name);
}

/** An editor says whether what was kept back of a source is news. @returns what to say, as plain text. */
export async function decideBrake(
  editor: Editor,
  editing: Editing,
  source: string,
  decision: BrakeDecision,
): Promise<{ isDone: boolean; text: string }> {
  const { clock, config, events, store } = editing;
  if (!(await commandsEvery(editor, editing)))
    return { isDone: false, text: botWords[editor.language].sourcesOfAll };
  if (decision === 'lift') {
    const until = new Date(clock.now().getTime() + liftedMs);
    await store.sourceStates.liftBrake(source, until);
    const after = until.toISOString();
    await noteBy(editor, editing, { action: 'source-lift', subject: source, before: null, after });
    events.announce({ kind: 'sources changed' });
    // The editors of each bot were asked.
    for (const { name } of config.bots) await store.ofBot(name).troubles.end(brakeKey(source), clock.now());
  }
  return { isDone: true, text: sourceWords[editor.language].brakeDecided(decision, editor.name) };
}
