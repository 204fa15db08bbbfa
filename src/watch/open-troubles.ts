import type { Trouble } from '../store/records/troubles.ts';
import type { Store } from '../store/store.ts';

/** A trouble, and whose it is; null: it is told to the people of all bots. */
export interface OpenTrouble extends Trouble {
  bot: string | null;
}

/** The open troubles of several bots. What all of them have is one. */
export async function openTroubles(store: Store, bots: readonly string[]): Promise<OpenTrouble[]> {
  const all: OpenTrouble[] = [];
  for (const bot of bots) {
    for (const trouble of await store.ofBot(bot).troubles.open()) all.push({ ...trouble, bot });
  }
  if (bots.length === 1) return all.map((trouble) => ({ ...trouble, bot: null }));
  const byKey = Map.groupBy(all, ({ key, detail }) => `${key}\n${detail}`);
  return [...byKey.values()].flatMap((same) => {
    const [trouble] = same;
    if (trouble === undefined) return [];
    return same.length === bots.length ? [{ ...trouble, bot: null }] : same;
  });
}
