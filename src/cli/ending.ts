/**
 * We promise to end within ten seconds (docs/operating.md). Messages in flight get eight of them
 * (deliver/dispatcher.ts), the rest is for what is written down afterwards.
 */
const patienceMs = 9_500;

/** Ends in order, or calls `giveUp`: a database that gives no answer would keep us for ever. */
export async function endInTime(end: () => Promise<void>, giveUp: () => void): Promise<void> {
  const timer = setTimeout(giveUp, patienceMs);
  try {
    await end();
  } finally {
    clearTimeout(timer);
  }
}
