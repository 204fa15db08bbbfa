import { GrammyError, HttpError } from 'grammy/web';
import { NeverLeft } from './fetch.ts';
import type { Failure } from './outcome.ts';

/**
 * A day and more was never asked for. A number that is none, or would keep a channel silent for years, comes from
 * something that stands before Telegram; and 0 would have us ask without pause.
 */
const longestRetrySeconds = 7 * 86_400;

/** Something before Telegram may say in its own words which path it did not like, and that holds the token. */
const token = /\d+:[\w-]{15,}/g;

/** Longer than any description of Telegram's. */
const mostLetters = 300;

/** What grammY threw, without the token that its messages hold. */
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
  // Where several addresses were tried in vain, the error itself says nothing.
  const reason = lineOf(withoutAddress(text === '' ? 'no connection' : text));
  return { kind: cause instanceof NeverLeft ? 'unreached' : 'silence', reason };
}

function secondsOf(retryAfter: unknown): number | null {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestRetrySeconds) : null;
}

/**
 * It is kept, logged and told to people: one line, short, and without what a database or Telegram itself does not
 * take. A NUL would have Postgres refuse to write down the outcome for ever, and the channel would wait for it.
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
