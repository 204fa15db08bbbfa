import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import { burstDecisions } from '../news/decisions.ts';
import { KhabarshyError } from '../news/errors.ts';
import { openExistingStore } from '../store/store.ts';
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
  const config = await loadConfig(readEnvironment());
  const channels = config.channels.map(({ name }) => name);
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  try {
    const { openSince } = await store.bursts.read();
    if (openSince === null) return print(burstWords.en.none);
    if (decision === undefined) {
      const count = await store.bursts.count(channels, openSince);
      return print(burstText({ detail: String(count), endedAt: null }, 'en'));
    }
    const now = new Date();
    const dropped = await store.bursts.answer(channels, openSince, decision, now);
    if (dropped === null) return print(burstWords.en.decidedAlready(null));
    const name = 'khabarshy burst';
    const entry = { action: 'burst', subject: openSince.toISOString(), before: null, after: decision };
    await store.audit.write({ ...entry, at: now, userId: 0, name });
    return print(burstWords.en.decided(decision, dropped, name));
  } finally {
    await store.close();
  }
}

function print(text: string): number {
  process.stdout.write(`${printable(text)}\n`);
  return 0;
}
