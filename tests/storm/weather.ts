import type { Fault, FaultHandle, Sandbox } from '../../src/sandbox/http/server.ts';
import type { Random } from './random.ts';

/** Timeouts of the program in a storm. They are short, so that much happens. */
export const requestTimeoutMs = 300;
export const settleTimeMs = 600;
/** A request may arrive so much later: long after the post was sent again. */
export const latestArrivalMs = 3_000;

/** Shares of the requests that change a channel or read it back. Together: about one in seven. */
const shares: { fault: Fault; probability: number }[] = [
  { fault: { kind: 'drop-before' }, probability: 0.02 },
  { fault: { kind: 'drop-after' }, probability: 0.025 },
  { fault: { kind: 'hang' }, probability: 0.01 },
  { fault: { kind: 'hang-after' }, probability: 0.01 },
  { fault: { kind: '429', retryAfterSeconds: 1 }, probability: 0.005 },
  { fault: { kind: '500' }, probability: 0.01 },
  { fault: { kind: '500', after: true }, probability: 0.01 },
  { fault: { kind: '502' }, probability: 0.005 },
  { fault: { kind: '502', after: true }, probability: 0.005 },
  { fault: { kind: 'half-body' }, probability: 0.01 },
  { fault: { kind: 'half-body-after' }, probability: 0.01 },
  // It arrives after the request timed out, and well within the settle time.
  { fault: { kind: 'late', delayMs: 60 }, probability: 0.01 },
  { fault: { kind: 'late', delayMs: 350 }, probability: 0.01 },
  { fault: { kind: 'late', delayMs: 500, hang: true }, probability: 0.005 },
  // After the settle time, and mostly after the resend.
  { fault: { kind: 'late', delayMs: 1_200 }, probability: 0.005 },
  { fault: { kind: 'late', delayMs: latestArrivalMs }, probability: 0.005 },
  { fault: { kind: 'slow', delayMs: 150 }, probability: 0.01 },
  { fault: { kind: 'slow', delayMs: 500 }, probability: 0.005 },
  // Albums of which a part arrives, and no answer.
  { fault: { kind: 'drop-after', parts: [0, 2] }, probability: 0.03 },
  { fault: { kind: 'drop-after', parts: [1, 2] }, probability: 0.03 },
  { fault: { kind: 'hang-after', parts: [1] }, probability: 0.03 },
];

const methods = [
  'sendMessage',
  'sendPhoto',
  'sendMediaGroup',
  'editMessageText',
  'editMessageCaption',
  'editMessageMedia',
  'deleteMessage',
  'deleteMessages',
  'forwardMessage',
];

/**
 * An edit that arrives after the settle time may replace a newer one, and nothing in the channel tells it from that: edits
 * rely on SETTLE_TIME. A post that arrives so late is a second copy, which is found.
 */
const unsettledMethods = methods.filter((method) => !method.startsWith('edit'));

function methodsOf(fault: Fault): string[] {
  if (fault.parts !== undefined) return ['sendMediaGroup'];
  const isUnsettled = fault.kind === 'late' && (fault.delayMs ?? 0) > settleTimeMs;
  return isUnsettled ? unsettledMethods : methods;
}

/** Starts faults that happen at random, `factor` times as often as in a storm. @returns a function that ends them. */
export function raiseFaults(sandbox: Sandbox, random: Random, factor = 1): () => void {
  let left = 1;
  const handles: FaultHandle[] = [];
  for (const { fault, probability } of shares) {
    // A fault is tried only if none before it happened.
    const share = (probability * factor) / left;
    left -= probability * factor;
    handles.push(
      sandbox.addFault({
        ...fault,
        method: methodsOf(fault),
        probability: share,
        random: () => random.next(),
      }),
    );
  }
  return () => {
    for (const handle of handles) handle.remove();
  };
}
