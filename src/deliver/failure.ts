import { GrammyError, HttpError } from 'grammy/web';
import type { Failure } from './outcome.ts';

/** System calls and codes of node's network errors that can only come before the request has left. */
const earlyCalls = new Set(['connect', 'getaddrinfo']);
const earlyCode = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$|CERT|^ERR_TLS/;

/** What grammY threw, without the token that its messages hold. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GrammyError) {
    return {
      kind: 'answer',
      code: error.error_code,
      description: error.description,
      retryAfterSeconds: error.parameters.retry_after ?? null,
      migrateToChatId: error.parameters.migrate_to_chat_id ?? null,
    };
  }
  const cause: unknown = error instanceof HttpError ? error.error : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = withoutAddress(text === '' ? 'no connection' : text);
  return { kind: isEarly(cause) ? 'unreached' : 'silence', reason };
}

function isEarly(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  // Every address of the host was tried, and none was connected to.
  if (cause instanceof AggregateError) return true;
  if ('syscall' in cause && earlyCalls.has(String(cause.syscall))) return true;
  return 'code' in cause && earlyCode.test(String(cause.code));
}

/** The address of a request holds the token. */
function withoutAddress(text: string): string {
  return text.replaceAll(/https?:\/\/\S+/g, 'Telegram');
}
