import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import type { LanesOverview } from '../store/lanes/lanes.ts';
import { sharingProcesses } from '../store/lanes/sharing-processes.ts';
import { openExistingStore } from '../store/store.ts';
import { printableLine } from '../terminal-text.ts';
import { clusterLines } from '../desk/commands/cluster.ts';
import { showMoment, tellOnStderr } from './terminal.ts';

export const usage = `Usage: khabarshy cluster [--json]

Shows the processes that share the bots on this database (ENGINE=cluster): where each one runs, since when, and which
bots it works for. A process with older settings than others is named. The last jobs follow, those that failed first:
looks at sources, and what is done by a schedule. Times are in TIMEZONE. It only looks.

  --json   The same for programs; moments in ISO 8601.
`;

export async function execute(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const { databaseUrl, timeZone } = await loadConfig(readEnvironment(), { maySandbox: true });
  const store = await openExistingStore(databaseUrl, tellOnStderr);
  try {
    const overview = await store.lanes.overview();
    if (values.json) process.stdout.write(`${JSON.stringify(jsonOf(overview), null, 2)}\n`);
    else {
      const lines = clusterLines(overview, 'en', (at) => showMoment(at, timeZone));
      process.stdout.write(`${lines.map(printableLine).join('\n')}\n`);
    }
    return 0;
  } finally {
    await store.close();
  }
}

/** A hash of settings says nothing to anybody else. */
function jsonOf({ bots, jobs, processes }: LanesOverview) {
  const { ids } = sharingProcesses(processes);
  const alive = new Set(processes.map(({ id }) => String(id)));
  return {
    processes: processes.map(({ host, id, pid, startedAt }) => ({
      id,
      host,
      pid,
      startedAt: new Date(startedAt).toISOString(),
      hasOlderSettings: !ids.includes(id),
    })),
    bots: bots.map((bot) => ({ ...bot, isServed: bot.holder !== null && alive.has(bot.holder) })),
    jobs: jobs.map(({ at, ...job }) => ({ ...job, at: new Date(at).toISOString() })),
  };
}
