import type { Config } from '../../config/config.ts';
import type { Telegram } from '../../deliver/telegram/telegram.ts';
import { deafnessKey } from '../../desk/chat/hearing.ts';
import type { Store } from '../../store/store.ts';
import type { Finding } from './finding.ts';

/** Bots of the running program that have not heard their editors for more than a minute, although they can post. */
export async function deafDesks(store: Store, { bots }: Pick<Config, 'bots'>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name } of bots) {
    const troubles = await store.ofBot(name).troubles.open();
    const trouble = troubles.find(({ key }) => key === deafnessKey);
    // The webhook itself is found below, and so is a Telegram that does not answer.
    if (trouble?.detail !== 'poller') continue;
    const text =
      'another program reads the messages with the same bot token, so editors are not heard. Stop it.';
    findings.push({ verdict: 'wrong', subject: deskOf(bots, name), text });
  }
  return findings;
}

/** While another program gets the updates by a webhook, the desk hears nobody. */
export async function* checkWebhook(
  api: Telegram['api'],
  { bots, keepWebhook }: Pick<Config, 'bots' | 'keepWebhook'>,
  bot: string,
  isRunning: boolean,
): AsyncGenerator<Finding> {
  // If Telegram does not answer, other lines say so.
  const info = await api.getWebhookInfo().catch(() => null);
  const url = info?.url ?? '';
  if (url === '') return;
  const subject = deskOf(bots, bot);
  const host = URL.parse(url)?.host ?? 'an unknown host';
  if (keepWebhook) {
    const text = `off, because KEEP_WEBHOOK keeps the webhook of ${host}: posts go out, and editors are not heard`;
    return yield { verdict: 'unchecked', subject, text };
  }
  const stop = `Stop the program that sets it, or set KEEP_WEBHOOK=true to post without a desk.`;
  const text = isRunning
    ? `a webhook of ${host} takes what editors say, so they are not heard. A restart of khabarshy deletes it. ${stop}`
    : `a webhook of ${host} takes what editors say. khabarshy run deletes it when it starts. ${stop}`;
  yield { verdict: isRunning ? 'wrong' : 'unchecked', subject, text };
}

function deskOf(bots: Config['bots'], name: string): string {
  return bots.length === 1 ? 'desk' : `desk of the bot ${name}`;
}
