import { randomInt } from 'node:crypto';

/** How long a query can be answered. Telegram does not document it; this is close to what people observe. */
const answerTimeoutMs = 10_000;
const mostRemembered = 1_000;

export interface InlineAnswer {
  queryId: string;
  botId: number;
  results: Record<string, unknown>[];
  nextOffset: string;
  cacheSeconds: number;
}

/** Inline queries that are not answered yet. Each can be answered once. */
export class InlineQueries {
  /** The newest answers, newest last. */
  readonly answers: InlineAnswer[] = [];
  readonly #nowMs: () => number;
  readonly #open = new Map<string, { botId: number; untilMs: number }>();
  #next = randomInt(1, 1_000_000_000);

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  open(botId: number): string {
    this.#next += 1;
    const id = `7${String(this.#next).padStart(12, '0')}`;
    this.#open.set(id, { botId, untilMs: this.#nowMs() + answerTimeoutMs });
    return id;
  }

  /** @returns false if this bot has no such query, or it was answered already, or it is too old. */
  answer(answer: InlineAnswer): boolean {
    const query = this.#open.get(answer.queryId);
    if (query === undefined || query.botId !== answer.botId || query.untilMs < this.#nowMs()) return false;
    this.#open.delete(answer.queryId);
    this.answers.push(answer);
    if (this.answers.length > mostRemembered) this.answers.shift();
    return true;
  }
}
