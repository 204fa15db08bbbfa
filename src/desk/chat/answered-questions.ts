interface Question {
  chat: { id: number };
  message_id: number;
}

/** More questions than editors answer before a press that crossed an answer has arrived. */
const mostRemembered = 1_000;

/**
 * What came of the questions that were answered last. The message that comes with a press shows them as they were
 * when it was pressed, so of two editors at once the second still has the buttons; after a restart it has not.
 */
export class AnsweredQuestions {
  readonly #verdicts = new Map<string, string>();

  /** null: it is open, or was answered long ago. */
  verdictOf(question: Question): string | null {
    return this.#verdicts.get(keyOf(question)) ?? null;
  }

  remember(question: Question, verdict: string): void {
    this.#verdicts.set(keyOf(question), verdict);
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size > mostRemembered && oldest !== undefined) this.#verdicts.delete(oldest);
  }
}

function keyOf({ chat, message_id }: Question): string {
  return `${chat.id}:${message_id}`;
}
