/** A site of somebody else is asked one thing at a time, and one in this time, milliseconds. */
export const foreignGapMs = 1000;
export const mostForeign = 1;
export const mostOwn = 4;

interface HostState {
  inFlight: number;
  /** On the steady clock. */
  startedAtMs: number;
  /** Until then the host does not want to be asked. */
  closedUntilMs: number;
}

/** What each host bears: requests in flight, the time between two, and the pause that it asks for. */
export class HostGates {
  readonly #hosts = new Map<string, HostState>();

  /** When a request to the host may start: now or earlier, later, or Infinity if one has to end first. */
  opensAtMs(host: string, isOwn: boolean): number {
    const state = this.#hosts.get(host);
    if (state === undefined) return -Infinity;
    const { closedUntilMs, inFlight, startedAtMs } = state;
    if (inFlight >= (isOwn ? mostOwn : mostForeign)) return Infinity;
    return Math.max(closedUntilMs, isOwn ? -Infinity : startedAtMs + foreignGapMs);
  }

  begin(host: string, nowMs: number): void {
    const state = this.#of(host);
    state.inFlight += 1;
    state.startedAtMs = nowMs;
  }

  end(host: string): void {
    this.#of(host).inFlight -= 1;
  }

  close(host: string, untilMs: number): void {
    const state = this.#of(host);
    state.closedUntilMs = Math.max(state.closedUntilMs, untilMs);
  }

  #of(host: string): HostState {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const state = { inFlight: 0, startedAtMs: -Infinity, closedUntilMs: -Infinity };
    this.#hosts.set(host, state);
    return state;
  }
}
