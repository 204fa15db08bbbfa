import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { ClusterStage } from '../../stage/cluster-stage.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { makeFolder } from '../../stage/folder.ts';
import { isLong } from '../../stage/sizes.ts';

const hasPostgres = 'server' in inject('postgres');
const soon = { timeout: 60_000, interval: 100 };

/** A feed with one entry of its own. */
function atom(name: string): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>${name}</title><entry><id>urn:${name}</id>
    <title>News of ${name}</title><link href="https://wire.example/${name}"/><updated>${new Date().toISOString()}</updated>
    <summary>The text of the news is long enough for a post of its own.</summary></entry></feed>`;
}

test.runIf(isLong && hasPostgres)(
  'every process asks sources, each source once, and what a process that dies was doing is done by another one',
  async () => {
    // Hosts of their own, so that no source waits for another one.
    const sites = await Promise.all(Array.from({ length: 9 }, () => startFeedServer()));
    const names = sites.map((_, index) => `wire${index}`);
    for (const [index, site] of sites.entries())
      site.script('/feed', {
        body: atom(names[index] ?? ''),
        ...(index === 0 ? { holds: 'before headers' } : {}),
      });
    const file = join(makeFolder(), 'sources.yaml');
    const sources = sites.map(
      (site, index) =>
        `  - { name: ${names[index]}, url: "${site.url('/feed')}", private: true, own: true, every: 24h, full_text: never }`,
    );
    writeFileSync(file, `sources:\n${sources.join('\n')}\n`);
    const stage = await ClusterStage.set(await createPostgresDatabase());
    const settings = { SOURCES_FILE: file };
    const programs = [0, 1, 2].map(() => stage.launch(settings));
    await stage.untilShared([2, 1, 1], 40_000);
    const [held] = sites;
    await held?.until('/feed', 1);
    const jobs = (where: string) =>
      stage.rows(`select singleton_key as key, state, data->>'process' as process from khabarshy_jobs.job
        where name = 'sources' and started_on is not null and ${where}`);
    await vi.waitFor(async () => expect(await jobs(`state = 'completed'`)).toHaveLength(8), soon);
    expect(sites.map((site) => site.asked('/feed').length)).toEqual(sites.map(() => 1));

    const numbers = await Promise.all(programs.map((program) => stage.numberOf(program)));
    const working = await vi.waitFor(async () => {
      const [job] = await jobs(`state = 'active'`);
      expect(job?.['key']).toBe('wire0');
      expect(numbers).toContain(job?.['process']);
      return numbers.indexOf(String(job?.['process']));
    }, soon);
    await programs[working]?.stop('SIGKILL');
    const killedAtMs = performance.now();
    await vi.waitFor(() => expect(held?.asked('/feed')).toHaveLength(2), soon);
    // Ten seconds of silence, and as many as pg-boss takes to notice.
    expect(performance.now() - killedAtMs).toBeLessThan(30_000);
    held?.release();
    // Whoever leads now may have planned one more, which sees that its look is not due.
    await vi.waitFor(
      async () => expect(await jobs(`singleton_key = 'wire0' and state = 'completed'`)).not.toHaveLength(0),
      soon,
    );
    const rows = await stage.rows('select source from item_keys group by source order by source');
    expect(rows.map(({ source }) => source)).toEqual(names);

    // A process with newer settings takes over; people see who has the old ones, and what was done.
    const newer = await stage.start({ ...settings, SETTLE_TIME: '400ms' });
    const number = await stage.numberOf(newer);
    await vi.waitFor(
      async () => {
        const shown = stage.launch(settings, ['cluster', '--json']);
        await shown.exited;
        const { jobs: last, processes } = JSON.parse(shown.output()) as {
          jobs: { queue: string; key: string; host: string | null }[];
          processes: { id: number; hasOlderSettings: boolean }[];
        };
        expect(processes).toHaveLength(3);
        for (const { hasOlderSettings, id } of processes)
          expect(hasOlderSettings).toBe(String(id) !== number);
        expect(last.map(({ key }) => key)).toEqual(expect.arrayContaining(['poll', 'wire0']));
      },
      { timeout: 30_000, interval: 500 },
    );
    // Doctor looks at each of them itself.
    expect(sites.map((site) => site.asked('/feed').length)).toEqual(
      names.map((_, index) => (index === 0 ? 2 : 1)),
    );
    const doctor = stage.launch(settings, ['doctor']);
    await doctor.exited;
    const findings = doctor
      .output()
      .split('\n')
      .filter((line) => line.includes(' cluster: '));
    expect(findings.filter((line) => line.includes('has older settings than others'))).toHaveLength(2);
    expect(findings.join('\n')).toContain(`${number}. `);
  },
  180_000,
);
