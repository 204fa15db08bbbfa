import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examinePort } from '../../src/cli/doctor/port.ts';
import { startSandbox } from '../../src/sandbox/http/server.ts';
import { khabarshy, makePlace } from '../stage/place.ts';
import { startProgram } from '../stage/program.ts';

const host = '127.0.0.1';

/** A program that accepts connections and says nothing, on a port of its own. */
async function startOther(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address === null || typeof address === 'string' ? 0 : address.port;
}

async function startOurs(): Promise<number> {
  const sandbox = await startSandbox({ bots: [] });
  onTestFinished(() => sandbox.stop());
  return Number(new URL(sandbox.url).port);
}

describe('doctor says of the port of the page', () => {
  test('that it is free', async () => {
    const http = { host, port: await freePort(), portGiven: true };
    expect(await examinePort({ http }, false)).toMatchObject({ verdict: 'well' });
    expect(await examinePort({ http }, true)).toMatchObject({ verdict: 'unchecked' });
  });

  test('that our own running program has it', async () => {
    const http = { host, port: await startOurs(), portGiven: true };
    expect(await examinePort({ http }, true)).toMatchObject({ verdict: 'well' });
  });

  test('that a khabarshy on another database has it', async () => {
    const http = { host, port: await startOurs(), portGiven: true };
    const finding = await examinePort({ http }, false);
    expect(finding).toMatchObject({ verdict: 'wrong', isSetting: true });
    expect(finding.text).toContain('another khabarshy, which does not use this database');
  });

  test('that another program has it, which is harmless if the port was not chosen', async () => {
    const port = await startOther();
    const wrong = await examinePort({ http: { host, port, portGiven: true } }, false);
    expect(wrong).toMatchObject({ verdict: 'wrong', isSetting: true });
    expect(wrong.text).toBe(`another program has the port ${port}. Set HTTP_PORT to a free one`);
    const next = await examinePort({ http: { host, port, portGiven: false } }, false);
    expect(next.verdict).toBe('unchecked');
    expect(next.text).toContain('takes one of the next 20 ports');
  });

  test('that this machine has no such address', async () => {
    const finding = await examinePort({ http: { host: '192.0.2.7', port: 8080, portGiven: true } }, false);
    expect(finding).toMatchObject({ verdict: 'wrong', isSetting: true });
    expect(finding.text).toContain('Set HTTP_HOST to one that it has');
  });

  test('nothing, if the page is off', async () => {
    expect(await examinePort({ http: null }, false)).toMatchObject({ verdict: 'unchecked' });
  });
});

test('a taken port ends the doctor with code 2; the running program itself is no mistake', async () => {
  const port = String(await startOther());
  const taken = await khabarshy(makePlace({ HTTP_PORT: port }), ['doctor']);
  expect(taken.stdout).toContain(`✗ page: another program has the port ${port}`);
  expect(taken.code).toBe(2);

  const own = String(await freePort());
  const place = makePlace({ HTTP_PORT: own });
  const program = startProgram({ HTTP_PORT: own }, place.cwd, ['run', '--sandbox']);
  onTestFinished(async () => void (await program.stop('SIGKILL')));
  await program.waitForLine(({ msg }) => msg === 'running');
  const running = await khabarshy(place, ['doctor']);
  expect(running.stdout).toContain(`✓ page: http://127.0.0.1:${own}/ is served by the running khabarshy`);
  expect(running.code).toBe(0);
});
