import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { createFetch } from '../../../src/deliver/telegram/fetch.ts';

/** Answers every request, and lets the kernel keep no more than two connections that it has not taken. */
const server = `
  const answer = (request, response) => response.end('{"ok":true,"result":true}');
  const server = require('node:http').createServer(answer);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/**
 * While it stands still and its queue is full, the kernel drops whoever wants to connect, who tries again after a
 * second. So the connection takes about a second, as in a slow network.
 */
test('a slow connection comes about although the other address of the host is dead', async () => {
  const child = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer]; // the child prints its port
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const queued = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await expect.poll(() => queued.filter((socket) => !socket.connecting).length).toBeGreaterThan(0);
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  const resolve = (_host: string, _options: object, callback: (...given: unknown[]) => void) =>
    callback(null, addresses);
  vi.spyOn(dns, 'lookup').mockImplementation(resolve as unknown as typeof dns.lookup); // one of its forms
  onTestFinished(() => void vi.restoreAllMocks());
  const asking = createFetch(noProxies)(`http://slow.test:${port}/`, {});
  // Longer than Node waits by itself.
  setTimeout(() => {
    for (const socket of queued) socket.destroy();
    child.kill('SIGCONT');
  }, 500);
  expect(await (await asking).json()).toEqual({ ok: true, result: true });
});
