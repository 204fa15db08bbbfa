import { refusalPausesMs, UnansweredTries } from '../deliver/unanswered-tries.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../time/clock.ts';
import { LogChatFailure, type LogChat } from './log-chat.ts';

interface Parts {
  logChat: Pick<LogChat, 'answer' | 'isThere'>;
  clock: Clock;
  log: Logger;
}

/** How many answers are kept in memory that could not be given yet. */
const mostKept = 100;

/**
 * Gives the questions in the log chat their answers. Telegram may refuse one of them for ever. Then it is given up after
 * ten tries, but only if the log chat itself is open to us. Meanwhile it keeps nobody from being asked anything else.
 */
export class QuestionAnswers {
  readonly #parts: Parts;
  readonly #tries: UnansweredTries;
  /** What has to stand under the questions, by their numbers. */
  readonly #kept = new Map<number, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#tries = new UnansweredTries(() => parts.logChat.isThere(), parts.clock, refusalPausesMs);
  }

  /** The question gets this answer with the next call of `giveKept`. */
  keep(questionId: number, text: string): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(questionId, text);
  }

  /** @throws LogChatFailure when Telegram can be asked nothing now; the rest is given later. */
  async giveKept(): Promise<void> {
    for (const [questionId, text] of this.#kept)
      if (await this.tryToGive(questionId, text)) this.#kept.delete(questionId);
  }

  /**
   * @returns whether the question needs nothing more: it has its answer, or was deleted, or Telegram never takes one.
   * @throws LogChatFailure when Telegram can be asked nothing now.
   */
  async tryToGive(questionId: number, text: string): Promise<boolean> {
    const { log, logChat } = this.#parts;
    const request = `answer ${questionId}`;
    if (this.#tries.isPaused(request)) return false;
    const outcome = await logChat.answer(questionId, text);
    const isFinal = outcome.kind === 'refused' && outcome.because !== 'unknown';
    if (outcome.kind === 'done' || outcome.kind === 'gone' || isFinal) {
      this.#tries.forget(request);
      if (isFinal) this.#giveUp(questionId, outcome.reason);
      return true;
    }
    if (['limited', 'unreached', 'late', 'unauthorized'].includes(outcome.kind))
      throw new LogChatFailure(outcome);
    const { message: reason } = new LogChatFailure(outcome);
    const untilMs = await this.#tries.pausedUntil(request, new AbortController().signal);
    if (untilMs === null) this.#giveUp(questionId, reason);
    else log.warn({ question: questionId, reason }, 'a question could not be answered; it is tried again');
    return untilMs === null;
  }

  #giveUp(question: number, reason: string): void {
    this.#parts.log.warn({ question, reason }, 'Telegram takes no answer to a question; it stays as it is');
  }
}
