import type { ClusterView } from '../../store/engines/backend.ts';
import { sharingProcesses } from '../../store/lanes/sharing-processes.ts';

/** How long processes with older settings may keep what they have, so that a change can be rolled out. */
const rollingMs = 10 * 60_000;

/** How long the list of the living has to be the same before somebody gives a bot back. */
export const steadyMs = 3_000;

/** How long a process that joined waits for others that are starting, too. */
export const joiningMs = 1_000;

/** The same for one whose session broke: perhaps those of all others did. */
export const rejoiningMs = 2_000;

/** What one process knows when it decides. */
export interface Standing {
  /** Its own number. */
  me: number;
  /** The bots of its settings, in their order. */
  bots: readonly string[];
  view: ClusterView;
  /** What it holds, in the order in which it was taken. */
  mine: readonly string[];
  /** For how long the list of the living has not changed. */
  unchangedMs: number;
  /** Whether it may take bots: it knows the others that started with it. */
  mayTake: boolean;
}

export interface Decision {
  take: { bot: string; epoch: number }[];
  giveBack: string[];
}

/** How many bots each process should have. The first ones have one more; a process that joins comes last. */
export function quotaOf(bots: number, processes: readonly number[], id: number): number {
  const rank = processes.indexOf(id);
  if (rank === -1) return 0;
  return Math.floor(bots / processes.length) + (rank < bots % processes.length ? 1 : 0);
}

/**
 * What a process takes and gives back at this moment. Bots that nobody alive holds are taken at once, up to the fair share.
 * What is above it is given back when the others have not changed for a while, the newest first.
 */
export function decide({ bots, mayTake, me, mine, unchangedMs, view }: Standing): Decision {
  const { ids, sinceMs } = sharingProcesses(view.living);
  if (!ids.includes(me)) {
    const isOver = view.nowMs - sinceMs >= rollingMs;
    return { take: [], giveBack: isOver ? [...mine] : [] };
  }
  const quota = quotaOf(bots.length, ids, me);
  const excess = mine.length - quota;
  if (excess > 0) return { take: [], giveBack: unchangedMs >= steadyMs ? mine.slice(-excess) : [] };
  if (!mayTake) return { take: [], giveBack: [] };
  const alive = new Set(view.living.map(({ id }) => String(id)));
  const rows = new Map(view.lanes.map((lane) => [lane.bot, lane]));
  const free = bots.flatMap((bot) => {
    const row = rows.get(bot);
    const isFree = row !== undefined && (row.holder === null || !alive.has(row.holder));
    return isFree ? [{ bot, epoch: row.epoch }] : [];
  });
  // Each process begins at another place, so that two seldom want the same bot.
  const first = free.length === 0 ? 0 : (ids.indexOf(me) * Math.ceil(free.length / ids.length)) % free.length;
  return { take: [...free.slice(first), ...free.slice(0, first)].slice(0, -excess), giveBack: [] };
}
