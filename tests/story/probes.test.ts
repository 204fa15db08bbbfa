import { expect, inject, test, vi } from 'vitest';
import { createPostgresDatabase } from '../stage/databases.ts';
import { openGate } from '../stage/gate.ts';
import { Stage } from '../stage/story-stage.ts';

/** A loss must show within this time. */
const soon = { timeout: 10_000, interval: 250 };

async function startWithPage(settings: Record<string, string> = {}) {
  const stage = await Stage.set();
  // If another test that runs now has the usual port, the next free one is taken. A silent database can keep a
  // program from ending, so it runs in a process of its own.
  const run = await stage.spawn({ ...settings, HTTP_PORT: '' });
  const line = await run.waitForLine(({ msg }) => msg === 'the page is served');
  const ask = async (path: string) => {
    const answer = await fetch(new URL(path, String(line['url'])));
    return { status: answer.status, body: await answer.text() };
  };
  return { stage, ask };
}

test('without Telegram the program is alive, and not ready', async () => {
  const { stage, ask } = await startWithPage();
  expect(await ask('/readyz')).toEqual({ status: 200, body: '{"database":"ok","telegram":"ok"}\n' });
  const fault = stage.sandbox.addFault({ kind: 'drop-before', method: 'getMe' });
  await vi.waitFor(async () => {
    const { status, body } = await ask('/readyz');
    expect({ status, body }).toEqual({ status: 503, body: '{"database":"ok","telegram":"unreachable"}\n' });
  }, soon);
  expect((await ask('/livez')).status).toBe(200);
  expect((await ask('/healthz')).status).toBe(200);
  fault.remove();
  await vi.waitFor(async () => expect((await ask('/readyz')).status).toBe(200), soon);
});

test.skipIf('missing' in inject('postgres'))(
  'without its database the program is alive, and not ready (needs Postgres)',
  async () => {
    const gate = await openGate(new URL(await createPostgresDatabase()));
    const { ask } = await startWithPage({ DATABASE_URL: gate.url });
    expect((await ask('/readyz')).status).toBe(200);
    gate.close();
    await vi.waitFor(
      async () => expect((await ask('/readyz')).body).toContain('"database":"unreachable"'),
      soon,
    );
    expect((await ask('/livez')).status).toBe(200);
  },
);
