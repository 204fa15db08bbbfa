/*
 * An engine with the real node-cron in a process of its own, whose clock its parent sets: a message
 * `{ jumpMs }` moves the wall clock, as a person or a machine that wakes up does. The steady clock and the timers
 * go on. It tells its parent of each poll and each log line, with the steady time, and ends on SIGTERM.
 *
 * Usage: fork(this file, [expression])
 */
const RealDate = Date;
let offsetMs = 0;

class SettableDate extends RealDate {
  constructor(...args: []) {
    // With arguments it is an ordinary date; the tuple is empty because Date's overloads cannot be spread.
    if (args.length > 0) super(...args);
    else super(RealDate.now() + offsetMs);
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

globalThis.Date = SettableDate as DateConstructor; // nothing calls Date without new
// Loaded after the clock was replaced.
const { EmbeddedEngine } = await import('../../src/engine/embedded.ts');

const tell = (what: string, text = '') => process.send?.({ what, text, steadyMs: performance.now() });
const logLine = (_facts: unknown, text?: unknown) => void tell('line', String(text));

const engine = new EmbeddedEngine(
  { expression: process.argv[2] ?? '* * * * * *', timeZone: 'Asia/Almaty' },
  () => {
    tell('poll');
    return Promise.resolve(null);
  },
  (error) => tell('failure', String(error)),
  { debug: logLine, warn: logLine },
);

process.on('message', ({ jumpMs }: { jumpMs: number }) => {
  offsetMs += jumpMs;
  tell('jump');
});
process.once('SIGTERM', () => void engine.stop().then(() => process.exit(0)));
engine.start();
