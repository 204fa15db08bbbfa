interface Waiting<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks one thing at a time: questions that come meanwhile are asked together, when the answer is there. So a question
 * that comes alone waits for nobody, and many that come at once cost one trip to the database. An answer never is older
 * than its question.
 */
export class Gathering<Question, Answer> {
  readonly #askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  #waiting: Waiting<Question, Answer>[] = [];
  #isAsking = false;

  /** `askAll` gives an answer for each question, in their order. */
  constructor(askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>) {
    this.#askAll = askAll;
  }

  ask(question: Question): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (!this.#isAsking) void this.#askOn();
    });
  }

  async #askOn(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) await this.#askThem(this.#waiting.splice(0));
    this.#isAsking = false;
  }

  async #askThem(asked: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.#askAll(asked.map(({ question }) => question));
      // There is one for each.
      for (const [index, { resolve }] of asked.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
