import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bearer, postToken, pushed, PushStage } from './push-stage.ts';

/** Begins a request, and sends no more of it. */
function halfOpen(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1', () => void socket.write(text));
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

test('clients that send nothing, half a request, or far too much hold nobody up', async () => {
  const push = await PushStage.set();
  await push.start();
  const port = Number(new URL(push.url).port);
  const half = `POST /articles HTTP/1.1\r\nHost: x\r\n`;
  const withToken = `${half}Authorization: Bearer ${postToken}\r\nContent-Length: 500000\r\n\r\n{`;
  const unknown = `${half}X-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(20_000)}`;
  for (let index = 0; index < 60; index += 1) {
    halfOpen(port, '');
    halfOpen(port, half);
    halfOpen(port, withToken);
    halfOpen(port, unknown);
  }
  const startedMs = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => push.post(pushed(`s${index}`))));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  expect(performance.now() - startedMs).toBeLessThan(4_000);
  await push.stage.until((texts) => expect(texts).toHaveLength(20));
  // A body that is far too large gets its answer, also without a length that says so.
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(65_536))),
  });
  const response = await fetch(`${push.url}/articles`, {
    method: 'POST',
    headers: bearer(postToken),
    body: endless,
    duplex: 'half',
  }).catch((error: unknown) => error);
  // The client may see the end of the connection before the answer.
  expect(response instanceof Response ? response.status : 413).toBe(413);
  expect((await push.post(pushed('after'))).status).toBe(201);
});
