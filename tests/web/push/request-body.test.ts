import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { RequestBodies, type BodyReading } from '../../../src/web/push/request-body.ts';

const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n';

/** Reads one body with this patience. `onRequest` runs while it is read. */
async function readOne(
  patience: { idleMs: number; wholeMs: number },
  onRequest: (send: (text: string) => void) => void,
): Promise<BodyReading> {
  const bodies = new RequestBodies(patience);
  const reading = Promise.withResolvers<BodyReading>();
  const server = createServer((request) => {
    bodies.read(request, true).then(reading.resolve, reading.reject);
    onRequest((text) => void client.write(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const client = connect(port, '127.0.0.1', () => void client.write(head));
  client.on('error', () => undefined);
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return reading.promise;
}

test.each([
  ['the pause', { idleMs: 30, wholeMs: 60_000 }],
  ['the time for the whole', { idleMs: 60_000, wholeMs: 30 }],
])('a body that came while the program stood still is read, though %s is over', async (_, patience) => {
  const reading = await readOne(patience, (send) => {
    send('body');
    const untilMs = performance.now() + 100;
    while (performance.now() < untilMs); // the program stands still
  });
  expect(reading).toMatchObject({ kind: 'body' });
});

test('a body that does not come ends its connection', async () => {
  expect(await readOne({ idleMs: 30, wholeMs: 60_000 }, () => undefined)).toEqual({ kind: 'broken' });
});
