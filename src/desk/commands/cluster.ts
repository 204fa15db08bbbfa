import { escapeHtml } from '../../compose/fitting.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { ownsEvery } from '../../editing/rights.ts';
import type { ShownJob } from '../../store/engines/backend.ts';
import type { LanesOverview } from '../../store/lanes/lanes.ts';
import { sharingProcesses } from '../../store/lanes/sharing-processes.ts';
import { botWords, clusterWords } from '../../words/bots.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import { say } from '../chat/answer.ts';
import { editorOf } from '../chat/context.ts';
import { fitLines } from '../chat/fitting.ts';
import type { Subject } from '../chat/desk.ts';

/** `/cluster`: which processes live, and which of them works for which bot. */
export const clusterSubject: Subject = {
  commands: [
    {
      name: 'cluster',
      isBare: true,
      who: 'owner',
      description: (language) => botWords[language].clusterCommand,
      examples: ['/cluster'],
      async handle(context, desk) {
        const { language } = context;
        const now = desk.clock.now();
        const show = (at: Date) => showMoment(at, now, language, desk.config.timeZone);
        const overview = await desk.store.lanes.overview();
        const own = ownsEvery(editorOf(context).userId, desk.config) ? overview : { ...overview, jobs: [] };
        const lines = clusterLines(own, language, show);
        await say(context, fitLines(lines.map(escapeHtml)));
      },
    },
  ],
};

/** The processes with their bots, and the last jobs, one a line, for people. `show` writes a moment. */
export function clusterLines(
  { bots, jobs, processes }: LanesOverview,
  language: SpokenLanguage,
  show: (at: Date) => string,
): string[] {
  const words = botWords[language];
  if (processes.length === 0) return [words.notShared];
  const { ids } = sharingProcesses(processes);
  const lines = processes.map(({ host, id, pid, startedAt }) => {
    const own = bots.filter(({ holder }) => holder === String(id)).map(({ bot }) => bot);
    const names = own.length === 0 ? dashes[language] : own.join(', ');
    const line = words.process(`${id}. ${host} (${pid})`, show(new Date(startedAt)), names);
    return ids.includes(id) ? line : `${line} ${dashes[language]} ${words.olderSettings}`;
  });
  const alive = new Set(processes.map(({ id }) => String(id)));
  const free = bots.filter(({ holder }) => holder === null || !alive.has(holder)).map(({ bot }) => bot);
  const none = free.length === 0 ? [] : [words.nobody(free.join(', '))];
  const lastJobs = jobs.map((job) => jobLine(job, language, show));
  const ofJobs = lastJobs.length === 0 ? [] : ['', clusterWords[language].jobs, ...lastJobs];
  return [words.clusterTitle(processes.length), ...lines, ...none, ...ofJobs];
}

/** When a job was done last, by whom, and what became of it. */
export function jobLine(job: ShownJob, language: SpokenLanguage, show: (at: Date) => string): string {
  const { at, error, host, key, pid, process, queue, state } = job;
  const words = clusterWords[language];
  const who = process === null ? words.somebody : `${process}. ${host} (${pid})`;
  const line = `${words.job(queue, key)}: ${words.states[state]}, ${show(new Date(at))}, ${who}`;
  const hasFailed = state === 'failed' || state === 'retry';
  return hasFailed ? `⚠️ ${line} ${dashes[language]} ${error ?? '?'}` : line;
}
