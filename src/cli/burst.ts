import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import { burstDecisions, type BurstDecision } from '../news/decisions.ts';
import { KhabarshyError } from '../news/errors.ts';
import { openExistingStore, type Store } from '../store/store.ts';
import { printable } from '../terminal-text.ts';
import { burstText } from '../watch/burst.ts';
import { burstWords } from '../words/bursts.ts';
import { tellOnStderr } from './terminal.ts';

export const usage = `Usage: khabarshy burst [all|new|drop]

If more than BURST_ARTICLES articles without a date came at once, ordinary posts wait until an owner has answered: in
Telegram, or here. Without an answer it shows what waits. A khabarshy that runs goes on within half a minute.

  all    All posts go out, in their order.
  new    What waits now is dropped; only what comes from now on goes out.
  drop   Only the articles of this burst are dropped; the other posts go out.
`;

export async function execute(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const [wanted, ...rest] = positionals;
  const decision = burstDecisions.find((each) => each === wanted);
  if (rest.length > 0 || (wanted !== undefined && decision === undefined)) {
    const text = `${JSON.stringify(positionals.join(' '))} is no answer. The answers are: ${burstDecisions.join(', ')}.`;
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
  const { bots, channels, databaseUrl } = await loadConfig(readEnvironment(), { maySandbox: true });
  const store = await openExistingStore(databaseUrl, tellOnStderr);
  try {
    for (const { name: bot } of bots) {
      const own = channels.filter((channel) => channel.bot === bot).map(({ name }) => name);
      const text = await answer(store.ofBot(bot), own, decision ?? null);
      print(bots.length === 1 ? text : `${bot}: ${text}`);
    }
    return 0;
  } finally {
    await store.close();
  }
}

/** Shows the burst of a bot, or answers it. @returns what to print. */
async function answer(
  { audit, bursts }: Store,
  channels: readonly string[],
  decision: BurstDecision | null,
): Promise<string> {
  const { openSince } = await bursts.read();
  if (openSince === null) return burstWords.en.none;
  if (decision === null) {
    const count = await bursts.count(channels, openSince);
    return burstText({ detail: String(count), endedAt: null }, 'en');
  }
  const now = new Date();
  const dropped = await bursts.answer(channels, openSince, decision, now);
  if (dropped === null) return burstWords.en.decidedAlready(null);
  const name = 'khabarshy burst';
  const entry = { action: 'burst', subject: openSince.toISOString(), before: null, after: decision };
  await audit.write({ ...entry, at: now, userId: 0, name });
  return burstWords.en.decided(decision, dropped, name);
}

function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}
