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
  /** The request is not executed, and something else than Telegram answers with `answer`: a proxy, a portal. */
  'answer',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A request that a fault may strike. */
export interface Struck {
  /** In lower case. */
  method: string;
  chatId: number | null;
  /** Its text or caption; '': it has none. */
  text: string;
  /** The message that is to be changed; null: there is none. */
  messageId: number | null;
}

export interface Fault {
  kind: FaultKind;
  /** Case-insensitive. Absent: every method. */
  method?: string | readonly string[];
  /** Absent: every chat. */
  chatId?: number;
  /** Only requests whose text or caption contains this. */
  text?: string;
  /** Only requests of which this says yes; asked last. */
  isMeant?: (request: Struck) => boolean;
  /** How often the fault strikes. Absent: until it is removed. */
  times?: number;
  /** 0 to 1; absent: always. */
  probability?: number;
  /** Gives numbers in [0, 1) that are compared with `probability`. */
  random?: () => number;
  /** Of an album only the messages at these places arrive; 0 is the first one. */
  parts?: readonly number[];
  retryAfterSeconds?: number;
  /** In real time, not in the sandbox's clock. */
  delayMs?: number;
  error?: { code: number; description: string; parameters?: Record<string, number> };
  answer?: { status: number; body: string; headers?: Record<string, string> };
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

  /** The fault that strikes this request, or null. */
  strike(request: Struck): Fault | null {
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (!isMeant(armed, request)) continue;
      armed.strikes += 1;
      if (fault.times !== undefined && armed.strikes >= fault.times) this.#armed.delete(armed);
      this.#counts.set(fault.kind, (this.#counts.get(fault.kind) ?? 0) + 1);
      return fault;
    }
    return null;
  }
}

function isMeant({ fault, methods }: Armed, request: Struck): boolean {
  if (methods !== null && !methods.has(request.method)) return false;
  if (fault.chatId !== undefined && fault.chatId !== request.chatId) return false;
  if (fault.text !== undefined && !request.text.includes(fault.text)) return false;
  if (fault.probability !== undefined && (fault.random ?? Math.random)() >= fault.probability) return false;
  return fault.isMeant?.(request) ?? true;
}
