export const faultKinds = [
  /** The request is not executed, and the connection breaks. */
  'drop-before',
  /** The request is executed, and the connection breaks. */
  'drop-after',
  /** The request is not executed and never answered. */
  'hang',
  /** The request is executed and never answered. */
  'hang-after',
  '429',
  /** The request is executed only with `after`. */
  '500',
  /** Like 500, with an HTML page as the answer. */
  '502',
  /** The request is not executed; half an answer is sent and the connection breaks. */
  'half-body',
  /** The request is executed; half of its answer is sent and the connection breaks. */
  'half-body-after',
  /** The connection breaks (or hangs, with `hang`), and the request is executed `delayMs` later. */
  'late',
  /** The request is executed now and answered `delayMs` later. */
  'slow',
  /** The request is not executed and is answered with `error`. */
  'error',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Case-insensitive. Absent: every method. */
  method?: string | readonly string[];
  /** Absent: every chat. */
  chatId?: number;
  /** How often the fault strikes. Absent: until it is removed. */
  times?: number;
  /** 0 to 1; absent: always. */
  probability?: number;
  /** Gives numbers in [0, 1) that are compared with `probability`. */
  random?: () => number;
  retryAfterSeconds?: number;
  /** In real time, not in the sandbox's clock. */
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

/** The faults to inject. If several match a request, the one that was added first strikes. */
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

  /** The fault that strikes this request, or null. `method` is in lower case. */
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
