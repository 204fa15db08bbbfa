import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { ClusterStage } from '../../stage/cluster-stage.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { makeFolder } from '../../stage/folder.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { bearer, freePort, postToken, pushed, pushTokens } from '../../web/push/push-stage.ts';

const hasPostgres = 'server' in inject('postgres');

test.runIf(hasPostgres)(
  'what is pushed to a process that does not plan is planned by the one that does, at once',
  async () => {
    const site = await startFeedServer();
    const atom = (...numbers: number[]) =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><link rel="hub" href="/hub"/>${numbers
        .map(
          (number) =>
            `<entry><id>urn:n:${number}</id><title>Wire number ${number}</title><link href="https://wire.example/${number}"/><updated>${new Date().toISOString()}</updated><summary>The text of the news is long enough for a post of its own.</summary></entry>`,
        )
        .join('')}</feed>`;
    site.script('/atom', { body: atom(1) }).script('/hub', { status: 202 });
    const folder = makeFolder();
    const sourcesFile = join(folder, 'sources.yaml');
    writeFileSync(
      sourcesFile,
      `sources: [{ name: wire, url: "${site.url('/atom')}", private: true, own: true, every: 24h, full_text: never }]`,
    );
    const stage = await ClusterStage.set(await createPostgresDatabase());
    const ports = [await freePort(), await freePort()];
    // Nothing but the push can be the reason of a poll, or of a look.
    const common = { PUSH_TOKENS: pushTokens, SOURCES_FILE: sourcesFile, POLL_SCHEDULE: '0 0 1 1 *' };
    const programs = ports.map((port) =>
      stage.launch({ ...common, HTTP_PORT: String(port), PUBLIC_URL: 'http://127.0.0.1:1' }),
    );
    await stage.untilShared([2, 2], 40_000);
    await site.until('/atom', 1);
    await Promise.all(programs.map((program) => program.waitForLine(({ msg }) => msg === 'running')));
    const planner = (await stage.lanes()).find(({ bot }) => bot === 'news')?.holder;
    const numbers = await Promise.all(programs.map((program) => stage.numberOf(program)));
    const other = numbers.findIndex((number) => number !== planner);
    const ask = (path: string, body: unknown) =>
      fetch(`http://127.0.0.1:${ports[other]}${path}`, {
        method: 'POST',
        headers: bearer(postToken),
        body: JSON.stringify(body),
      });
    const startedMs = performance.now();
    expect((await ask('/articles', pushed('a1', { headline: 'Story a1' }))).status).toBe(201);
    await stage.untilPosted(['a1']);
    expect(performance.now() - startedMs).toBeLessThan(15_000);

    site.script('/atom', { body: atom(2, 1) });
    expect((await ask('/sources/wire/poll', {})).status).toBe(202);
    await site.until('/atom', 2);
    await vi.waitFor(
      () => expect(stage.standing(-1_001_000_000_000)).toEqual(['Story a1', 'Wire number 2']),
      { timeout: 10_000 },
    );

    // Hubs may reach any of the processes as well.
    const [hub] = await stage.rows('select callback, secret, topic from websub_subscriptions');
    const callback = `http://127.0.0.1:${ports[other]}/websub/${String(hub?.['callback'])}`;
    const asked = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.topic': String(hub?.['topic']),
      'hub.challenge': 'c',
    });
    expect(await (await fetch(`${callback}?${asked.toString()}`)).text()).toBe('c');
    const news = atom(3);
    const signature = createHmac('sha256', String(hub?.['secret'])).update(news).digest('hex');
    const headers = { 'x-hub-signature': `sha256=${signature}`, 'content-type': 'application/atom+xml' };
    expect((await fetch(callback, { method: 'POST', headers, body: news })).status).toBe(202);
    await vi.waitFor(() => expect(stage.standing(-1_001_000_000_000)).toContain('Wire number 3'), {
      timeout: 10_000,
    });
    expect(stage.standing(-1_001_000_000_000)).toHaveLength(3);
  },
  90_000,
);
