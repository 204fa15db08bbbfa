import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf } from '../../deliver/telegram/failure.ts';
import type { Telegram } from '../../deliver/telegram/telegram.ts';

/** A chat in which the rights of the bot changed, or from which a post was forwarded to it. */
export interface SeenChat {
  id: number;
  /** The bot was taken out of it. */
  isGone: boolean;
}

/** Somebody who wrote to the bot. */
export interface SeenPerson {
  id: number;
  name: string;
  username: string | null;
  /** The language of their Telegram; null: it does not say. */
  languageCode: string | null;
}

/** What can come while a question stands: a line of the person, or something from Telegram. */
export type Happening =
  | { kind: 'line'; text: string }
  | { kind: 'chat'; chat: SeenChat }
  | { kind: 'person'; person: SeenPerson }
  | { kind: 'trouble'; text: string };

type Update = Awaited<ReturnType<Telegram['api']['getUpdates']>>[number];

/** How long Telegram waits for an update. */
const pollSeconds = 20;

/** A shorter poll shows sooner that the trouble is over. */
const trialSeconds = 2;

/** The pause after a poll that failed. */
const pauseMs = 3_000;

/**
 * Tells what the bot sees, until it is stopped. A trouble is told once, until there is another one.
 * @param telegram its timeout must be longer than a poll.
 */
export async function tellUpdates(
  telegram: Telegram,
  tell: (happening: Happening) => void,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0;
  let told = '';
  while (!signal.aborted) {
    try {
      const allowed_updates = ['message', 'callback_query', 'my_chat_member', 'channel_post'] as const;
      const updates = await telegram.api.getUpdates(
        { offset, timeout: told === '' ? pollSeconds : trialSeconds, allowed_updates },
        // grammY types the signal of a polyfill. At run time it only listens for `abort`.
        signal as unknown as Parameters<Telegram['api']['getUpdates']>[1],
      );
      if (told !== '') tell({ kind: 'trouble', text: 'Telegram answers again.' });
      told = '';
      for (const update of updates) {
        offset = update.update_id + 1;
        const happening = readUpdate(update);
        if (happening !== null) tell(happening);
      }
    } catch (error) {
      const text = adviceOnPoll(failureOf(error));
      if (text !== told && !signal.aborted) tell({ kind: 'trouble', text });
      told = text;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What an update says; null: nothing that matters here. */
function readUpdate({ message, my_chat_member: member }: Update): Happening | null {
  if (member !== undefined) {
    if (member.chat.type === 'private') return null;
    const isGone = ['left', 'kicked'].includes(member.new_chat_member.status);
    return { kind: 'chat', chat: { id: member.chat.id, isGone } };
  }
  if (message?.chat.type !== 'private' || message.from.is_bot) return null;
  const { forward_origin: origin, from } = message;
  if (origin !== undefined)
    return origin.type === 'channel' ? { kind: 'chat', chat: { id: origin.chat.id, isGone: false } } : null;
  if (message.text === undefined) return null;
  const name = [from.first_name, from.last_name].filter((part) => part !== undefined).join(' ');
  const { id, language_code: languageCode = null, username = null } = from;
  return { kind: 'person', person: { id, name, username, languageCode } };
}

function adviceOnPoll(failure: ReturnType<typeof failureOf>): string {
  if (failure.kind === 'answer' && failure.code === 409) {
    return 'Another program reads the messages of this bot, perhaps a khabarshy that runs. Stop it, and this goes on by itself. Or type the answer.';
  }
  if (failure.kind === 'answer' && failure.code === 401) {
    return 'Telegram does not know the token any more: somebody revoked it. Stop with Ctrl-C, and start again with the new one.';
  }
  const reason =
    failure.kind === 'answer' ? `it answered ${failure.code} ${failure.description}` : failure.reason;
  return `Telegram cannot be asked what the bot sees: ${reason}. This is tried again.`;
}
