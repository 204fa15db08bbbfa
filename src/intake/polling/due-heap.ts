/** What is due at some moment of the steady clock. */
export interface Due {
  dueMs: number;
}

/** A binary heap: what is due first is at its top. Ten thousand sources need one timer only. */
export class DueHeap<Entry extends Due> {
  /** `order`: of two that are due at one moment, the one that came first is first. */
  readonly #nodes: { entry: Entry; order: number }[] = [];
  #pushed = 0;

  get size(): number {
    return this.#nodes.length;
  }

  first(): Entry | undefined {
    return this.#nodes[0]?.entry;
  }

  push(entry: Entry): void {
    this.#nodes.push({ entry, order: this.#pushed });
    this.#pushed += 1;
    this.#rise(this.#nodes.length - 1);
  }

  /** Takes out what is due first. */
  pop(): Entry | undefined {
    const [first] = this.#nodes;
    const last = this.#nodes.pop();
    if (last !== undefined && this.#nodes.length > 0) {
      this.#nodes[0] = last;
      this.#sink(0);
    }
    return first?.entry;
  }

  /** @returns whether it was there. */
  remove(entry: Entry): boolean {
    const at = this.#nodes.findIndex((node) => node.entry === entry);
    if (at === -1) return false;
    const last = this.#nodes.pop();
    if (last !== undefined && at < this.#nodes.length) {
      this.#nodes[at] = last;
      this.#sink(at);
      this.#rise(at);
    }
    return true;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, at)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#nodes[one], this.#nodes[other]];
    if (a === undefined || b === undefined) return a !== undefined;
    return a.entry.dueMs < b.entry.dueMs || (a.entry.dueMs === b.entry.dueMs && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#nodes[one], this.#nodes[other]];
    if (a === undefined || b === undefined) return;
    [this.#nodes[one], this.#nodes[other]] = [b, a];
  }
}
