import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Asks whether a request may still leave. It is asked directly before the first byte, when the connection is open: to
 * open one may take seconds, and a process may be frozen for minutes. grammY, through which requests pass, has no place
 * for it.
 */
export type DepartureCheck = () => boolean;

const checks = new AsyncLocalStorage<DepartureCheck>();

/** Makes requests that leave only if `mayLeave` says so at the last moment. */
export function withDepartureCheck<T>(mayLeave: DepartureCheck, request: () => Promise<T>): Promise<T> {
  return checks.run(mayLeave, request);
}

/** The check of the request that is being made. */
export function departureCheck(): DepartureCheck {
  return checks.getStore() ?? always;
}

function always(): boolean {
  return true;
}
