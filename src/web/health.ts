import type { Store } from '../store/store.ts';
import { openTroubles } from '../watch/open-troubles.ts';

export interface ChannelHealth {
  name: string;
  /** null: there is only one bot. */
  bot: string | null;
  /** Promised or ready, and not left yet. */
  queued: number;
  /** They wait for an editor's yes. */
  waiting: number;
  /** Within a day. */
  sentLately: number;
  unsure: number;
  uncertain: number;
  /** Within a day. */
  refusedLately: number;
  lastSentAt: Date | null;
  closedReason: string | null;
}

export interface Health {
  /** Whether nothing needs a person. */
  isWell: boolean;
  lastPollAt: Date | null;
  channels: ChannelHealth[];
  /** `bot`: whose it is; null: that of all. */
  troubles: { bot: string | null; key: string; detail: string; beganAt: Date }[];
  /** Sentences about articles that no channel takes. Often that is meant, so they are no trouble. */
  notes: readonly string[];
}

/** What the program serves. */
interface Served {
  bots: readonly { name: string }[];
  channels: readonly { name: string; bot: string }[];
}

export interface Polls {
  /** When the last one ended well; null: none did yet. */
  lastAt: Date | null;
  /** When the schedule wants the next one; null: never again. */
  nextAt: Date | null;
}

/** How late a poll may come before something is wrong. */
const latePollMs = 10 * 60_000;

const dayMs = 24 * 3_600_000;

/** Reads from the store how the program is. */
export async function readHealth(
  store: Store,
  { bots, channels }: Served,
  polls: Polls,
  now: Date,
): Promise<Omit<Health, 'notes'>> {
  const since = new Date(now.getTime() - dayMs);
  const [standings, states, troubles] = await Promise.all([
    Promise.all(channels.map(({ name }) => store.standings.read(name, since))),
    store.channels.read(),
    openTroubles(
      store,
      bots.map(({ name }) => name),
    ),
  ]);
  const { lastAt, nextAt } = polls;
  const isPolling = lastAt !== null && now.getTime() - (nextAt ?? now).getTime() < latePollMs;
  // An uncertain post is a question to a person, and stays one until somebody answers.
  const isAnyUncertain = standings.some(({ uncertain }) => uncertain > 0);
  return {
    isWell: isPolling && !isAnyUncertain && troubles.length === 0,
    lastPollAt: lastAt,
    channels: standings.map((standing, index) => ({
      name: standing.channel,
      bot: bots.length === 1 ? null : (channels[index]?.bot ?? null),
      queued: standing.queued,
      waiting: standing.waiting,
      sentLately: standing.sentSince,
      unsure: standing.unsure,
      uncertain: standing.uncertain,
      refusedLately: standing.refusedSince,
      lastSentAt: standing.lastSentAt,
      closedReason: states.get(standing.channel)?.closedReason ?? null,
    })),
    troubles: troubles.map(({ bot, key, detail, beganAt }) => ({ bot, key, detail, beganAt })),
  };
}
