import { createHash } from 'node:crypto';
import { escapeHtml } from '../../compose/fitting.ts';
import type { Channel } from '../../news/channel.ts';
import { sectionKey } from '../../news/section.ts';
import { toTexts } from '../../store/articles/faults.ts';
import { channelWords } from '../../words/channels.ts';
import { counts, readPostCount } from '../../words/counts.ts';
import { parseSpanMs, showMoment } from '../../words/moments.ts';
import { conclude, conclusionOf, outdated, say, toast, yesOrNo } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type DeskButton } from '../chat/desk.ts';

/** `[channel] drop older than 6h`. @returns null if the text is about something else. `name`: '' if there is none. */
export function readEmptying(text: string): { name: string; spanMs: number | null } | null {
  const [, name, span] = /^(\S+)\s+drop\b\s*(?:older\s+than\b)?\s*(.*)$/isu.exec(text) ?? [];
  const [, ownSpan] = /^drop\s+older\s+than\b\s*(.*)$/isu.exec(text) ?? [];
  if (ownSpan !== undefined) return { name: '', spanMs: parseSpanMs(ownSpan.replaceAll(/\s+/gu, '')) };
  if (name === undefined || span === undefined) return null;
  return { name, spanMs: parseSpanMs(span.replaceAll(/\s+/gu, '')) };
}

/** `[channel] drop section Sport`. @returns null if the text is about something else. `name`: '' if there is none. */
export function readSectionEmptying(text: string): { name: string; section: string } | null {
  const [, name = '', section] = /^(?:(\S+)\s+)?drop\s+section\s+(\S.*)$/isu.exec(text) ?? [];
  return section === undefined ? null : { name, section: section.trim() };
}

/** Asks before the posts of a section are dropped. */
export async function askSectionEmptying(
  context: DeskContext,
  desk: Desk,
  channel: Channel,
  section: string,
): Promise<void> {
  const words = channelWords[context.language];
  const now = desk.clock.now();
  const ids = await idsOfSection(desk, channel, digestOf(section, channel), now);
  const [name, shown] = [escapeHtml(channel.name), shortened(section, 60)];
  if (ids.length === 0) return say(context, words.nothingOfSection(name, shown));
  const data = `dropsec:${channel.name}:${digestOf(section, channel)}:${now.getTime().toString(36)}`;
  await say(context, {
    html: words.askDropSection(name, counts[context.language].posts(ids.length), shown),
    buttons: [yesOrNo(context, data)],
  });
}

/** Names a section in the data of a button, which is too short for its name. */
function digestOf(section: string, { sectionNames }: Pick<Channel, 'sectionNames'>): string {
  return createHash('sha256').update(sectionKey(section, sectionNames)).digest('hex').slice(0, 10);
}

async function idsOfSection(desk: Desk, channel: Channel, digest: string, until: Date): Promise<number[]> {
  const queued = await desk.store.queues.queuedSections(channel.name, until);
  const isOf = ({ section, sections }: (typeof queued)[number]) =>
    [section, ...(sections === null ? [] : (toTexts(sections) ?? []))].some(
      (each) => each !== null && digestOf(each, channel) === digest,
    );
  return queued.filter(isOf).map(({ id }) => id);
}

/** The yes about a section. Posts that were promised since the question stay. */
export const sectionEmptyingButton: DeskButton = {
  data: /^dropsec:([a-z0-9][a-z0-9_-]{0,31}):([0-9a-f]{10}):([0-9a-z]{1,9})$/,
  async handle(context, desk, [name = '', digest = '', moment = '']) {
    const concluded = conclusionOf(context);
    if (concluded !== null) return toast(context, concluded);
    const channel = desk.config.channels.find((each) => each.name === name);
    if (channel === undefined) return outdated(context);
    let count = 0;
    for (const id of await idsOfSection(desk, channel, digest, new Date(parseInt(moment, 36)))) {
      if (await desk.store.queues.drop(id, desk.clock.now())) count += 1;
    }
    await concludeEmptying(context, desk, name, count);
  },
};

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
  const count = await desk.store.queues.countOlder(channel.name, before);
  const at = showMoment(before, now, context.language, desk.config.timeZone);
  const name = escapeHtml(channel.name);
  if (count === 0) return say(context, words.nothingOlder(name, at));
  const data = `dropold:${channel.name}:${before.getTime().toString(36)}`;
  await say(context, {
    html: words.askDropOlder(name, counts[context.language].posts(count), at),
    buttons: [yesOrNo(context, data)],
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
  const count = await desk.store.queues.dropOlder(name, new Date(parseInt(moment, 36)), desk.clock.now());
  await concludeEmptying(context, desk, name, count);
}

async function concludeEmptying(
  context: ButtonContext,
  desk: Desk,
  name: string,
  count: number,
): Promise<void> {
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
