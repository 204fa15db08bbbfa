import { setTimeout as sleep } from 'node:timers/promises';
import type { Transformer } from 'grammy/web';

/** Telegram asks for up to a minute in a group that got its twenty messages; nobody waits longer for an answer. */
const longestWaitSeconds = 60;
const mostTries = 3;

/**
 * What was done must be told. An answer that Telegram puts off (429: certainly not given) is given when it says;
 * and a press that waited too long for its answer, as one does that came while the program was off, is obeyed
 * without one. What is left in doubt is never sent again: editors would read it twice.
 */
export function retry429(stopping: AbortSignal): Transformer {
  return async (call, method, payload, signal) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await call(method, payload, signal);
      if (answer.ok) return answer;
      if (method === 'answerCallbackQuery' && isTooOld(answer.description)) {
        // Telegram's own answer to it is `true`, which the types of a call by any name cannot say.
        return { ok: true, result: true } as unknown as typeof answer;
      }
      const waitSeconds = answer.parameters?.retry_after ?? 1;
      if (answer.error_code !== 429 || tries === mostTries || waitSeconds > longestWaitSeconds) return answer;
      await sleep(waitSeconds * 1_000, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return answer;
    }
  };
}

function isTooOld(description: string): boolean {
  return /query is too old|query ID is invalid/i.test(description);
}
