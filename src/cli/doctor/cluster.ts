import { clusterLines, jobLine } from '../../desk/commands/cluster.ts';
import type { Store } from '../../store/store.ts';
import { sharingProcesses } from '../../store/lanes/sharing-processes.ts';
import { showMoment } from '../terminal.ts';
import type { Finding } from './finding.ts';

const subject = 'cluster';

/** Who works for which bot, which processes have older settings, and which jobs fail. Without a cluster nothing. */
export async function examineCluster({ lanes }: Pick<Store, 'lanes'>, timeZone: string): Promise<Finding[]> {
  const overview = await lanes.overview();
  const { bots, jobs, processes } = overview;
  if (processes.length === 0) return [];
  const show = (at: Date) => showMoment(at, timeZone);
  const alive = new Set(processes.map(({ id }) => String(id)));
  const free = bots.filter(({ holder }) => holder === null || !alive.has(holder)).map(({ bot }) => bot);
  const nobody: Finding[] = free.map((bot) => ({
    verdict: 'wrong',
    subject,
    text: `nobody works for the bot ${bot}. Look again in ten seconds; if that stays so, the log of each process says why.`,
  }));
  const { ids } = sharingProcesses(processes);
  const older: Finding[] = processes
    .filter(({ id }) => !ids.includes(id))
    .map(({ host, id, pid }) => ({
      verdict: 'unchecked',
      subject,
      text: `the process ${id} on ${host} (${pid}) has older settings than others. It gives its bots to them within ten minutes. Restart it with the new ones.`,
    }));
  const failed: Finding[] = jobs
    .filter(({ state }) => state === 'failed' || state === 'retry')
    .map((job) => ({ verdict: 'unchecked', subject, text: jobLine(job, 'en', show) }));
  const sharing = processes.filter(({ id }) => ids.includes(id));
  const lines = clusterLines({ ...overview, processes: sharing, jobs: [] }, 'en', show);
  const held: Finding[] = lines
    .slice(1, 1 + sharing.length)
    .map((text) => ({ verdict: 'well', subject, text }));
  return [...held, ...nobody, ...older, ...failed];
}
