import type { Store } from '../store/store.ts';

export interface ChannelHealth {
  name: string;
  waiting: number;
  sent: number;
  unsure: number;
  held: number;
  refused: number;
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

/** How the program is, out of the store; `lastPollAt` is the moment at which the last poll ended well. */
export async function readHealth(
  store: Store,
  channels: readonly string[],
  lastPollAt: Date | null,
  now: Date,
): Promise<Health> {
  const [censuses, states, troubles] = await Promise.all([
    store.census.channels(),
    store.channels.read(),
    store.troubles.open(),
  ]);
  const isPolling = lastPollAt !== null && now.getTime() - lastPollAt.getTime() < latePollMs;
  return {
    isWell: isPolling && troubles.length === 0,
    lastPollAt,
    channels: channels.map((name) => {
      const posts = censuses.find(({ channel }) => channel === name);
      const count = posts?.posts;
      return {
        name,
        waiting: (count?.promised ?? 0) + (count?.ready ?? 0) + (count?.waiting ?? 0) + (count?.sending ?? 0),
        sent: count?.sent ?? 0,
        unsure: count?.unsure ?? 0,
        held: count?.held ?? 0,
        refused: count?.refused ?? 0,
        lastSentAt: posts?.lastSentAt ?? null,
        closedReason: states.get(name)?.closedReason ?? null,
      };
    }),
    troubles: troubles.map(({ key, detail, beganAt }) => ({ key, detail, beganAt })),
  };
}
