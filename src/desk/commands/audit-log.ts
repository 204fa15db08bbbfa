import { Composer } from 'grammy/web';
import type { AuditEntry } from '../../store/records/audit.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Button } from '../../watch/log-chat.ts';
import { countFitting, replace, say, shortened, type Answer } from '../chat/answer.ts';
import { changeText } from './audit-values.ts';
import { showMoment } from '../../words/moments.ts';
import type { DeskPorts } from '../chat/ports.ts';
import { commandExamples, generalWords } from '../../words/general.ts';
import { peopleWords } from '../../words/people.ts';

const usualCount = 10;
const mostCount = 25;

/** `/log [n]`: who changed what, the newest first, with pages to turn. */
export function auditDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('log', async (context) => {
    const asked = context.match.trim();
    if (!/^\d{0,6}$/.test(asked))
      return say(context, generalWords[context.language].wrong(commandExamples.log));
    const count = asked === '' ? usualCount : Math.min(mostCount, Math.max(1, Number(asked)));
    await say(context, await entries(context, ports, null, count));
  });
  desk.callbackQuery(/^log:(\d{1,15}):(\d{1,2})$/, async (context) => {
    const [, before, count] = context.match;
    await context.answerCallbackQuery();
    const wanted = Math.min(mostCount, Math.max(1, Number(count)));
    // 0 is the newest page.
    await replace(context, await entries(context, ports, Number(before) || null, wanted));
  });
  return desk;
}

async function entries(
  context: DeskContext,
  ports: DeskPorts,
  before: number | null,
  count: number,
): Promise<Answer> {
  const words = peopleWords[context.language];
  const { newer, older } = generalWords[context.language];
  const read = await ports.store.audit.read(before, count + 1);
  const title = `<b>${words.logTitle}</b>`;
  const lines = read.slice(0, count).map((entry) => lineOf(entry, context, ports));
  // The next page begins after the last line that fits.
  const shown = read.slice(0, countFitting([title, ...lines]) - 1);
  const turn: Button[] = [];
  if (before !== null) turn.push({ text: newer, data: `log:0:${count}` });
  const last = shown.at(-1);
  if (last !== undefined && read.length > shown.length)
    turn.push({ text: older, data: `log:${last.id}:${count}` });
  if (shown.length === 0) return { html: words.logEmpty, buttons: [turn] };
  return { html: [title, ...lines.slice(0, shown.length)].join('\n'), buttons: [turn] };
}

function lineOf(entry: AuditEntry, { language }: DeskContext, ports: DeskPorts): string {
  const show = (at: Date) => showMoment(at, ports.now(), language, ports.timeZone);
  const action = peopleWords[language].actions[entry.action];
  const change = shortened(changeText(entry, language, show), 120);
  return `${show(entry.at)} · <b>${shortened(entry.name, 40)}</b>: ${action} ${shortened(entry.subject, 80)}${change === '' ? '' : ` ${change}`}`;
}
