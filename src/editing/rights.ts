import { isRevocable } from '../plan/planner.ts';
import { isTaken } from '../plan/filter.ts';
import { dueAt, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { isAlive, type PostState } from '../news/post.ts';
import type { Reach } from '../store/records/editors.ts';
import type { Store } from '../store/store.ts';
import type { Editing, Editor } from './editor.ts';
import { isForChannel } from './targets.ts';

export type Role = 'owner' | 'editor';

/** What somebody may command of a bot. Owners command all of its channels. */
export interface Rights extends Reach {
  role: Role;
}

/** The one place that says who may command: by the number of the person. @returns null: they command nothing. */
export async function rightsOf(
  userId: number,
  { ownerIds, store }: { ownerIds: readonly number[]; store: Pick<Store, 'editors'> },
): Promise<Rights | null> {
  if (ownerIds.includes(userId)) return { role: 'owner', channels: null };
  const reach = await store.editors.reachOf(userId);
  return reach === null ? null : { role: 'editor', ...reach };
}

/** What a command, a button or a page of this person works with: other channels, and what stands in them, are not there. */
export function within<T extends { config: { channels: readonly Channel[] }; store: Store }>(
  parts: T,
  { channels }: Reach,
): T {
  if (channels === null) return parts;
  const own = parts.config.channels.filter(({ name }) => channels.includes(name));
  return { ...parts, config: { ...parts.config, channels: own }, store: parts.store.within(channels) };
}

/** Whether the channels of an editor all left the settings. */
export function hasNothing({ channels }: Reach, { config }: { config: Pick<Editing['config'], 'channels'> }) {
  return channels !== null && !config.channels.some(({ name }) => channels.includes(name));
}

/** Where posts of one article are, or will be. */
interface Place {
  bot: string;
  channel: string;
}

/**
 * Whether an article is also the concern of channels that an editor does not command: posts of it stand or wait there, or
 * will. What becomes of the article itself is not for this editor to decide then. `howeverOld`: channels get it even if it
 * is too old for them by now. An editor of single channels does not command an article that is the concern of none.
 */
export async function isOfOthersToo(
  editor: Editor,
  editing: Editing,
  article: Article,
  howeverOld = false,
): Promise<boolean> {
  if (editing.config.bots.length === 1 && editor.channels === null) return false;
  const places = await placesOf(editing, article, howeverOld);
  if (places.length === 0 && editor.channels !== null) return true;
  return !(await commandsAll(editor, editing, places));
}

/** A digest that lists it counts like a post. */
async function placesOf(
  { clock, config, store }: Editing,
  article: Article,
  howeverOld: boolean,
): Promise<Place[]> {
  const posts = await store.orders.placesOf(article.id);
  const ended = new Set(
    posts.filter((post) => !isAlive(post.state) && !mayComeBack(post)).map(({ channel }) => channel),
  );
  const ageMs = clock.now().getTime() - dueAt(article).getTime();
  const places: Place[] = posts.filter(({ state }) => isAlive(state));
  for (const channel of config.everyChannel) {
    const { bot, digest, maxAgeMs, name } = channel;
    const isYoung = howeverOld || maxAgeMs === null || ageMs <= maxAgeMs;
    const isComing = isYoung && !ended.has(name) && isForChannel(article, channel);
    const isForDigest = digest !== null && ageMs <= digest.periodMs && isTaken(article, channel);
    if (isComing || isForDigest || (await store.digests.lists(name, article.id)))
      places.push({ bot, channel: name });
  }
  return places;
}

/** A change of the article may bring it back. */
function mayComeBack({ reason, state }: { reason: string | null; state: PostState }): boolean {
  return state === 'refused' || (state === 'dropped' && isRevocable(reason ?? '', true));
}

async function commandsAll(
  { channels, userId }: Editor,
  { config, store }: Pick<Editing, 'config' | 'store'>,
  places: readonly Place[],
): Promise<boolean> {
  for (const [name, own] of Map.groupBy(places, ({ bot }) => bot)) {
    const ownerIds = config.bots.find((bot) => bot.name === name)?.ownerIds ?? [];
    const rights =
      name === store.bot ? { channels } : await rightsOf(userId, { ownerIds, store: store.ofBot(name) });
    if (rights === null) return false;
    if (!own.every(({ channel }) => rights.channels === null || rights.channels.includes(channel)))
      return false;
  }
  return true;
}

/** Whether an editor commands every channel of every bot: for what is the same for all of them, such as the sources. */
export async function commandsEvery(
  { channels, userId }: Editor,
  { config, store }: Pick<Editing, 'config' | 'store'>,
): Promise<boolean> {
  if (channels !== null) return false;
  for (const { name, ownerIds } of config.bots) {
    if (name === store.bot) continue;
    const rights = await rightsOf(userId, { ownerIds, store: store.ofBot(name) });
    if (rights === null || rights.channels !== null) return false;
  }
  return true;
}

/** The same for owners: for what shows everything of all bots. */
export function ownsEvery(userId: number, { bots }: Editing['config']): boolean {
  return bots.length === 1 || bots.every(({ ownerIds }) => ownerIds.includes(userId));
}
