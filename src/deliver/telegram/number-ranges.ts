/** From the first to the last, both of them included. */
export type NumberRange = [first: number, last: number];

/** Numbers of messages, of which most follow each other: kept as ranges, the lowest first. */
export class NumberRanges {
  readonly #ranges: NumberRange[];

  /** @param ranges sorted, and apart from each other. */
  constructor(ranges: readonly NumberRange[] = []) {
    this.#ranges = ranges.map(([first, last]) => [first, last]);
  }

  get ranges(): NumberRange[] {
    return this.#ranges.map(([first, last]) => [first, last]);
  }

  /** The highest number. null: there is none. */
  get last(): number | null {
    return this.#ranges.at(-1)?.[1] ?? null;
  }

  add(number: number): void {
    let place = this.#ranges.length;
    while (place > 0 && (this.#ranges[place - 1]?.[0] ?? 0) > number) place -= 1;
    const before = this.#ranges[place - 1];
    const after = this.#ranges[place];
    if (before !== undefined && number <= before[1]) return;
    const isAfterOne = before !== undefined && before[1] === number - 1;
    const isBeforeOne = after !== undefined && after[0] === number + 1;
    if (isAfterOne && isBeforeOne) this.#ranges.splice(place - 1, 2, [before[0], after[1]]);
    else if (isAfterOne) before[1] = number;
    else if (isBeforeOne) after[0] = number;
    else this.#ranges.splice(place, 0, [number, number]);
  }

  /** The first number from here on that is not one of them. */
  firstMissing(from: number): number {
    for (const [first, last] of this.#ranges) {
      if (first > from) break;
      if (last >= from) return last + 1;
    }
    return from;
  }

  /** Forgets those that end before a number, and the lowest of more than `most` ranges; never the highest range. */
  forgetBelow(number: number, most: number): void {
    const { length } = this.#ranges;
    const ended = this.#ranges.findIndex(([, last]) => last >= number);
    const many = Math.max(0, length - most);
    this.#ranges.splice(0, Math.min(length - 1, Math.max(many, ended === -1 ? length : ended)));
  }
}
