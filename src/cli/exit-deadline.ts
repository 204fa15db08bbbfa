/**
 * We promise to exit within ten seconds (docs/operating.md). Messages in flight get eight of them
 * (deliver/dispatcher.ts). The rest is for recording their outcomes.
 */
const deadlineMs = 9_500;

/** Calls `giveUp` if the process still runs after the deadline. */
export function startExitDeadline(giveUp: () => void): void {
  setTimeout(giveUp, deadlineMs).unref();
}
