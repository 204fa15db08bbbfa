import { randomInt } from 'node:crypto';

/** How long a press can be answered. Telegram does not document it; this is close to what people observe. */
const answerTimeoutMs = 60_000;
const maxRemembered = 10_000;
const maxAnswers = 1_000;

export interface CallbackAnswer {
  queryId: string;
  botId: number;
  userId: number;
  chatId: number;
  messageId: number;
  text: string;
  showAlert: boolean;
  url: string;
}

interface Query {
  botId: number;
  userId: number;
  chatId: number;
  messageId: number;
  untilMs: number;
}

/** Pressed buttons that are not answered yet. Each can be answered once. */
export class Callbacks {
  /** The newest answers, newest last. */
  readonly answers: CallbackAnswer[] = [];
  readonly #nowMs: () => number;
  readonly #queries = new Map<string, Query>();
  #next = randomInt(1, 1_000_000_000);

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  open(query: Omit<Query, 'untilMs'>): string {
    this.#next += 1;
    const id = `4${String(query.botId).slice(0, 6)}${String(this.#next).padStart(12, '0')}`;
    this.#queries.set(id, { ...query, untilMs: this.#nowMs() + answerTimeoutMs });
    const [oldest] = this.#queries.keys();
    if (this.#queries.size > maxRemembered && oldest !== undefined) this.#queries.delete(oldest);
    return id;
  }

  /** @returns null if this bot has no such query, or it was answered already, or it is too old */
  answer(
    queryId: string,
    botId: number,
    given: { text: string; showAlert: boolean; url: string },
  ): CallbackAnswer | null {
    const query = this.#queries.get(queryId);
    if (query === undefined || query.botId !== botId || query.untilMs < this.#nowMs()) return null;
    this.#queries.delete(queryId);
    const { userId, chatId, messageId } = query;
    const answer = { queryId, botId, userId, chatId, messageId, ...given };
    this.answers.push(answer);
    if (this.answers.length > maxAnswers) this.answers.shift();
    return answer;
  }
}
