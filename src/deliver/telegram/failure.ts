import { GrammyError, HttpError } from 'grammy/web';
import { CutOff, NeverLeft, TooLate } from './fetch.ts';
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
      migrateToChatId: supergroupIn(migrate_to_chat_id),
    };
  }
  const cause: unknown = error instanceof HttpError ? error.error : error;
  const text = cause instanceof Error ? networkWords(cause) : String(cause);
  // After several addresses were tried in vain, Node's error has no text of its own.
  const reason = lineOf(withoutAddress(text === '' ? 'no connection' : text));
  if (cause instanceof TooLate) return { kind: 'late', reason };
  if (cause instanceof CutOff) return { kind: 'cut off', reason };
  return { kind: cause instanceof NeverLeft ? 'unreached' : 'silence', reason };
}

/** Of TLS and of names, what administrators have to do something about, and what libraries tell in their own way. */
const networkFaults: readonly [codes: RegExp, words: string][] = [
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/,
    'the other end does not speak TLS; perhaps its address begins with http:',
  ],
  [/CERT_HAS_EXPIRED/, 'the certificate of the other end has expired'],
  [/ERR_TLS_CERT_ALTNAME_INVALID/, 'the certificate of the other end belongs to another name'],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(?:GET|VERIFY)|CERT_/,
    'the certificate of the other end is not trusted; NODE_EXTRA_CA_CERTS can name a file with one that signed it',
  ],
  [/^ENOTFOUND/, 'there is no host of this name'],
  [/^EAI_AGAIN/, 'no name server answers'],
];

/** An error of the network in words; its own message is kept where that says which host it is about. */
function networkWords(error: Error): string {
  const deepest = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in deepest ? String(deepest.code) : '';
  const isTls = /wrong version number|packet length too long/i.test(deepest.message);
  const seen = isTls ? 'WRONG_VERSION_NUMBER' : code;
  const words = networkFaults.find(([codes]) => codes.test(seen))?.[1];
  if (words === undefined) return error.message;
  // A message of OpenSSL is a riddle, and one of Node about certificates gives advice for developers.
  return /^E(?:NOTFOUND|AI_AGAIN)/.test(seen) ? `${words}: ${error.message}` : `${words} (${code})`;
}

function secondsOf(retryAfter: unknown): number | null {
  const isText = typeof retryAfter === 'string' && retryAfter.trim() !== '';
  const seconds = isText || typeof retryAfter === 'number' ? Number(retryAfter) : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestRetrySeconds) : null;
}

/** The number of the supergroup that a group became; null: it is none. A positive number is a person. */
export function supergroupIn(value: unknown): number | null {
  const id = typeof value === 'string' && /^-\d+$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id < 0 ? id : null;
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
