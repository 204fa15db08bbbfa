import type { Store } from '../store/store.ts';

export interface ChannelHealth {
  name: string;
  waiting: number;
  /** Within a day. */
  sentLately: number;
  unsure: number;
  held: number;
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
  troubles: { key: string; detail: string; beganAt: Date }[];
}

/** A poll is due at least this often, whatever the schedule says, before we call it late. */
const latePollMs = 10 * 60_000;

const dayMs = 24 * 3_600_000;

/** How the program is, out of the store; `lastPollAt` is the moment at which the last poll ended well. */
export async function readHealth(
  store: Store,
  channels: readonly string[],
  lastPollAt: Date | null,
  now: Date,
): Promise<Health> {
  const since = new Date(now.getTime() - dayMs);
  const [standings, states, troubles] = await Promise.all([
    Promise.all(channels.map((name) => store.standings.read(name, since))),
    store.channels.read(),
    store.troubles.open(),
  ]);
  const isPolling = lastPollAt !== null && now.getTime() - lastPollAt.getTime() < latePollMs;
  return {
    isWell: isPolling && troubles.length === 0,
    lastPollAt,
    channels: standings.map((standing) => ({
      name: standing.channel,
      waiting: standing.waiting + standing.asked,
      sentLately: standing.sentSince,
      unsure: standing.unsure,
      held: standing.held,
      refusedLately: standing.refusedSince,
      lastSentAt: standing.lastSentAt,
      closedReason: states.get(standing.channel)?.closedReason ?? null,
    })),
    troubles: troubles.map(({ key, detail, beganAt }) => ({ key, detail, beganAt })),
  };
}
