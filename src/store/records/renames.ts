import type { Kysely } from 'kysely';
import { mainBot } from '../../news/bot.ts';
import { renameInWritten } from '../articles/written-names.ts';
import { renameReach } from './editors.ts';
import { Facts } from './facts.ts';
import type { Tables } from '../schema.ts';

/** A channel as the settings have it. */
export interface Named {
  name: string;
  /** A number or an @name. */
  id: string;
  /** A topic of the chat; null: it is the whole chat. */
  topic: number | null;
  /** The number of its chat; null: not known yet. */
  chatId: string | null;
}

export interface Renamed {
  from: string;
  to: string;
}

/**
 * A channel that got another name in the settings and is the same chat keeps its posts. Otherwise a changed article
 * would be posted there a second time, and the first post would never be corrected.
 * @returns what was renamed.
 */
export async function keepRenamed(db: Kysely<Tables>, configured: readonly Named[]): Promise<Renamed[]> {
  return db.transaction().execute(async (tx) => {
    const known = (await tx.selectFrom('channels').select('name').execute()).map(({ name }) => name);
    const gone = known.filter((name) => !configured.some((channel) => channel.name === name));
    const renamed: Renamed[] = [];
    for (const channel of configured) {
      const { name: to } = channel;
      if (known.includes(to)) continue;
      for (const from of gone) {
        if (renamed.some((one) => one.from === from) || !(await isThere(tx, from, channel))) continue;
        await rename(tx, { from, to });
        renamed.push({ from, to });
        break;
      }
    }
    return renamed;
  });
}

/** Whether a channel of before is this chat: by its number, or because its newest post stands there. */
async function isThere(tx: Kysely<Tables>, channel: string, { id, topic, chatId }: Named): Promise<boolean> {
  const row = await tx
    .selectFrom('channels')
    .select(['chat_id', 'topic'])
    .where('name', '=', channel)
    .executeTakeFirst();
  const number = chatId ?? (id.startsWith('@') ? null : id);
  if (row?.chat_id != null && number !== null) return row.chat_id === number && row.topic === topic;
  const newest = await tx
    .selectFrom('posts')
    .select(['chat_id', 'link'])
    .where('channel', '=', channel)
    .where('message_id', 'is not', null)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return false;
  const address = id.toLowerCase();
  if (number !== null && newest.chat_id?.startsWith('-')) return newest.chat_id === number;
  if (newest.chat_id?.toLowerCase() === address) return true;
  return (
    id.startsWith('@') && newest.link?.toLowerCase().startsWith(`https://t.me/${address.slice(1)}/`) === true
  );
}

const channelTables = [
  'posts',
  'sightings',
  'late_copies',
  'channel_numbers',
  'forbidden_kinds',
  'channel_days',
  'invite_links',
] as const;

async function rename(tx: Kysely<Tables>, { from, to }: Renamed): Promise<void> {
  for (const table of channelTables) {
    await tx.updateTable(table).set({ channel: to }).where('channel', '=', from).execute();
  }
  await renameReach(tx, from, to);
  await renameInWritten(tx, 'channel', from, to);
  await new Facts(tx, mainBot).renameUnchecked(from, to);
  await tx.updateTable('channels').set({ name: to }).where('name', '=', from).execute();
}
