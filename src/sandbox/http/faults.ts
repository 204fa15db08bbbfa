export const faultKinds = [
  /** The connection breaks and nothing happened. */
  'drop-before',
  /** It was accepted, and the connection breaks. */
  'drop-after',
  /** There is never an answer, and nothing happened. */
  'hang',
  /** It was accepted, and there is never an answer. */
  'hang-after',
  '429',
  /** With `after` accepted first, otherwise nothing happened. */
  '500',
  /** The same, as HTML. */
  '502',
  /** Half an answer, then the connection breaks; nothing happened. */
  'half-body',
  /** The same, and it was accepted. */
  'half-body-after',
  /** The connection breaks (or hangs, with `hang`), and only `delayMs` later it happens. */
  'late',
  /** It happens, and is answered only `delayMs` later. */
  'slow',
  /** Any answer, given by `error`. */
  'error',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Absent: every method. Without regard to case. */
  method?: string | readonly string[];
  /** Absent: every chat. */
  chatId?: number;
  /** Absent: until it is removed. */
  times?: number;
  /** 0 to 1; absent: always. */
  probability?: number;
  /** Numbers in [0, 1) for the probability. */
  random?: () => number;
  retryAfterSeconds?: number;
  /** Of real time, whatever the sandbox's clock says. */
  delayMs?: number;
  error?: { code: number; description: string };
  after?: boolean;
  hang?: boolean;
}

export interface FaultHandle {
  /** How often it struck. */
  readonly strikes: number;
  remove(): void;
}

interface Armed {
  fault: Fault;
  methods: ReadonlySet<string> | null;
  strikes: number;
}

/** What shall go wrong. Of several faults that fit a request the one added first strikes. */
export class Faults {
  readonly #armed = new Set<Armed>();
  readonly #counts = new Map<FaultKind, number>();

  add(fault: Fault): FaultHandle {
    const { method } = fault;
    const names = method === undefined ? null : [method].flat().map((name) => name.toLowerCase());
    const armed: Armed = { fault: { ...fault }, methods: names === null ? null : new Set(names), strikes: 0 };
    this.#armed.add(armed);
    return {
      get strikes() {
        return armed.strikes;
      },
      remove: () => void this.#armed.delete(armed),
    };
  }

  clear(): void {
    this.#armed.clear();
  }

  /** How often each kind struck. */
  get counts(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** The fault that strikes this request; null: none. `method` in small letters. */
  strike(method: string, chatId: number | null): Fault | null {
    for (const armed of this.#armed) {
      const { fault, methods } = armed;
      if (methods !== null && !methods.has(method)) continue;
      if (fault.chatId !== undefined && fault.chatId !== chatId) continue;
      if (fault.probability !== undefined && (fault.random ?? Math.random)() >= fault.probability) continue;
      armed.strikes += 1;
      if (fault.times !== undefined && armed.strikes >= fault.times) this.#armed.delete(armed);
      this.#counts.set(fault.kind, (this.#counts.get(fault.kind) ?? 0) + 1);
      return fault;
    }
    return null;
  }
}
