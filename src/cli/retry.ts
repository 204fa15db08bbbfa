import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import type { Channel } from '../news/channel.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { RefusedScope } from '../store/posts/refused-posts.ts';
import { openExistingStore, type Store } from '../store/store.ts';
import { counts } from '../words/counts.ts';
import { tellOnStderr } from './terminal.ts';
import { printable } from '../terminal-text.ts';

export const usage = `Usage: khabarshy retry [--reason <text>] [--channel <name>]... [--yes]

Promises again what Telegram refused, each post in its old place in the order. Articles that were withheld, canceled or
deleted since are left out, and so are those that are older than max_age. A khabarshy that runs posts them within half
a minute; otherwise the next start does.

  --reason <text>    Only posts that were refused in words that contain this text.
  --channel <name>   Only posts of this channel; may be given several times.
  --yes              Do not ask. Without a terminal nothing is asked.
`;

/** More posts than this are promised again only after a confirmation. */
const mostWithoutQuestion = 5;

const { posts } = counts.en;

export async function execute(args: string[]): Promise<number> {
  const options = {
    reason: { type: 'string' },
    channel: { type: 'string', multiple: true },
    yes: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args, options });
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  const channels = choose(config.channels, values.channel ?? []);
  const now = new Date();
  const scopes = channels.map((channel) => ({
    bot: channel.bot,
    ...scopeOf(channel, values.reason ?? null, now),
  }));
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  try {
    const isWanted = values.yes === true || (await isConfirmed(store, scopes));
    if (!isWanted) return 0;
    for (const scope of scopes)
      process.stdout.write(printable(await retry(store.ofBot(scope.bot), scope, now)));
    return 0;
  } finally {
    await store.close();
  }
}

function choose(channels: readonly Channel[], names: readonly string[]): readonly Channel[] {
  if (names.length === 0) return channels;
  return names.map((name) => {
    const channel = channels.find((each) => each.name === name);
    if (channel !== undefined) return channel;
    const known = channels.map((each) => each.name).join(', ');
    throw new KhabarshyError(
      'CHANNEL_UNKNOWN',
      `No channel is named ${JSON.stringify(name)}. There are: ${known}.`,
    );
  });
}

function scopeOf({ maxAgeMs, name }: Channel, reason: string | null, now: Date): RefusedScope {
  const since = maxAgeMs === null ? null : new Date(now.getTime() - maxAgeMs);
  return { channel: name, reason, since, until: now };
}

/** Only a person at a terminal is asked. */
async function isConfirmed(store: Store, scopes: readonly RefusedScope[]): Promise<boolean> {
  let due = 0;
  for (const scope of scopes) due += (await store.refusedPosts.count(scope)).due;
  if (due <= mostWithoutQuestion || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`Promise ${posts(due)} again? [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function retry(store: Store, scope: RefusedScope, now: Date): Promise<string> {
  const { channel } = scope;
  const { tooOld } = await store.refusedPosts.count(scope);
  const count = await store.refusedPosts.retry(scope);
  if (count > 0) {
    const change = { action: 'retry', subject: channel, before: null, after: String(count) };
    await store.audit.write({ ...change, at: now, userId: 0, name: 'khabarshy retry' });
  }
  const old = tooOld === 0 ? '' : `; ${posts(tooOld)} left out, older than max_age`;
  return `${channel}: ${count === 0 ? 'nothing to retry' : `${posts(count)} promised again`}${old}\n`;
}
