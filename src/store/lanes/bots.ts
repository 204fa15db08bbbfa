import { sql, type Kysely } from 'kysely';
import { changePosts } from '../posts/state-writes.ts';
import { renameInWritten } from '../articles/written-names.ts';
import type { Tables } from '../schema.ts';

/** A bot as the program serves it now. */
export interface ServedBot {
  name: string;
  /** Telegram's number of it. */
  number: string;
  /** The names of its channels. */
  channels: readonly string[];
}

/** What is another bot's since the last start. */
export interface Settled {
  renamed: { from: string; to: string }[];
  /** Channels whose posts stand there as another bot's. */
  moved: { channel: string; bot: string; posts: number }[];
}

/** Facts that belong to a bot. All others are about the whole database. */
const factsOfBots = ['log_chat', 'lost_copies', 'burst', 'burst_passed', 'bursts_dropped'];

/**
 * Compares the bots of the settings with those of the last start. A bot is Telegram's number: under another name it
 * keeps what is known of it. A channel that another number serves now holds posts that the new bot may neither edit nor
 * delete, so they are marked.
 */
export async function settleBots(tx: Kysely<Tables>, bots: readonly ServedBot[]): Promise<Settled> {
  const before = await tx.selectFrom('lanes').select(['bot', 'number']).execute();
  const renamed = renamesOf(before, bots);
  for (const { from, to } of renamed) await rename(tx, from, to);
  const numbers = new Map(before.map(({ bot, number }) => [bot, number]));
  for (const { from, to } of renamed) numbers.set(to, numbers.get(from) ?? null);
  const moved: Settled['moved'] = [];
  for (const bot of bots) moved.push(...(await settleChannels(tx, bot, numbers)));
  for (const { name, number } of bots) {
    await tx
      .insertInto('lanes')
      .values({ bot: name, holder: null, epoch: 0, since: null, number })
      .onConflict((conflict) => conflict.column('bot').doUpdateSet({ number }))
      .execute();
  }
  return { renamed, moved };
}

/** Names that are new, of bots that had another one. A name that is still in the settings is not given away. */
function renamesOf(
  before: readonly { bot: string; number: string | null }[],
  bots: readonly ServedBot[],
): Settled['renamed'] {
  const isKnown = (name: string) => before.some(({ bot }) => bot === name);
  const isServed = (name: string) => bots.some((bot) => bot.name === name);
  return bots.flatMap(({ name, number }) => {
    const old = before.find((row) => row.number === number && !isServed(row.bot));
    return old === undefined || isKnown(name) ? [] : [{ from: old.bot, to: name }];
  });
}

async function rename(tx: Kysely<Tables>, from: string, to: string): Promise<void> {
  for (const table of [
    'lanes',
    'channels',
    'audit',
    'editors',
    'preferences',
    'troubles',
    'log_copies',
    'writings',
  ] as const) {
    await tx.updateTable(table).set({ bot: to }).where('bot', '=', from).execute();
  }
  await renameInWritten(tx, 'bot', from, to);
  await tx
    .updateTable('facts')
    .set({ bot: to })
    .where('bot', '=', from)
    .where('key', 'in', factsOfBots)
    .execute();
}

async function settleChannels(
  tx: Kysely<Tables>,
  { name: bot, number, channels }: ServedBot,
  numbers: ReadonlyMap<string, string | null>,
): Promise<Settled['moved']> {
  const rows = await tx.selectFrom('channels').select(['name', 'bot']).execute();
  const known = new Map(rows.map((row) => [row.name, row.bot]));
  const moved: Settled['moved'] = [];
  for (const channel of channels) {
    const before = known.get(channel);
    if (before === undefined) {
      await tx.insertInto('channels').values({ name: channel, bot }).execute();
      continue;
    }
    if (before !== bot) await handOver(tx, channel, before, bot);
    const old = numbers.get(before) ?? null;
    if (old === null || old === number) continue;
    const posts = await markPosts(tx, channel, old, number);
    if (posts > 0) moved.push({ channel, bot, posts });
  }
  return moved;
}

/** What is open about the channel is asked and told by the new bot. Its editors never saw the questions of the old one. */
async function handOver(tx: Kysely<Tables>, channel: string, from: string, to: string): Promise<void> {
  await tx.updateTable('channels').set({ bot: to }).where('name', '=', channel).execute();
  await changePosts(tx, 'desk', { asked_at: null, question_id: null })
    .where('channel', '=', channel)
    .where('asked_at', 'is not', null)
    .execute();
  const ofChannel = (
    await tx.selectFrom('troubles').select(['key', 'detail']).where('bot', '=', from).execute()
  )
    .filter(
      ({ key, detail }) =>
        key.endsWith(`:${channel}`) || detail.includes(`"channel":${JSON.stringify(channel)}`),
    )
    .map(({ key }) => key);
  for (const key of ofChannel) {
    await tx.deleteFrom('troubles').where('bot', '=', to).where('key', '=', key).execute();
    await tx
      .updateTable('troubles')
      .set({ bot: to })
      .where('bot', '=', from)
      .where('key', '=', key)
      .execute();
  }
}

/** A bot that comes back may change its own posts again. @returns how many posts that stand are another bot's now. */
async function markPosts(tx: Kysely<Tables>, channel: string, old: string, now: string): Promise<number> {
  const other = sql<
    string | null
  >`case when other_bot = ${now} then null else coalesce(other_bot, ${old}) end`;
  await changePosts(tx, 'desk', { other_bot: other })
    .where('channel', '=', channel)
    .where((e) => e.or([e('message_id', 'is not', null), e('state', 'in', ['unsure', 'uncertain'])]))
    .execute();
  const { count } = await tx
    .selectFrom('posts')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('channel', '=', channel)
    .where('message_id', 'is not', null)
    .where('state', '=', 'sent')
    .where('other_bot', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
