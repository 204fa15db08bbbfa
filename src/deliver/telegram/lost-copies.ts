import type { Facts } from '../../store/records/facts.ts';
import type { Clock } from '../../time/clock.ts';
import { NumberRanges, type NumberRange } from './number-ranges.ts';

/** How many numbers of the log chat are read for one lost copy. Editors talk there, and alerts come in between. */
const mostNumbers = 20;

/** How many ranges of numbers of a log chat are remembered as known. */
const mostRanges = 100;

/** How many lost copies are looked for. In a long outage of Telegram's answers older ones stay. */
const mostLost = 100;

/** How many messages are remembered that were looked for. */
const mostSought = 100;

/** A forward to the log chat of which no answer came yet, or never will: its copy may stand there. */
export interface LostCopy {
  /** The log chat. */
  chatId: string;
  /** The message that was forwarded: of a channel, or of the log chat itself, to see what it shows. */
  from: string;
  messageId: number;
  /** Epoch milliseconds. */
  askedAt: number;
  /** The number of the log chat after which it may stand; null: no number of it is known yet. */
  after: number | null;
  /** How many numbers are still to be read. */
  left: number;
}

/** What is written down. */
interface Kept {
  open: LostCopy[];
  /** Of each log chat, the known numbers that a search would read in vain. */
  known: [chatId: string, ranges: NumberRange[]][];
}

/** What a number of the log chat shows: the original of a copy; null: something else. `later`: nobody can say now. */
export type Original = { chatIds: readonly string[]; messageId: number } | null | 'later';

export interface LostCopiesParts {
  facts: Pick<Facts, 'get' | 'set'>;
  clock: Pick<Clock, 'now'>;
  /** In this time a request that was given up still arrives. */
  settleTimeMs: number;
  /** Reads a number of the log chat, by one more forward there. */
  look: (chatId: string, number: number, signal: AbortSignal) => Promise<Original>;
  /** Deletes a copy, now or later. */
  remove: (copy: { chatId: string; messageId: number }, signal: AbortSignal) => Promise<void>;
}

/**
 * Finds copies in the log chat whose numbers nobody knows, because the answer to a forward was lost, or the program was
 * killed before it came. Each forward is written down before it leaves, with the last number of the log chat that is
 * known. A later copy tells how far the numbers have come. Between the two stand our other copies, which are known, and
 * perhaps lost ones: what is not known there is read, each number once. Mostly nothing is left out, because the forward
 * never arrived.
 */
export class LostCopies {
  readonly #parts: LostCopiesParts;
  /** Forwards that are under way, and those whose copies are lost. */
  #open: LostCopy[] = [];
  readonly #underWay = new Set<LostCopy>();
  /** The known numbers of each log chat, and when the last one was told, epoch milliseconds. */
  readonly #known = new Map<string, { numbers: NumberRanges; toldAt: number }>();
  /** The messages that were looked for last. A look whose answer is lost leaves one more copy of one of them. */
  #sought: string[] = [];
  #isLooking = false;
  #recalled: Promise<void> | null = null;

  constructor(parts: LostCopiesParts) {
    this.#parts = parts;
  }

  /** Those that an earlier run lost are looked for, too. */
  recall(): Promise<void> {
    this.#recalled ??= this.#readKept();
    return this.#recalled;
  }

