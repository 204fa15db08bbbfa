import { GrammyError, HttpError } from 'grammy/web';
import { NeverLeft, TooLate } from './fetch.ts';
import { longestRetrySeconds, type Failure } from './outcome.ts';

/** A proxy may name the path of the request in its error, and the path holds the token. */
const token = /\d+:[\w-]{15,}/g;

/** Limit of letters of a reason; longer than any description of Telegram's. */
const mostLetters = 300;

/** Reads what grammY threw, and takes the token out of it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GrammyError) {
    const { retry_after, migrate_to_chat_id } = error.parameters;
    return {
      kind: 'answer',
      code: error.error_code,
      description: lineOf(error.description),
      retryAfterSeconds: secondsOf(retry_after),
      migrateToChatId: Number.isSafeInteger(migrate_to_chat_id) ? (migrate_to_chat_id ?? null) : null,
    };
  }
  const cause: unknown = error instanceof HttpError ? error.error : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  // After several addresses were tried in vain, Node's error has no text of its own.
  const reason = lineOf(withoutAddress(text === '' ? 'no connection' : text));
  if (cause instanceof TooLate) return { kind: 'late', reason };
  return { kind: cause instanceof NeverLeft ? 'unreached' : 'silence', reason };
}

function secondsOf(retryAfter: unknown): number | null {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestRetrySeconds) : null;
}

/**
 * A reason is stored, logged and shown to people. So it is one short line without special characters that a database or
 * Telegram refuses: with a NUL in it, Postgres would refuse to record the outcome for ever, and the channel would wait.
 */
function lineOf(text: string): string {
  const line = text
    .replaceAll(token, '[token]')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return (line.length <= mostLetters ? line : `${line.slice(0, mostLetters)}…`).toWellFormed();
}

/** The address of a request holds the token. */
function withoutAddress(text: string): string {
  return text.replaceAll(/https?:\/\/\S+/g, 'Telegram');
}
