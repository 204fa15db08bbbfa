import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Now in milliseconds with fractions, comparable between processes of this machine. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * A Bot API that accepts everything and records when a message arrived. It is used for measuring times, where the
 * sandbox's own work would distort the result. `next` resolves with the time at which the next message arrives.
 */
export async function startArrivals() {
  let waiting: ((atMs: number) => void) | null = null;
  let messageId = 0;
  const server = createServer((request, response) => {
    const atMs = nowMs();
    const isSend = request.url?.endsWith('/sendMessage') ?? false;
    request.resume().on('end', () => {
      messageId += 1;
      const chat = { id: -1001, type: 'channel', title: 'bench', username: 'bench_channel' };
      const result = isSend
        ? { message_id: messageId, date: 0, chat, text: '' }
        : { id: 1, is_bot: true, first_name: 'bench', username: 'bench_bot' };
      const body = request.url?.endsWith('/getUpdates') === true ? [] : result;
      const answer = () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ok: true, result: body }));
      };
      // A long poll is answered late, otherwise the program would repeat it at once.
      if (Array.isArray(body)) setTimeout(answer, 20_000).unref();
      else answer();
      if (isSend) waiting?.(atMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    next: () => new Promise<number>((resolve) => (waiting = resolve)),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
