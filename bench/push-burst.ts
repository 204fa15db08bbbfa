import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './arrivals.ts';
import { residentMb } from './program.ts';

/** A newsroom's CMS that publishes everything anew. */
export const perSecond = 200;
export const seconds = 10;

/** What became of the pushes of a burst. */
export interface Burst {
  accepted: number;
  /** Told to come again (429, 503). */
  later: number;
  /** No answer, or another one. */
  lost: number;
  /** Resident memory at most, MB. */
  mostMb: number;
}

/** Pushes 200 articles a second for ten seconds. `name` makes their ids. */
export async function pushBurst(
  pid: number,
  name: string,
  push: (id: string) => Promise<number>,
): Promise<Burst> {
  const counts = { accepted: 0, later: 0, lost: 0 };
  let mostMb = 0;
  const pending: Promise<void>[] = [];
  const startedMs = nowMs();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const dueMs = startedMs + (index * 1_000) / perSecond;
    if (dueMs > nowMs()) await sleep(Math.max(1, dueMs - nowMs()));
    if (index % perSecond === 0) mostMb = Math.max(mostMb, residentMb(pid));
    const one = push(`${name}-${index}`)
      .catch(() => null)
      .then((status) => void (counts[outcomeOf(status)] += 1));
    pending.push(one);
  }
  await Promise.all(pending);
  return { ...counts, mostMb: Math.max(mostMb, residentMb(pid)) };
}

/** null: there was no answer. */
function outcomeOf(status: number | null): 'accepted' | 'later' | 'lost' {
  if (status === 201) return 'accepted';
  return status === 429 || status === 503 ? 'later' : 'lost';
}

/** Stops a program for some seconds, as a machine does that has no time for it. */
export async function standStill(pid: number, afterMs: number, forMs: number): Promise<void> {
  await sleep(afterMs);
  process.kill(pid, 'SIGSTOP');
  await sleep(forMs);
  process.kill(pid, 'SIGCONT');
}

/**
 * Clients that say nothing, half a request, or a body that never comes, and come again when they are sent away.
 * @returns what ends them.
 */
export function openHalf(port: number, count: number, token: string): () => void {
  const begin = 'POST /articles HTTP/1.1\r\nHost: x\r\n';
  const texts = [
    '',
    begin,
    `${begin}Authorization: Bearer ${token}\r\nContent-Length: 500000\r\n\r\n{`,
    `${begin}X-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(20_000)}`,
  ];
  const ending = new AbortController();
  const open = (text: string) => {
    if (ending.signal.aborted) return;
    const socket = connect(port, '127.0.0.1', () => void socket.write(text));
    const destroy = () => void socket.destroy();
    ending.signal.addEventListener('abort', destroy, { once: true });
    socket.on('error', () => undefined);
    socket.resume().on('close', () => {
      ending.signal.removeEventListener('abort', destroy);
      setTimeout(open, 100, text);
    });
  };
  for (let index = 0; index < count; index += 1) open(texts[index % texts.length] ?? '');
  return () => ending.abort();
}
