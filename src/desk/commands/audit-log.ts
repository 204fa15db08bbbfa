import type { SpokenLanguage } from '../../news/language.ts';
import type { PostState } from '../../news/post.ts';
import type { AuditEntry } from '../../store/records/audit.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Button } from '../../deliver/messenger.ts';
import { acknowledge, replace, say, type Answer } from '../chat/answer.ts';
import { countFitting, shortened } from '../chat/fitting.ts';
import { showMoment } from '../../words/moments.ts';
import type { Changes, Desk, Subject } from '../chat/desk.ts';
import { articleWords } from '../../words/articles.ts';
import { generalWords } from '../../words/general.ts';
import { peopleWords } from '../../words/people.ts';

const usualCount = 10;
const mostCount = 25;

/** `/log [n]`: what editors changed, the newest first, with pages. */
export const auditSubject: Subject = {
  commands: [
    {
      name: 'log',
      who: 'editor',
      description: (language) => peopleWords[language].commands.log,
      examples: ['/log 20', '/log'],
      async handle(context, desk, { text, example }) {
        if (!/^\d{0,6}$/.test(text)) return say(context, generalWords[context.language].wrong(example));
        const count = text === '' ? usualCount : Math.min(mostCount, Math.max(1, Number(text)));
        await say(context, await entries(context, desk, null, count));
      },
    },
  ],
  buttons: [
    {
      data: /^log:(\d{1,15}):(\d{1,2})$/,
      async handle(context, desk, [before, count]) {
        await acknowledge(context);
        const wanted = Math.min(mostCount, Math.max(1, Number(count)));
        // 0 means the newest page.
        await replace(context, await entries(context, desk, Number(before) || null, wanted));
      },
    },
  ],
};

async function entries(
  context: DeskContext,
  desk: Desk,
  before: number | null,
  count: number,
): Promise<Answer> {
  const words = peopleWords[context.language];
  const { newer, older } = generalWords[context.language];
  const read = await desk.store.audit.read(before, count + 1);
  const title = `<b>${words.logTitle}</b>`;
  const lines = read.slice(0, count).map((entry) => lineOf(entry, context, desk));
  // The next page begins after the last line that fits on this one.
  const shown = read.slice(0, countFitting([title, ...lines]) - 1);
  const turn: Button[] = [];
  if (before !== null) turn.push({ text: newer, data: `log:0:${count}` });
  const last = shown.at(-1);
  if (last !== undefined && read.length > shown.length)
    turn.push({ text: older, data: `log:${last.id}:${count}` });
  if (shown.length === 0) return { html: words.logEmpty, buttons: [turn] };
  return { html: [title, ...lines.slice(0, shown.length)].join('\n'), buttons: [turn] };
}

function lineOf(entry: AuditEntry, { language }: DeskContext, desk: Desk): string {
  const show = (at: Date) => showMoment(at, desk.clock.now(), language, desk.config.timeZone);
  const verb = desk.changes[entry.action]?.verb(language) ?? entry.action;
  const change = shortened(changeText(entry, desk.changes, language, show), 120);
  return `${show(entry.at)} · <b>${shortened(entry.name, 40)}</b>: ${verb} ${shortened(entry.subject, 80)}${change === '' ? '' : ` ${change}`}`;
}

/** The values before and after a change in the language of the reader; empty where they say nothing. */
export function changeText(
  { action, before, after }: Pick<AuditEntry, 'action' | 'before' | 'after'>,
  changes: Changes,
  language: SpokenLanguage,
  show: (at: Date) => string,
): string {
  const { shows, read } = changes[action] ?? { shows: 'both' };
  if (shows === 'nothing' || (before === null && after === null)) return '';
  const values = (shows === 'after' ? [after] : [before, after]).map((value) =>
    value === null ? '—' : (read?.(value, language, show) ?? value),
  );
  return ` (${values.join(' → ')})`;
}

/** The state of a post in the audit. */
export function readState(value: string, language: SpokenLanguage): string {
  return articleWords[language].states[value as PostState] ?? value; // else of another version
}
