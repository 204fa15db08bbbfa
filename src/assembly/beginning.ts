import type { Config } from '../config/config.ts';
import type { ChannelGateSettings } from '../deliver/channel-gate.ts';
import { scrub, type Logger } from '../log.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { LockLoss } from '../store/engines/backend.ts';
import type { Store } from '../store/store.ts';
import type { Parts } from './parts.ts';

/** A sample must never reach a real channel, nor a real article count as posted because the sandbox saw it. */
export async function refuseOtherTelegram(store: Store, config: Config): Promise<void> {
  const known = await store.facts.get('telegram');
  if (known === null) return store.facts.set('telegram', config.mode);
  if (known === config.mode) return;
  const advice =
    config.mode === 'sandbox'
      ? 'Set BOT_TOKEN, or give the sandbox a database of its own with DATABASE_URL.'
      : 'Name another database with DATABASE_URL.';
  throw new KhabarshyError(
    'DATABASE_OF_SANDBOX',
    `This database belongs to ${known === 'sandbox' ? 'the sandbox' : 'real Telegram'}, and the settings say ` +
      `${config.mode === 'sandbox' ? 'sandbox (BOT_TOKEN is empty)' : 'real Telegram (BOT_TOKEN is set)'}. ${advice}`,
  );
}

/** What the lanes have to know from earlier runs. */
export async function lanesOf(store: Store, config: Config, log: Logger): Promise<ChannelGateSettings[]> {
  for (const renamed of await store.channels.keepRenamed(config.channels)) {
    log.info(renamed, 'a channel has another name now, and keeps its posts');
  }
  const states = await store.channels.load(config.channels.map(({ name }) => name));
  return config.channels.map((channel) => {
    const state = states.get(channel.name);
    return {
      channel,
      // Only a group moves: a channel, or a supergroup, in the settings is one that was put there since.
      movedTo: /^-(?!100)/.test(channel.id) ? (state?.movedTo ?? null) : null,
      closed: state?.closedAt == null ? null : { retries: state.retries },
    };
  });
}

/** What left in the last minute counts for the pace, whichever run sent it. */
export async function restorePace(parts: Parts): Promise<void> {
  const now = parts.clock.now().getTime();
  const lag = parts.clock.steadyMs() - now;
  const states = await parts.store.channels.read();
  for (const { name } of parts.config.channels) {
    const departures = await parts.store.posts.departures(name, new Date(now - 60_000));
    const left = departures.map((at) => Math.min(at.getTime(), now) + lag);
    const limitedUntil = states.get(name)?.limitedUntil?.getTime() ?? 0;
    parts.pacer.restore(name, left, limitedUntil + lag);
  }
}

export function databaseInUse(url: string): KhabarshyError {
  const message = `Another khabarshy runs on ${scrub(url)}. Stop it first, or give this one another database with DATABASE_URL.`;
  return new KhabarshyError('DATABASE_IN_USE', message);
}

export function lockLost(loss: LockLoss, url: string): KhabarshyError {
  if (loss === 'taken') {
    const message = `Another khabarshy has taken the lock of ${scrub(url)}; ending, so that two never run at once.`;
    return new KhabarshyError('DATABASE_IN_USE', message);
  }
  const message =
    `The database ${scrub(url)} was replaced or removed while it was in use: what others write to it now would ` +
    'never be posted. Ending; the next start uses what stands there then.';
  return new KhabarshyError('DATABASE_UNUSABLE', message);
}

export function tokenRefused(): KhabarshyError {
  const message =
    'Telegram does not accept the bot token. Ask @BotFather for the right one and set BOT_TOKEN.';
  return new KhabarshyError('TOKEN_REFUSED', message);
}
