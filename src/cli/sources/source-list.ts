import type { Config } from '../../config/config.ts';
import { missingFile, openExistingStore } from '../../store/store.ts';
import { newSourceState, type SourceState } from '../../store/sources/source-state.ts';
import { printableLine } from '../../terminal-text.ts';
import { layTable, showMoment, tellOnStderr } from '../terminal.ts';

/** One line for each source, in the order of the settings. */
export async function listSources(config: Config): Promise<string> {
  if (config.sources.length === 0) {
    return 'There are no sources in the settings. khabarshy sources add <url> adds one.\n';
  }
  // Before the first start nothing is known of any source, and that is no mistake.
  if (missingFile(config.databaseUrl) !== null) return tableOf(config, new Map());
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  try {
    return tableOf(config, new Map((await store.sourceStates.all()).map((state) => [state.source, state])));
  } finally {
    await store.close();
  }
}

function tableOf({ sources, timeZone }: Config, states: ReadonlyMap<string, SourceState>): string {
  const known = sources.map(({ name, url }) => states.get(name) ?? newSourceState(name, url));
  const head = ['source', 'state', 'last new', 'next look', 'failures'];
  const table = layTable([head, ...known.map((state) => rowOf(state, timeZone))], new Set([4]));
  const notes = known.flatMap(({ failure, source }) => (failure === null ? [] : [`${source}: ${failure}`]));
  return `${[...table, ...(notes.length === 0 ? [] : ['', ...notes.map(printableLine)])].join('\n')}\n`;
}

function rowOf(state: SourceState, timeZone: string): string[] {
  const show = (at: Date | null): string => (at === null ? '–' : showMoment(at, timeZone));
  return [
    state.source,
    printableLine(stateOf(state)),
    show(state.newAt),
    state.pausedAt === null ? show(state.nextAt) : '–',
    String(state.failures),
  ];
}

function stateOf({ failures, lookedAt, pausedAt, pausedBy }: SourceState): string {
  if (pausedAt !== null) return `paused by ${pausedBy ?? 'somebody'}`;
  if (lookedAt === null) return 'not looked at yet';
  return failures === 0 ? 'works' : 'fails';
}
