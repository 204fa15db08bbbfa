import { escapeHtml } from '../../compose/fitting.ts';
import type { Channel } from '../../news/channel.ts';
import { channelWords } from '../../words/channels.ts';
import { counts, readPostCount } from '../../words/counts.ts';
import { generalWords } from '../../words/general.ts';
import { parseSpanMs, showMoment } from '../../words/moments.ts';
import { conclude, conclusionOf, outdated, say, toast } from '../chat/answer.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type DeskButton } from '../chat/desk.ts';

/** `<channel> drop older than 6h`. @returns null if the text is about something else. */
export function readEmptying(text: string): { name: string; spanMs: number | null } | null {
  const [, name, span] = /^(\S+)\s+drop\b\s*(?:older\s+than\b)?\s*(.*)$/isu.exec(text) ?? [];
  if (name === undefined || span === undefined) return null;
  return { name, spanMs: parseSpanMs(span.replaceAll(/\s+/gu, '')) };
}

/** Asks before a part of a queue is dropped: it may be hundreds of posts. */
export async function askEmptying(
  context: DeskContext,
  desk: Desk,
  channel: Channel,
  spanMs: number,
): Promise<void> {
  const words = channelWords[context.language];
  const now = desk.clock.now();
  const before = new Date(now.getTime() - spanMs);
  const count = await desk.store.orders.countOlder(channel.name, before);
  const at = showMoment(before, now, context.language, desk.config.timeZone);
  const name = escapeHtml(channel.name);
  if (count === 0) return say(context, words.nothingOlder(name, at));
  const { yes, no } = generalWords[context.language];
  const data = `dropold:${channel.name}:${before.getTime().toString(36)}`;
  await say(context, {
    html: words.askDropOlder(name, counts[context.language].posts(count), at),
    buttons: [
      [
        { text: yes, data },
        { text: no, data: 'no' },
      ],
    ],
  });
}

/** The yes. The moment is that of the question, so that nothing is dropped that the editor was not asked about. */
export const emptyingButton: DeskButton = {
  data: /^dropold:([a-z0-9][a-z0-9_-]{0,31}):([0-9a-z]{1,9})$/,
  changes: {
    'drop-older': {
      verb: (language) => channelWords[language].changes['drop-older'],
      shows: 'after',
      read: readPostCount,
    },
  },
  handle: empty,
};

async function empty(
  context: ButtonContext,
  desk: Desk,
  [name = '', moment = '']: readonly string[],
): Promise<void> {
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const channel = desk.config.channels.find((each) => each.name === name);
  if (channel === undefined) return outdated(context);
  const count = await desk.store.orders.dropOlder(name, new Date(parseInt(moment, 36)), desk.clock.now());
  if (count > 0) {
    await note(context, desk, { action: 'drop-older', subject: name, before: null, after: String(count) });
    desk.events.announce({ kind: 'posts changed' });
  }
  const verdict = channelWords[context.language].droppedOlder(
    counts[context.language].posts(count),
    nameOf(context),
  );
  await toast(context, verdict);
  await conclude(context, verdict);
}
