import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Connections } from '../../src/web/connections.ts';

const patient = { timeout: 15_000 };
const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const halfPost = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{';

/** A server that keeps three connections open, and answers when it is told. */
async function startServer() {
  const waiting: ServerResponse[] = [];
  let turnedAway = 0;
  const server = createServer((request, response) => {
    if (connections.admit(request, response)) waiting.push(response);
    else {
      turnedAway += 1;
      response.end();
    }
  });
  const connections = new Connections(server, 3);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  /** A client that has sent `text`. */
  const open = async (text: string) => {
    const accepted = new Promise((resolve) => server.once('connection', resolve));
    const client = connect(port, '127.0.0.1', () => void client.write(text));
    client.on('error', () => undefined);
    client.resume();
    onTestFinished(() => void client.destroy());
    await accepted;
    return client;
  };
  return { open, waiting, turnedAway: () => turnedAway };
}

async function isClosed(client: Socket): Promise<void> {
  await vi.waitFor(() => expect(client.destroyed).toBe(true), patient);
}

test('where too many connections are open, the one that has been silent the longest has to go', async () => {
  const { open, waiting } = await startServer();
  const [first, second] = [await open(''), await open('GET / HT')];
  const asking = await open(get);
  await vi.waitFor(() => expect(waiting).toHaveLength(1), patient);
  await open(get);
  await isClosed(first);
  await vi.waitFor(() => expect(waiting).toHaveLength(2), patient);
  // A connection that was answered is kept before others, and may be used again.
  waiting[0]?.end();
  const third = await open('');
  await isClosed(second);
  asking.write(get);
  await vi.waitFor(() => expect(waiting).toHaveLength(3), patient);
  waiting[2]?.end();
  await open(get);
  await isClosed(third);
  await vi.waitFor(() => expect(waiting).toHaveLength(4), patient);
  await open('');
  await isClosed(asking);
});

test('one whose body does not come has to go before one that waits for its answer', async () => {
  const { open, waiting } = await startServer();
  const asking = await open(get);
  const slow = await open(halfPost);
  await open(get);
  await vi.waitFor(() => expect(waiting).toHaveLength(3), patient);
  const newcomer = await open('');
  await isClosed(slow);
  expect([asking.destroyed, newcomer.destroyed]).toEqual([false, false]);
});

test('where everybody waits for an answer, a newcomer is told to come again', async () => {
  const { open, turnedAway, waiting } = await startServer();
  const asking = [await open(get), await open(get), await open(get)];
  await vi.waitFor(() => expect(waiting).toHaveLength(3), patient);
  await open(get);
  await vi.waitFor(() => expect(turnedAway()).toBe(1), patient);
  expect(asking.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
});
