/**
 * We promise to end within ten seconds (docs/operating.md). Messages in flight get eight of them
 * (deliver/dispatcher.ts), the rest is for what is written down afterwards.
 */
const deadlineMs = 9_500;

/** From now on the process has to end: where it is still there too late, `giveUp` is called. */
export function startExitDeadline(giveUp: () => void): void {
  setTimeout(giveUp, deadlineMs).unref();
}
