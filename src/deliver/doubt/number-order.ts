/** In which order the numbers of a span are read: from both ends towards the middle, or from the highest one down. */
export type Order = 'both ends' | 'downwards';

/**
 * The message numbers of a span that are still to be read. A post that we look for stands near one of the ends: right
 * after the last known number, or right before the newest one. So a search that may not read everything reads both ends.
 */
export class NumberOrder {
  #low: number;
  #high: number;
  readonly #order: Order;
  #isLowNext: boolean;

  /** Both numbers belong to the span; it is empty if `low` is above `high`. */
  constructor(low: number, high: number, order: Order) {
    this.#low = low;
    this.#high = high;
    this.#order = order;
    this.#isLowNext = order === 'both ends';
  }

  /** The number to be read now; null: all were read. */
  get next(): number | null {
    if (this.#low > this.#high) return null;
    return this.#isLowNext ? this.#low : this.#high;
  }

  /** The number `next` was read. */
  advance(): void {
    if (this.#isLowNext) this.#low += 1;
    else this.#high -= 1;
    if (this.#order === 'both ends') this.#isLowNext = !this.#isLowNext;
  }
}
