import { Composer } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml, fitLines, say } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import { parseSpanMs, showMoment } from '../../words/moments.ts';
import { channelNamed, nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { channelWords } from '../../words/channels.ts';
import { commandExamples, generalWords } from '../../words/general.ts';

const longestMs = 30 * 24 * 3_600_000;

/** `/pause [channel] [2h]` and `/resume [channel]`; without a channel, all of them. */
export function pausingDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('pause', async (context) => {
    const asked = await readPause(context, ports, context.match);
    if (asked === null) return;
    const lines: string[] = [];
    for (const channel of asked.channels) lines.push(await pause(context, ports, channel, asked.until));
    ports.onChange();
    await say(context, fitLines([...lines, channelWords[context.language].correctionsStill]));
  });
  desk.command('resume', async (context) => {
    const channels = await askedChannels(context, ports, context.match.trim());
    if (channels === null) return;
    const lines: string[] = [];
    for (const channel of channels) lines.push(await resume(context, ports, channel));
    ports.onChange();
    await say(context, fitLines(lines));
  });
  return desk;
}

/** null: it was not understood, and that was answered. */
async function readPause(context: DeskContext, ports: DeskPorts, text: string) {
  const words = text
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const named = words.find((word) => channelNamed(ports.channels, word) !== null);
  // `2 h en` is as clear as `en 2h`.
  const span = words.filter((word) => word !== named).join('');
  const spanMs = span === '' ? null : parseSpanMs(span);
  // `/pause sport`: more likely the name of a channel that is not there than a span.
  if (named === undefined && spanMs === null && first !== '' && !/^\d/.test(first)) {
    await askedChannels(context, ports, first);
    return null;
  }
  if (span !== '' && spanMs === null) {
    await say(context, generalWords[context.language].wrong(commandExamples.pause));
    return null;
  }
  if (spanMs !== null && spanMs > longestMs) {
    await say(context, channelWords[context.language].pauseTooLong);
    return null;
  }
  const channels = await askedChannels(context, ports, named ?? '');
  const until = spanMs === null ? null : new Date(ports.now().getTime() + spanMs);
  return channels === null ? null : { channels, until };
}

async function pause(
  context: DeskContext,
  ports: DeskPorts,
  { name }: Channel,
  until: Date | null,
): Promise<string> {
  const words = channelWords[context.language];
  const now = ports.now();
  const show = (at: Date) => showMoment(at, now, context.language, ports.timeZone);
  const before = await ports.store.channels.pausedUntil(name, now);
  if (before === 'open' && until === null) {
    const by = await ports.store.audit.last(name, ['pause']);
    return words.pausedStill(escapeHtml(name), escapeHtml(by?.name ?? '—'));
  }
  await ports.store.channels.pause(name, { at: now, until, by: nameOf(context) });
  const after = until?.toISOString() ?? 'open';
  await note(ports, context, { action: 'pause', subject: name, before: momentText(before), after });
  return words.pausedNow(escapeHtml(name), until === null ? null : show(until));
}

async function resume(context: DeskContext, ports: DeskPorts, { name }: Channel): Promise<string> {
  const words = channelWords[context.language];
  const before = await ports.store.channels.pausedUntil(name, ports.now());
  if (!(await ports.store.channels.resume(name, ports.now()))) return words.ranAlready(escapeHtml(name));
  await note(ports, context, {
    action: 'resume',
    subject: name,
    before: momentText(before),
    after: 'running',
  });
  return words.resumedNow(escapeHtml(name));
}

function momentText(until: Date | 'open' | null): string {
  if (until === null) return 'running';
  return until === 'open' ? 'open' : until.toISOString();
}