  async #readKept(): Promise<void> {
    const kept = await this.#parts.facts.get('lost_copies').catch(() => null);
    if (kept === null) return;
    const read = JSON.parse(kept) as Kept | LostCopy[]; // of `#keep`; earlier versions wrote the list alone
    const { known, open } = Array.isArray(read) ? { known: [], open: read } : read;
    this.#open = open;
    for (const [chatId, ranges] of known)
      this.#known.set(chatId, { numbers: new NumberRanges(ranges), toldAt: -Infinity });
  }

  /** Called before a forward leaves. */
  async expect(chatId: string, from: string, messageId: number): Promise<LostCopy> {
    await this.recall();
    const askedAt = this.#parts.clock.now().getTime();
    const after = this.#known.get(chatId)?.numbers.last ?? null;
    const copy = { chatId, from, messageId, askedAt, after, left: mostNumbers };
    this.#open = [...this.#open, copy].slice(-mostLost);
    this.#underWay.add(copy);
    await this.#keep();
    return copy;
  }

  /** The answer came. `copyId`: the number of the copy; null: there is none. */
  async answered(copy: LostCopy, copyId: number | null): Promise<void> {
    this.#underWay.delete(copy);
    if (copyId !== null) this.learn(copy.chatId, copyId);
    await this.#forget(copy);
  }

  /** No answer came that can be trusted. */
  lost(copy: LostCopy): void {
    this.#underWay.delete(copy);
  }

  /** Looks for the oldest copy that can be found now. @returns false when there was none, or its search goes on later. */
  async deleteNext(signal: AbortSignal): Promise<boolean> {
    const copy = this.#open.find((each) => !this.#underWay.has(each) && this.#hasSettled(each));
    if (copy === undefined || this.#isLooking) return false;
    this.#isLooking = true;
    try {
      this.#sought = [...this.#sought, nameOf(copy.from, copy.messageId)].slice(-mostSought);
      const isOver = await this.#search(copy, signal);
      await (isOver ? this.#forget(copy) : this.#keep());
      return isOver;
    } finally {
      this.#isLooking = false;
    }
  }

  /** Whether a number was told after the forward could arrive for the last time. */
  #hasSettled({ askedAt, chatId }: LostCopy): boolean {
    const known = this.#known.get(chatId);
    return known !== undefined && known.toldAt >= askedAt + this.#parts.settleTimeMs;
  }

  /** @returns whether the search is over. */
  async #search(copy: LostCopy, signal: AbortSignal): Promise<boolean> {
    const { chatId } = copy;
    const numbers = this.#known.get(chatId)?.numbers ?? new NumberRanges();
    // What comes later was told later than the forward could arrive.
    const end = numbers.last ?? 0;
    let number = numbers.firstMissing((copy.after ?? end) + 1);
    while (number < end && copy.left > 0) {
      const original = await this.#parts.look(chatId, number, signal);
      if (original === 'later') return false;
      copy.left -= 1;
      numbers.add(number);
      copy.after = number;
      if (original !== null && (await this.#take({ chatId, messageId: number }, original, signal, copy)))
        return true;
      number = numbers.firstMissing(number + 1);
    }
    return true;
  }

  /** Deletes what stands under a number, if it is a lost copy. @returns whether it is the one that is looked for. */
  async #take(
    stands: { chatId: string; messageId: number },
    original: Exclude<Original, null | 'later'>,
    signal: AbortSignal,
    sought: LostCopy,
  ): Promise<boolean> {
    const names = original.chatIds.map((chatId) => nameOf(chatId, original.messageId));
    const shows = (copy: LostCopy) =>
      copy.chatId === stands.chatId && names.includes(nameOf(copy.from, copy.messageId));
    const found = shows(sought)
      ? sought
      : this.#open.find((copy) => !this.#underWay.has(copy) && shows(copy));
    if (found === undefined && !names.some((name) => this.#sought.includes(name))) return false;
    await this.#parts.remove(stands, signal);
    if (found !== undefined && found !== sought) this.#open = this.#open.filter((copy) => copy !== found);
    return found === sought;
  }

  /** A message of ours stood under this number. */
  learn(chatId: string, number: number): void {
    const numbers = this.#known.get(chatId)?.numbers ?? new NumberRanges();
    numbers.add(number);
    this.#known.set(chatId, { numbers, toldAt: this.#parts.clock.now().getTime() });
    for (const copy of this.#open) {
      if (copy.chatId === chatId) copy.after ??= Math.max(0, number - mostNumbers - 1);
    }
  }

  async #forget(copy: LostCopy): Promise<void> {
    this.#open = this.#open.filter((each) => each !== copy);
    await this.#keep();
  }

  /** While the database fails, a copy that a kill leaves stays there. It is silent and harmless. */
  async #keep(): Promise<void> {
    for (const [chatId, { numbers }] of this.#known)
      numbers.forgetBelow(this.#oldestAfter(chatId), mostRanges);
    const known = [...this.#known].map(([chatId, { numbers }]): Kept['known'][number] => [
      chatId,
      numbers.ranges,
    ]);
    const kept: Kept = { open: this.#open, known };
    await this.#parts.facts.set('lost_copies', JSON.stringify(kept)).catch(() => undefined);
  }

  /** No search of this log chat begins before this number. */
  #oldestAfter(chatId: string): number {
    const own = this.#open.filter((copy) => copy.chatId === chatId);
    return Math.min(...own.map(({ after }) => after ?? Infinity));
  }
}

/** Names are told in any case of letters. */
function nameOf(chatId: string, messageId: number): string {
  return `${chatId.toLowerCase()}/${messageId}`;
}
